"""Forms of the custom fields of deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.usecases.deals.fields import DefinedField, TypedField
from pullahead.web.forms.base import RowForm, check_field, select_field, text_field

KIND_WORDS = {
    "text": gettext_lazy("Text"),
    "number": gettext_lazy("Number"),
    "money": gettext_lazy("Amount of money"),
    "date": gettext_lazy("Date"),
    "choice": gettext_lazy("Choice"),
    "yes_no": gettext_lazy("Yes or no"),
}


class DealFieldForm(RowForm):
    """Form of a custom field; a new one has a type, and a field keeps its type."""

    name = text_field(gettext_lazy("Name"), max_length=100, required=True)
    kind = select_field(gettext_lazy("Type"), choices=KIND_WORDS.items())
    options = text_field(
        gettext_lazy("Options"), gettext_lazy("For a choice, one per line"), rows=4, max_length=4000
    )
    needed_in = select_field(
        gettext_lazy("Needed"), gettext_lazy("A pull without it asks for a reason")
    )
    place = forms.IntegerField(
        label=gettext_lazy("Order"), required=False, min_value=1, max_value=999
    )
    in_list = check_field(gettext_lazy("Column of the list"), initial=True)
    on_card = check_field(gettext_lazy("On the cards of the board (at most two fields)"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        stages: Sequence[tuple[int, str]],
        field: DefinedField | None = None,
    ) -> None:
        self.known = field
        initial: dict[str, Any] = {}
        if field is not None:
            names = ("name", "needed_in", "place", "in_list", "on_card")
            initial = {name: getattr(field, name) for name in names}
            initial["options"] = "\n".join(field.options)
        super().__init__(data, row=f"field-{field.id if field else 'new'}", initial=initial)
        before = _("before leaving {stage}")
        choices = [(str(pk), before.format(stage=name)) for pk, name in stages]
        self.offer("needed_in", [("", _("Never")), *choices])
        if field is not None:
            del self.fields["kind"]
            if field.kind != "choice":
                del self.fields["options"]

    def typed(self) -> TypedField:
        """Return what was typed."""
        given = self.cleaned_data
        stage = given["needed_in"]
        return TypedField(
            name=given["name"],
            kind=given.get("kind", ""),
            options=given.get("options", "").splitlines(),
            needed_in=int(stage) if stage.isascii() and stage.isdigit() else None,
            in_list=given["in_list"],
            on_card=given["on_card"],
            place=given["place"],
        )
