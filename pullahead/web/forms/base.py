"""Shared parts of forms: the refusal of a use case, the focus, and fields of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pullahead.base.errors import Problem

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
    from django.utils.safestring import SafeString

CELL = "components/cell.html"
SAVE_ALL = "save-all"  # id of the form that saves all rows of a page
LOCAL = "%Y-%m-%dT%H:%M"  # local time, as browsers send it
ZONE = "Europe/Berlin"  # example in an empty field


class PageField(forms.BoundField):
    """Field on a page; the first field with an error has the focus."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the focus after a refusal."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if isinstance(self.form, Refusable) and self.form.first_wrong == self.name:
            built["autofocus"] = True
        return built

    def as_hidden(self, attrs: dict[str, Any] | None = None, **options: Any) -> SafeString:
        """Return the hidden initial value, in the same form as its field."""
        form = self.field.widget.attrs.get("form")
        return super().as_hidden({**(attrs or {}), **({"form": form} if form else {})}, **options)

    def as_field_group(self) -> SafeString:
        """Draw the field with its label, hint and errors, in its own way if it has one."""
        own = self.form.field_drawings.get(self.name) if isinstance(self.form, Refusable) else None
        return own(self) if own else super().as_field_group()

    @property
    def template_name(self) -> str:
        """Template of the field: its own, or the one of all fields."""
        form = self.form
        own = form.field_templates.get(self.name, "") if isinstance(form, Refusable) else ""
        return own or str(form.renderer.field_template_name)


class Refusable(forms.Form):
    """Form that can show a use case's refusal beside the field that it is about."""

    bound_field_class = PageField
    field_templates: Mapping[str, str] = {}  # of fields that are shown in another way
    field_drawings: Mapping[str, Callable[[forms.BoundField], SafeString]] = {}  # the same, faster

    def full_clean(self) -> None:
        """Clean the fields; the error of a number out of range names the range."""
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                _name_range(field)
        super().full_clean()

    def changes(self) -> dict[str, Any]:
        """Return the values of a valid form that a person changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def refuse(self, problem: Problem) -> None:
        """Put each of the problem's errors beside its field, or above the form."""
        for error in problem.errors:
            self.add_error(error.field if error.field in self.fields else None, error.message)
        if not problem.errors:
            self.add_error(self._about(problem.code), problem.message)

    def _about(self, code: str) -> str | None:
        named = [name for name in self.fields if code.startswith(name)]
        return named[0] if named else {"final_required": "disposition"}.get(code)

    @property
    def first_wrong(self) -> str:
        """Name of the first field with an error; "" if the error is above the form."""
        if not self.errors or self.non_field_errors():
            return ""
        return next((name for name in self.fields if name in self.errors), "")

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Set the choices of a field; the use case checks the chosen one."""
        widget = self.fields[name].widget
        if isinstance(widget, forms.Select):
            widget.choices = list(choices)


def _name_range(field: forms.IntegerField) -> None:
    """Say both ends of the range in one sentence, where Django names one end."""
    least, most = field.min_value, field.max_value
    if least is None:
        return
    said = (
        gettext("Enter a number of {least} or more.").format(least=least)
        if most is None
        else gettext("Enter a number from {least} to {most}.").format(least=least, most=most)
    )
    field.error_messages = {"min_value": said, "max_value": said, **field.error_messages}


class RowForm(Refusable):
    """Form of one row of a list. Its ids begin with the row's, so that a page may hold many."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, row: str, **options: Any) -> None:
        super().__init__(data, auto_id=f"{row}-%s", **options)
        self.row = row


def shown(form: RowForm, refused: Refusable | None) -> RowForm:
    """Return the form of a row: the refused one, with its errors, if it is of the row."""
    return refused if isinstance(refused, RowForm) and refused.row == form.row else form


class CellForm(RowForm):
    """Form of one row of a page that is saved by one button.

    The names of its fields begin with the row's. The page's form element, `SAVE_ALL`, is elsewhere.
    Each field is sent with its initial value, so that only what a person changed is saved.
    """

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, row: str, name: str = "", **options: Any
    ) -> None:
        super().__init__(data, row=row, prefix=row, **options)
        self.auto_id = "%s"  # the prefix makes the names unique
        self.key = row.partition("-")[2]
        self.field_templates = dict.fromkeys(self.fields, CELL)
        for field in self.fields.values():
            field.label = f"{field.label}, {name}" if name else field.label
            field.widget.attrs["form"] = SAVE_ALL
            field.show_hidden_initial = True


class ManyRows:
    """Forms of all rows of a page; a use case's refusal is shown beside its fields.

    An error of the use case is named FIELD-KEY: the field of the row with this key.
    """

    def __init__(self, forms: Iterable[CellForm]) -> None:
        self.forms = list(forms)

    def is_valid(self) -> bool:
        """Check all rows that were sent, so that every error is shown at once."""
        return all(form.is_valid() for form in self.forms if form.is_bound)

    def refuse(self, problem: Problem) -> None:
        """Put each error beside its field."""
        for error in problem.errors:
            name, _dash, key = error.field.partition("-")
            for form in self.forms:
                if form.key == key and name in form.fields:
                    form.add_error(name, error.message)

    @property
    def errors(self) -> int:
        """Count the fields with an error."""
        return sum(len(form.errors) for form in self.forms if form.is_bound)


def text_field(
    label: _StrOrPromise,
    hint: _StrOrPromise = "",
    *,
    rows: int = 0,
    max_length: int | None = None,
    **attrs: _StrOrPromise | int | bool,
) -> forms.CharField:
    """Return a field of text, with the attributes of its control.

    The browser asks for a `required` value; the use case decides whether it is missing.
    """
    shown: dict[str, Any] = {"rows": rows} if rows else {"autocomplete": "off"}
    widget = forms.Textarea(shown | attrs) if rows else forms.TextInput(shown | attrs)
    field = forms.CharField(
        required=False, label=label, help_text=hint, max_length=max_length, widget=widget
    )
    # Django replaces the control's limit by the field's
    field.widget.attrs |= attrs
    return field


def select_field(
    label: _StrOrPromise,
    hint: _StrOrPromise = "",
    *,
    choices: Iterable[tuple[Any, Any]] = (),
    widget: type[forms.Select] = forms.Select,
    **attrs: str | bool,
) -> forms.CharField:
    """Return a field with a list of choices; the use case checks the chosen one."""
    return forms.CharField(
        required=False,
        label=label,
        help_text=hint,
        widget=widget(attrs=attrs, choices=list(choices)),
    )


def date_field(label: _StrOrPromise, hint: _StrOrPromise = "") -> forms.DateField:
    """Return a field of a date, with the browser's calendar."""
    return forms.DateField(
        required=False,
        label=label,
        help_text=hint,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date, such as 2026-05-04.")},
    )


def check_field(label: _StrOrPromise, *, initial: bool = False) -> forms.BooleanField:
    """Return a check box."""
    return forms.BooleanField(required=False, label=label, initial=initial)


def zone_field(hint: _StrOrPromise) -> forms.CharField:
    """Return a field of a time zone; the page holds the list of zones."""
    return text_field(_("Time zone"), hint, max_length=60, list="zones", placeholder=ZONE)
