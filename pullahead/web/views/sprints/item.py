"""*Item*: one item and the acts on it. A refusal appears on the page of the item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound, wrong
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.sprints import items, reallocating, taking
from pullahead.usecases.sprints.item_page import ItemPage, item_page
from pullahead.usecases.sprints.reallocating import MoveInput
from pullahead.web.forms import sprints as forms
from pullahead.web.view_helpers import SeeOther, for_contributors, person, show, signed_in

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemVerb:
    """An act of the page: its form, what it calls, and what is said afterwards."""

    form: type[forms.ItemForm]
    call: Callable[[ItemPage, Person, Given], None]
    done: str | Promise


def _take(page: ItemPage, by: Person, given: Given) -> None:
    taking.take(item_id=page.row.id, by=by, over_reason=given["over_reason"])


def _ask(page: ItemPage, by: Person, given: Given) -> None:
    chosen = given["person_id"]
    if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
        raise wrong("person_id", "unknown_person", _("Choose a colleague of this pod."))
    taking.ask(item_id=page.row.id, by=by, person_id=int(chosen))


def _partner(page: ItemPage, by: Person, given: Given) -> None:
    contact = _id(given["contact_id"], "contact_id", _("Choose a contact of this deal."))
    taking.partner_takes(item_id=page.row.id, by=by, contact_id=contact, words=given["words"])


def _left(page: ItemPage, by: Person, given: Given) -> None:
    if given["hours"] is None:
        raise wrong("hours", "not_an_amount", _("Enter hours between 0 and 999."))
    items.left(item_id=page.row.id, by=by, hours=given["hours"])


def _serve(page: ItemPage, by: Person, given: Given) -> None:
    kind, _space, text = given["serves"].partition(" ")
    chosen = _id(text, "serves", _("Choose an open step of this deal.")) if kind else None
    items.serve(
        item_id=page.row.id,
        by=by,
        served={
            "step_id": chosen if kind == "step" else None,
            "objective_id": chosen if kind == "objective" else None,
        },
    )


def _date(page: ItemPage, by: Person, given: Given) -> None:
    if given["on"] is None:
        raise wrong("on", "date_barred", _("Choose a day between today and a year from now."))
    items.new_date(item_id=page.row.id, by=by, on=given["on"], reason=given["reason"])


def _move(page: ItemPage, by: Person, given: Given) -> None:
    to_id = _id(given["to_id"], "to_id", _("Choose another item to work on instead."))
    reallocating.reallocate(
        from_id=page.row.id,
        to_id=to_id,
        person_id=page.row.performer_id or by.pk,
        by=by,
        typed=MoveInput(given["move_reason"], given["new_date"], given["revoke"]),
    )


def _id(text: str, field: str, said: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise wrong(field, "invalid", said) from None


VERBS: Mapping[str, ItemVerb] = {
    "take": ItemVerb(forms.TakeItemForm, _take, gettext_lazy("Taken. The promise is yours.")),
    "ask": ItemVerb(forms.AskColleagueForm, _ask, gettext_lazy("Asked.")),
    "decline": ItemVerb(
        forms.PlainItemForm,
        lambda page, by, given: taking.decline(item_id=page.row.id, by=by),
        gettext_lazy("Declined. The item stays in the backlog."),
    ),
    "partner": ItemVerb(
        forms.PartnerForm, _partner, gettext_lazy("The partner’s agreement is saved.")
    ),
    "done": ItemVerb(
        forms.DoneForm,
        lambda page, by, given: items.done(
            item_id=page.row.id, by=by, words=given.get("words", "")
        ),
        gettext_lazy("Reported as done."),
    ),
    "left": ItemVerb(forms.LeftForm, _left, gettext_lazy("Hours saved.")),
    "serve": ItemVerb(forms.ServeForm, _serve, gettext_lazy("Item saved.")),
    "block": ItemVerb(
        forms.BlockItemForm,
        lambda page, by, given: items.block(item_id=page.row.id, by=by, why=given["why"]),
        gettext_lazy("Blocked."),
    ),
    "unblock": ItemVerb(
        forms.PlainItemForm,
        lambda page, by, given: items.unblock(item_id=page.row.id, by=by),
        gettext_lazy("Unblocked."),
    ),
    "drop": ItemVerb(
        forms.DropItemForm,
        lambda page, by, given: items.drop(item_id=page.row.id, by=by, reason=given["reason"]),
        gettext_lazy("Dropped."),
    ),
    "date": ItemVerb(forms.NewDateForm, _date, gettext_lazy("New date offered.")),
    "move": ItemVerb(forms.MoveWorkForm, _move, gettext_lazy("Moved.")),
    "urgent": ItemVerb(
        forms.PlainItemForm,
        lambda page, by, given: items.mark_urgent(
            item_id=page.row.id, by=by, on=not page.row.urgent
        ),
        gettext_lazy("Item saved."),
    ),
}


@signed_in
@for_contributors
@require_safe
def page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one item."""
    return _page(request, item_page(item_id=item_id, viewer=person(request)))


@signed_in
@for_contributors
@require_POST
def act(request: HttpRequest, item_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal appears beside its form, on the page of the item."""
    verb, by = VERBS.get(name), person(request)
    if verb is None:
        raise NotFound(_("Unknown action. Reload the page."))
    shown = item_page(item_id=item_id, viewer=by)
    form = verb.form(request.POST, page=shown, act=name)
    try:
        if not form.is_valid():
            return _page(request, shown, name, form, 422)
        verb.call(shown, by, form.cleaned_data)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        again = item_page(item_id=item_id, viewer=by)
        return _page(request, again, name, form, problem.status)
    messages.success(request, str(verb.done))
    back = {"standup": "stand-up", "sprint": "sprint"}.get(request.POST.get("from", ""))
    if back is None:
        return SeeOther(reverse("item", args=[item_id]))
    return SeeOther(reverse(back, args=[shown.pod_id]))


def _page(
    request: HttpRequest,
    shown: ItemPage,
    name: str = "",
    form: forms.ItemForm | None = None,
    status: int = 200,
) -> HttpResponse:
    verbs = {act: verb.form(page=shown, act=act) for act, verb in VERBS.items()}
    if form is not None:
        verbs[name] = form
    context = {
        "page": shown,
        "row": shown.row,
        "today": shown.today,
        "forms": verbs,
        "failed": name,
        "failed_form": form,
    }
    return show(request, "sprints/item.html", context, status)
