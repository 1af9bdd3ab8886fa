"""Give each address its match key and extension; move opt-outs and search handles to the keys.

The functions are copies of that day's rules, so that a later change of them leaves this as it is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import migrations, models
from django.db.models import F

import pullahead.leads.models

AT_ONCE = 1_000
GMAIL = ("gmail.com", "googlemail.com")
COMPANY_NAMES = frozenset(
    "company name/companyname/account/account name/organization/organisation/organization name/"
    "organisation name/org/org name/business/business name/employer/firm/firm name/"
    "customer company/lead company/contact company/empresa/nome da empresa/nome empresa/"
    "razao social/nome fantasia/companhia/organizacao/nombre de la empresa/nombre empresa/"
    "empresa nombre/compania/organizacion/firma/firmenname/unternehmen/unternehmensname/"
    "gesellschaft/arbeitgeber/entreprise/nom de l entreprise/societe/raison sociale/"
    "nom de la societe/current employer/workplace/dealership".split("/")
)
STROKES = str.maketrans("øłđðþæœıħ", "olddtaoih")


def match_key(value: str) -> str:
    """Return the key of an address, as pullahead.leads.parsing.mailboxes has it."""
    if value.startswith("+"):
        is_mobile = value.startswith("+549") and len(value) > 13
        return "+54" + value[4:] if is_mobile else value
    name, at, domain = value.casefold().rpartition("@")
    own = name.partition("+")[0] or name
    if domain in GMAIL:
        own, domain = own.replace(".", "") or own, "gmail.com"
    return f"{own}{at}{domain}"


def folded(text: str) -> str:
    """Return text in small letters, without accents, with spaces for signs."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c)).translate(STROKES)
    return re.sub(r"[\W_]+", " ", letters).strip()


def fill(apps: Any, editor: Any) -> None:
    """Write the keys of all addresses, then those of the opt-outs."""
    address, handle = apps.get_model("leads", "Address"), apps.get_model("leads", "Handle")
    address.objects.update(match_key=F("value"))
    spelled = address.objects.filter(value__startswith="+549") | address.objects.filter(
        value__contains="@"
    )
    changed, handles = [], []
    for one in spelled.only("id", "lead_id", "value", "match_key").iterator(chunk_size=AT_ONCE):
        key = match_key(one.value)
        if key != one.value:
            one.match_key = key
            changed.append(one)
            if "@" in key:
                handles.append(handle(lead_id=one.lead_id, word=key[:64]))
    for start in range(0, len(changed), AT_ONCE):
        address.objects.bulk_update(changed[start : start + AT_ONCE], ["match_key"])
    handle.objects.bulk_create(handles, ignore_conflicts=True, batch_size=AT_ONCE)
    opt_out = apps.get_model("leads", "OptOut")
    for one in opt_out.objects.order_by("at", "id"):
        key = match_key(one.value)
        if key == one.value:
            continue
        if opt_out.objects.filter(kind=one.kind, value=key).exists():
            one.delete()
        else:
            opt_out.objects.filter(pk=one.pk).update(value=key)


def find_companies(apps: Any, editor: Any) -> None:
    """Make the leads of a company under another heading than *company* searchable by its words."""
    handle, lead = apps.get_model("leads", "Handle"), apps.get_model("leads", "Lead")
    found = []
    for pk, attributes in lead.objects.values_list("id", "attributes").iterator(AT_ONCE):
        for name, text in attributes.items():
            if isinstance(text, str) and folded(name) in COMPANY_NAMES:
                words = {word[:64] for word in folded(text).split() if len(word) > 1}
                found += [handle(lead_id=pk, word=word) for word in sorted(words)]
    handle.objects.bulk_create(found, ignore_conflicts=True, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_readings")]

    operations = [
        migrations.AddField(
            model_name="address",
            name="extension",
            field=models.CharField(blank=True, default="", max_length=7),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="address",
            name="match_key",
            field=models.CharField(default="", editable=False, max_length=254),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(find_companies, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="address",
            name="match_key",
            field=pullahead.leads.models.MatchKeyField(editable=False, max_length=254),
        ),
        migrations.RemoveIndex(model_name="address", name="address_value"),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(fields=["match_key", "kind"], name="address_match"),
        ),
    ]
