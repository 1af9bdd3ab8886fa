"""*Next*, the agent's home: pull, work, settle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid
from pullahead.desk import settling, sight, taking, work
from pullahead.desk.shapes import InHand, Settled
from pullahead.web import told
from pullahead.web.doors import SeeOther, person, refused, show, signed_in, try_done
from pullahead.web.forms import (
    RELEASE_REASONS,
    Refusable,
    ReleaseForm,
    SettleForm,
    keyed,
    quick_moments,
)

Done = TypeVar("Done")


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each lands on their own first page."""
    return SeeOther(reverse("floor")) if person(request).is_leader else page(request)


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The lead in hand, or what can be pulled."""
    hand = work.in_hand(agent_id=person(request).id)
    if hand:
        return in_hand(request, hand)
    return show(request, "next/page.html", _today(request))


@signed_in
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What can be called now, for the page to look again by itself."""
    return show(request, "next/_today.html", _today(request))


@signed_in
@require_POST
def pull(request: HttpRequest) -> HttpResponse:
    """Ask for the next lead."""
    return _pull(request)


@signed_in
@require_safe
def hold(request: HttpRequest, token: UUID) -> HttpResponse:
    """How the claim stands: until when it is theirs, and whether the customer asked again."""
    hand = work.in_hand(agent_id=person(request).id)
    return _hold(request, hand if hand and hand.token == token else None, token)


@signed_in
@require_POST
def extend(request: HttpRequest, token: UUID) -> HttpResponse:
    """The agent is active: the claim ends later. A lost one is told by the fragment."""
    try:
        work.extend(agent_id=person(request).id, token=token)
    except Conflict:
        return _hold(request, None, token)
    return _hold(request, work.in_hand(agent_id=person(request).id), token)


@signed_in
@require_POST
def settle(request: HttpRequest, token: UUID) -> HttpResponse:
    """End the claim with a disposition and a note: this earns the next lead."""
    agent_id, form = person(request).id, SettleForm(request.POST)
    hand = work.in_hand(agent_id=agent_id)

    def act() -> Settled:
        return settling.settle(agent_id=agent_id, token=token, word=form.word(work.choices()))

    done = _tried(request, hand, token, form, act)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, told.settled(done, hand), extra_tags=done.next)
    request.session[told.UNDO] = str(token)
    try_done(request, "settle")
    go_on = request.POST.get("then") == "next"
    return _pull(request, settled=True) if go_on else SeeOther(reverse("next"))


@signed_in
@require_POST
def release(request: HttpRequest, token: UUID) -> HttpResponse:
    """Give the lead back, with a reason, without settling it."""
    agent_id, form = person(request).id, ReleaseForm(request.POST)
    hand = work.in_hand(agent_id=agent_id)

    def act() -> None:
        work.release(agent_id=agent_id, token=token, **form.cleaned_data)

    refusal = _tried(request, hand, token, form, act)
    if refusal is None:
        messages.info(request, told.released(hand))
    return refusal or SeeOther(reverse("next"))


def in_hand(
    request: HttpRequest, hand: InHand, form: Refusable | None = None, status: int = 200
) -> HttpResponse:
    """The page of the lead in hand, with what was typed if it was refused."""
    now, beside = clock.now(), taking.beside(person(request).id)
    settle_form = SettleForm(initial={"note": beside.draft})
    context = {
        "hand": hand,
        "beside": beside,
        "undo": _undo(request),
        "lead": hand.lead,
        "token": hand.token,
        "choices": keyed(work.choices()),
        "last_round": hand.lead.rounds and hand.round >= hand.lead.rounds,
        "quick": quick_moments(hand, now),
        "release_reasons": RELEASE_REASONS,
        "settle_form": form if isinstance(form, SettleForm) else settle_form,
        "release_form": form if isinstance(form, ReleaseForm) else ReleaseForm(),
    }
    return show(request, "next/in_hand.html", context, status)


def _tried(
    request: HttpRequest,
    hand: InHand | None,
    token: UUID,
    form: Refusable,
    act: Callable[[], Done],
) -> Done | HttpResponse:
    """What the act gave, or the page that says why it was refused."""
    if not form.is_valid():
        return _again(request, hand, token, form)
    try:
        return act()
    except Invalid as problem:
        form.refuse(problem)
        return _again(request, hand, token, form, problem)
    except Conflict as problem:
        return show(request, "next/lost.html", {"problem": problem, "form": form}, problem.status)


def _again(
    request: HttpRequest,
    hand: InHand | None,
    token: UUID,
    form: Refusable,
    problem: Invalid | None = None,
) -> HttpResponse:
    """The same page with what is wrong beside the field; without a page to show it on, in words."""
    if hand and hand.token == token:
        return in_hand(request, hand, form, 422)
    return refused(request, problem or Invalid("What was sent cannot be read. Nothing changed."))


def _pull(request: HttpRequest, *, settled: bool = False) -> HttpResponse:
    pulled = work.next_lead(agent_id=person(request).id)
    if pulled.claim is None:
        return SeeOther(reverse("next") + "?empty=1")
    try_done(request, "again" if pulled.again and not settled else "pull")
    if pulled.again and settled:
        messages.info(request, told.go_on(pulled.claim))
    elif pulled.again:
        messages.warning(request, told.still_in_hand(pulled.claim), extra_tags="again")
    return SeeOther(reverse("next"))


def _hold(request: HttpRequest, hand: InHand | None, token: UUID) -> HttpResponse:
    agent_id = person(request).id
    taken_by = "" if hand else taking.taken_by(agent_id=agent_id, token=token)
    context = {"hand": hand, "token": token, "taken_by": taken_by}
    return show(request, "next/_hold.html", context | {"beside": taking.beside(agent_id)})


def _undo(request: HttpRequest) -> UUID | None:
    """The settle that can be taken back; forgotten once it cannot."""
    kept = request.session.get(told.UNDO)
    if kept and taking.may_undo(agent_id=person(request).id, token=UUID(kept)):
        return UUID(kept)
    request.session.pop(told.UNDO, None)
    return None


def _today(request: HttpRequest) -> dict[str, object]:
    return {
        "beside": taking.beside(person(request).id),
        "undo": _undo(request),
        "today": sight.today(agent_id=person(request).id),
        "empty": "empty" in request.GET,
    }
