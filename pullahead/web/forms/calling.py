"""Forms of calling rules, call scripts and message templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.intake.imports import UPLOAD_LIMIT
from pullahead.usecases.leads import do_not_call
from pullahead.usecases.settings import compliance, message_templates
from pullahead.web.forms.base import Refusable, check_field, date_field, select_field, text_field

AT_ONCE_LIMIT = 2 * 1024**2  # bytes: some 150,000 numbers; a larger list is read by a job
LIST_LIMIT = UPLOAD_LIMIT
LIST_LIMIT_WORDS = f"{LIST_LIMIT // 1024**2} MB"
LONG = compliance.TEXT_LIMIT
PLACE = ("name", "jurisdiction")
CHANNELS = (("sms", "SMS"), ("whatsapp", "WhatsApp"), ("email", _("Email")))


def _whole(label: Any, hint: Any = "", *, most: int) -> forms.IntegerField:
    """Return a field of a whole number typed as text."""
    return forms.IntegerField(
        required=False,
        label=label,
        help_text=hint,
        min_value=0,
        max_value=most,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class PackForm(Refusable):
    """Form of a pack, line by line."""

    name = text_field(
        _("Name"),
        max_length=compliance.NAME_LIMIT,
        maxlength=compliance.NAME_LIMIT,
        required=True,
    )
    jurisdiction = text_field(
        _("Applies in"),
        _("US, US-FL, or * for all places"),
        max_length=10,
        maxlength=10,
        required=True,
    )
    valid_from = date_field(_("Effective from"))
    caps = text_field(
        _("Maximum calls to one number"),
        _("One limit per line: 3 in 24 hours, 7 in 7 days"),
        max_length=LONG,
        rows=2,
    )
    gap_minutes = _whole(_("Minutes between two calls to one number"), most=100_000)
    quarantine_days = _whole(_("Days without calls after a refusal"), _("0: no limit"), most=400)
    refusing = text_field(
        _("Call outcomes that count as a refusal"),
        _("Codes, such as not_interested"),
        max_length=1_000,
    )
    list_days = _whole(_("Maximum age of do-not-call lists, in days"), _("0: no limit"), most=400)
    windows = text_field(
        _("Calling hours"),
        _("Customer’s local time, one per line: Mon-Fri 09:00-20:00"),
        max_length=LONG,
        rows=3,
    )
    holidays = text_field(
        _("Holidays without calls"),
        _("One per line: 2026-12-25 Christmas"),
        max_length=LONG,
        rows=3,
    )
    public_holidays = check_field(_("No calls on the public holidays of this place"))
    callbacks_any_hour = check_field(
        _("Callbacks that the customer requested are allowed at any hour")
    )
    off = check_field(_("Disabled"))
    note = text_field(
        _("Note"),
        _("Source of the rule and who checked it"),
        max_length=compliance.NOTE_LIMIT,
        maxlength=compliance.NOTE_LIMIT,
        rows=3,
    )

    @property
    def rules(self) -> Sequence[forms.BoundField]:
        """Fields that a new version may change: all but the name and the place."""
        return [field for field in self if field.name not in PLACE]

    def words(self) -> compliance.PackWords:
        """Return the typed pack; an omitted number is none."""
        kept = self.cleaned_data
        numbers = ("gap_minutes", "quarantine_days", "list_days")
        return compliance.PackWords(**{**kept, **{name: kept.get(name) or 0 for name in numbers}})


class GuideForm(Refusable):
    """Form of a call script's three parts, each a text of lines."""

    steps = text_field(_("Steps"), _("One on each line"), max_length=20_000, rows=6)
    objections = text_field(
        _("Objections"), _("One per line: Objection -> Answer"), max_length=60_000, rows=6
    )
    questions = text_field(
        _("Required questions"),
        _("Required for the outcome “Qualified”; one per line"),
        max_length=10_000,
        rows=4,
    )


class TextForm(Refusable):
    """Form of a message template; the use case validates it."""

    channel = select_field(_("Channel"), choices=CHANNELS)
    source = forms.IntegerField(
        required=False, label=_("Source"), min_value=1, max_value=2**53, widget=forms.Select
    )
    language = text_field(
        _("Language"), _("Two letters, such as es. Blank: any"), max_length=10, maxlength=5
    )
    touch = forms.IntegerField(
        required=False,
        label=_("Number of the nurturing contact"),
        help_text=_("Such as 2. Blank: any message"),
        min_value=1,
        max_value=12,
        widget=forms.NumberInput({"min": 1, "max": 12}),
    )
    subject = text_field(_("Subject"), _("Email only"), maxlength=200)
    body = text_field(
        _("Text"), _("Placeholders: {name}, {first_name}, {agent}"), maxlength=2000, rows=5
    )

    def __init__(
        self, *args: Any, sources: Iterable[tuple[int, str]] = (), every: bool = False, **o: Any
    ) -> None:
        super().__init__(*args, **o)
        self.offer("source", [*([("", _("All sources"))] if every else []), *sources])

    def written(self) -> message_templates.WrittenMessage:
        """Return the typed template for the use case."""
        given = dict(self.cleaned_data)
        given["touch"] = given["touch"] or 0
        return message_templates.WrittenMessage(source_id=given.pop("source"), **given)


class DoNotCallForm(Refusable):
    """Form of an address that no one may call or write to."""

    address = text_field(
        _("Phone number or email address"), max_length=do_not_call.TEXT_LIMIT, required=True
    )
    reason = text_field(
        _("Reason"),
        _("Such as: asked by letter on 3 May"),
        max_length=do_not_call.REASON_LIMIT,
        maxlength=do_not_call.REASON_LIMIT,
        required=True,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "add-%s"


class RemoveForm(Refusable):
    """Form of the reason to remove an opt-out; the page holds the address."""

    address = forms.CharField(
        required=False, max_length=do_not_call.TEXT_LIMIT, widget=forms.HiddenInput
    )
    reason = text_field(
        _("Reason for the removal"),
        max_length=do_not_call.REASON_LIMIT,
        maxlength=do_not_call.REASON_LIMIT,
        required=True,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "remove-%s"


class ListForm(Refusable):
    """Form of a do-not-call list; the view reads the file itself."""

    file = forms.CharField(
        required=False,
        label=_("File with one number on each line"),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    name = text_field(
        _("Name of the list"),
        _("A new version replaces the list of this name"),
        maxlength=60,
        list="lists",
        required=True,
    )
    country = text_field(_("Country"), _("Two letters, such as US"), maxlength=2, required=True)
    as_of = date_field(_("Date of the list"), _("Default: today"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "list-%s"
        self.fields["file"].help_text = gettext("At most {limit}").format(limit=LIST_LIMIT_WORDS)
