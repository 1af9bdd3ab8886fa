"""Forms of imports: a file, its source and country, and the fields of its columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.common.text_encoding import choices as encodings
from pullahead.usecases.intake.imports import UPLOAD_LIMIT
from pullahead.web.choices import FIELD_WORDS
from pullahead.web.forms.base import CELL, Refusable, RowForm, check_field, select_field, text_field

UNDECIDED = "undecided"
ORDERS = (
    ("", _("As the file shows")),
    ("dmy", _("Day first: 25/11/2026")),
    ("mdy", _("Month first: 11/25/2026")),
)


def _encoding_field() -> forms.CharField:
    offered = [("", _("Detect")), *encodings()]
    return select_field(_("Encoding"), _("Choose one only if letters look wrong"), choices=offered)


def _order_field() -> forms.CharField:
    return select_field(_("Order of dates"), _("One order for the whole file"), choices=ORDERS)


class SourceForm(Refusable):
    """Form of the source of a file and the country of its numbers."""

    source = text_field(
        _("Source"), _("A new name creates a source"), maxlength=100, list="sources", required=True
    )
    country = text_field(
        _("Country"),
        _("Two letters, such as BR. Used for numbers without +"),
        maxlength=2,
        autocapitalize="characters",
    )

    READ: tuple[str, ...] = ("source", "country")

    def mapped(self) -> dict[str, str]:
        """Return the typed values; an unreadable one is blank, and the use case reports it."""
        return {name: self.cleaned_data.get(name, "") for name in self.READ}


class UploadForm(SourceForm):
    """Form of a new import; the view reads the file itself."""

    file = forms.CharField(
        required=False,
        label=_("CSV file"),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv", "required": True}),
    )
    encoding = _encoding_field()
    field_order: tuple[str, ...] = ("file", "source", "country", "encoding")
    READ: tuple[str, ...] = ("source", "country", "encoding")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = gettext(
            "Headings in the first line, {limit} MB at most"
        ).format(limit=UPLOAD_LIMIT // 1024**2)


class AuditForm(UploadForm):
    """Form of the audit of another system's export; the view reads the file itself."""

    source = text_field(
        _("Source"),
        _("Used if you import the file later. Blank: the name of the CRM"),
        max_length=100,
        list="sources",
    )
    days = forms.IntegerField(
        label=_("Days without activity"),
        help_text=_("An open lead counts as dead after this many days"),
        min_value=1,
        max_value=3_650,
        error_messages={"invalid": _("Enter a number of days from 1 to 3650.")},
    )
    dates = _order_field()
    field_order = ("file", "days", "source", "country", "dates", "encoding")
    READ = ("source", "country", "encoding", "dates")


class MapForm(SourceForm):
    """Form of a draft's import, whose columns have forms of their own."""

    map = forms.CharField(required=False)  # place of the error for a mapping
    dates = _order_field()
    READ = ("source", "country", "dates")
    into_demo = check_field(_("Mix these leads with the demo leads"))


class ColumnForm(RowForm):
    """Form of the field that a column is mapped to."""

    field = select_field("")
    field_templates = {"field": CELL}

    def __init__(self, *, number: int, heading: str, mapped: str) -> None:
        super().__init__(row=f"column-{number}", initial={"field": mapped})
        self.fields["field"].label = gettext("Field for {name}").format(name=heading)
        asked = [(UNDECIDED, _("Choose: does this column mean “do not call”?"))]
        self.offer("field", [*(asked if mapped == UNDECIDED else []), *FIELD_WORDS.items()])
