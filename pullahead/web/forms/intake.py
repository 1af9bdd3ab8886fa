"""Forms of imports: a file, its source and country, and the fields of its columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.intake.imports import UPLOAD_LIMIT
from pullahead.web.choices import FIELD_WORDS
from pullahead.web.forms.base import CELL, Refusable, RowForm, check_field, select_field, text_field

UNDECIDED = "undecided"


class SourceForm(Refusable):
    """Form of the source of a file and the country of its numbers."""

    source = text_field(
        _("Source"), _("A new name creates a source"), maxlength=100, list="sources", required=True
    )
    country = text_field(
        _("Country"),
        _("Two letters, such as BR; for numbers without +"),
        maxlength=2,
        autocapitalize="characters",
    )

    def mapped(self) -> dict[str, str]:
        """Return the typed values; an unreadable one is blank, and the use case reports it."""
        return {name: self.cleaned_data.get(name, "") for name in ("source", "country")}


class UploadForm(SourceForm):
    """Form of a new import; the view reads the file itself."""

    file = forms.CharField(
        required=False,
        label=_("CSV file"),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv", "required": True}),
    )
    field_order = ("file", "source", "country")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = _now(
            "Headings in the first line, {limit} MB at most"
        ).format(limit=UPLOAD_LIMIT // 1024**2)


class MapForm(SourceForm):
    """Form of a draft's import, whose columns have forms of their own."""

    map = forms.CharField(required=False)  # place of the error for a mapping
    into_demo = check_field(_("Mix these leads with the demo leads"))


class ColumnForm(RowForm):
    """Form of the field that a column is mapped to."""

    field = select_field("")
    field_templates = {"field": CELL}

    def __init__(self, *, number: int, heading: str, mapped: str) -> None:
        super().__init__(row=f"column-{number}", initial={"field": mapped})
        self.fields["field"].label = _now("Field for {name}").format(name=heading)
        asked = [(UNDECIDED, _("Choose: does it mean do not call?"))]
        self.offer("field", [*(asked if mapped == UNDECIDED else []), *FIELD_WORDS.items()])
