"""Forms of items and sprints. They read and clean values; the use cases validate them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.sprints.item_page import Choice, ItemPage
from pullahead.usecases.sprints.review import ItemAnswer, ReviewRow
from pullahead.web.forms.base import (
    Refusable,
    RowForm,
    check_field,
    date_field,
    select_field,
    text_field,
)

SIZE_WORDS = (("S", _("S: 1 hour")), ("M", _("M: 4 hours")), ("L", _("L: 16 hours")))
REASON_WORDS = (
    ("their_change", _("The customer changed something")),
    ("dearer_deal", _("A more valuable deal came first")),
    ("waits_partner", _("It waits for a partner")),
    ("waits_buyer", _("It waits for the customer")),
    ("larger", _("It is larger than expected")),
    ("forgotten", _("It was forgotten")),
)
HOURS = {"max_digits": 6, "decimal_places": 2, "min_value": 0}


def _options(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(one.value, _label(one)) for one in choices]


def _label(one: Choice) -> str:
    return f"{one.label}, {dateformat.format(one.due, 'j M')}" if one.due else one.label


class ItemForm(Refusable):
    """Base of the forms of one item."""

    def __init__(self, data: Any = None, *, page: ItemPage, act: str) -> None:
        super().__init__(data, initial=self.initial_of(page), auto_id=f"id_{act}_%s")
        self.fit(page)

    def initial_of(self, page: ItemPage) -> dict[str, Any]:
        """Return what the form shows at first."""
        return {}

    def fit(self, page: ItemPage) -> None:
        """Set the choices of the fields."""

    def choose(self, name: str, choices: Sequence[Choice]) -> None:
        """Offer choices in a field."""
        self.offer(name, [("", _("Choose …")), *_options(choices)])


class PlainItemForm(ItemForm):
    """Form of an act that needs no field."""


class TakeItemForm(ItemForm):
    """Form of a take; the reason is needed beyond the hours of the week."""

    over_reason = text_field(_("Reason to exceed your hours"), _("Only if your week is full."),
                             max_length=300)  # fmt: skip


class AskColleagueForm(ItemForm):
    """Form of the colleague who is asked."""

    person_id = select_field(_("Colleague"))

    def fit(self, page: ItemPage) -> None:
        self.choose("person_id", page.colleagues)


class PartnerForm(ItemForm):
    """Form of a partner's yes, in their words."""

    contact_id = select_field(_("Partner"))
    words = text_field(_("What did the partner say?"), max_length=1000)

    def fit(self, page: ItemPage) -> None:
        self.choose("contact_id", page.partners)


class DoneForm(ItemForm):
    """Form of a report; a partner's needs the partner's words."""

    words = text_field(_("What did the partner say?"), max_length=1000)

    def fit(self, page: ItemPage) -> None:
        if not page.partner:
            del self.fields["words"]


class LeftForm(ItemForm):
    """Form of the hours left."""

    hours = forms.DecimalField(label=_("Hours left"), required=False, **HOURS)  # type: ignore[arg-type]

    def initial_of(self, page: ItemPage) -> dict[str, Any]:
        return {"hours": page.row.left.normalize()}


class ServeForm(ItemForm):
    """Form of the step or objective that an item serves."""

    serves = select_field(_("Serves"))

    def initial_of(self, page: ItemPage) -> dict[str, Any]:
        return {"serves": page.served}

    def fit(self, page: ItemPage) -> None:
        self.offer("serves", [("", _("No customer step")), *_options(page.serves)])


class BlockItemForm(ItemForm):
    """Form of what blocks an item."""

    why = text_field(_("What blocks it?"), max_length=300)


class DropItemForm(ItemForm):
    """Form of the reason for which an item is dropped."""

    reason = text_field(_("Reason"), max_length=300)


class NewDateForm(ItemForm):
    """Form of another date for a promised item."""

    on = date_field(_("New date"))
    reason = select_field(_("Reason"))

    def fit(self, page: ItemPage) -> None:
        self.offer("reason", [("", _("Choose …")), *REASON_WORDS])


class MoveWorkForm(ItemForm):
    """Form of a reallocation: the other item, why, and what becomes of the promise."""

    to_id = select_field(_("Work on instead"))
    move_reason = text_field(_("Reason"), max_length=300)
    new_date = date_field(_("New date of this item"), _("Blank: its promise is revoked."))
    revoke = check_field(_("Revoke the promise"))

    def fit(self, page: ItemPage) -> None:
        self.choose("to_id", page.better)


class NewItemForm(Refusable):
    """Form of a new item."""

    serves = select_field(_("For"))
    what = text_field(_("What is to be done?"), max_length=200)
    size = select_field(_("Size"), choices=SIZE_WORDS)
    urgent = check_field(_("Urgent: before everything else"))

    def __init__(self, data: Any = None, *, choices: Sequence[Choice], deal: str = "") -> None:
        initial = {"size": "M", "serves": f"{deal} deal" if deal else ""}
        super().__init__(data, initial=initial, auto_id="id_add_%s")
        self.offer("serves", [("", _("Choose …")), *_options(choices)])


class HoursForm(Refusable):
    """Form of a person's hours in a week."""

    hours = forms.DecimalField(label=_("Your hours this week"), required=False, **HOURS)  # type: ignore[arg-type]


ANSWER_WORDS = (
    ("", _("Leave it open")),
    ("done", _("Done")),
    ("date", _("New date")),
    ("no", _("Not done: back to the backlog")),
    ("drop", _("Drop it")),
)
ORPHAN_WORDS = (("", _("Leave it open")), ("keep", _("Keep it")), ("drop", _("Drop it")))


class ReviewAnswerForm(RowForm):
    """Form of the answer to one open item of a week."""

    answer = select_field(_("Answer"), choices=ANSWER_WORDS)
    on = date_field(_("New date"))
    reason = select_field(_("Reason"), choices=[("", _("Choose …")), *REASON_WORDS])
    words = text_field(_("What did the partner say?"), max_length=1000)
    why = text_field(_("Why is it kept?"), max_length=300)
    serves = select_field(_("Serves from now on"))

    def __init__(self, data: Any = None, *, of: ReviewRow) -> None:
        super().__init__(data, row=f"answer-{of.row.id}", prefix=str(of.row.id))
        self.of = of
        for name in self._unused():
            del self.fields[name]
        if of.orphan:
            self.offer("answer", ORPHAN_WORDS)
            self.offer("serves", [("", _("No customer step")), *_options(of.serves)])
        elif of.partner:
            self.offer("answer", [one for one in ANSWER_WORDS if one[0] != "date"])

    def _unused(self) -> set[str]:
        if self.of.orphan:
            return {"on", "words"}
        return {"why", "serves", "on" if self.of.partner else "words"}

    def typed(self) -> ItemAnswer:
        """Return the answer as typed."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return ItemAnswer(**{"answer": "", **given})


class ReviewForm(Refusable):
    """Form of the review of a week."""

    buyers_words = text_field(
        _("One sentence from a customer about this week"),
        _("Blank: counts as “no customer was asked”."),
        rows=2,
        max_length=1000,
    )
    one_line = text_field(_("What do we do differently next week?"), max_length=300)
