"""Words for the leads that were here before there was a look-up.

A migration of its own: PostgreSQL would not alter a table whose new rows still wait for the check
of their foreign keys.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pullahead.leads.handles import COMPANY, words_of

AT_ONCE = 2_000


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the handles of every lead, a few thousand at a time."""
    leads = apps.get_model("leads", "Lead").objects.order_by("id")
    handles: Any = apps.get_model("leads", "Handle").objects
    addresses = apps.get_model("leads", "Address").objects
    last = None
    while True:
        rest = leads.filter(id__gt=last) if last else leads
        rows = list(rest.values_list("id", "name", "attributes")[:AT_ONCE])
        if not rows:
            return
        last = rows[-1][0]
        reach: dict[Any, list[str]] = {}
        there = addresses.filter(lead_id__gte=rows[0][0], lead_id__lte=last)
        for lead_id, value in there.values_list("lead_id", "value"):
            reach.setdefault(lead_id, []).append(value)
        handles.bulk_create(
            handles.model(lead_id=lead_id, word=word)
            for lead_id, name, attributes in rows
            for word in words_of(name, attributes.get(COMPANY, ""), reach.get(lead_id, ()))
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_handles")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
