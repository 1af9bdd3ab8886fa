"""Tries on the lead in hand: call, text, write; the end of a call; a number that is bad."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from pullahead.base.errors import NotFound, Problem
from pullahead.desk import attempts, work
from pullahead.desk.after_bad import after_bad
from pullahead.desk.tries import tries
from pullahead.web.doors import person, show, signed_in
from pullahead.web.forms import AttemptForm, BadForm
from pullahead.web.reaching import Said, none_left, ways
from pullahead.web.views.next_lead import in_hand


@signed_in
@require_POST
def attempt(request: HttpRequest, token: UUID) -> HttpResponse:
    """Log a try, and answer the link that the agent's own device opens."""
    form = AttemptForm(request.POST)
    if not form.is_valid():
        raise NotFound("There is no such address.")
    typed = form.cleaned_data

    def act() -> Said:
        tried = attempts.try_on(
            agent_id=person(request).id,
            token=token,
            address_id=typed["address"],
            channel=typed["channel"],
            redial=typed["redial"],
        )
        return Said(typed["address"], typed["channel"], tried.link)

    return _answer(request, token, typed["address"], act)


@signed_in
@require_POST
def hang_up(request: HttpRequest, token: UUID) -> HttpResponse:
    """The call is over."""

    def act() -> Said:
        attempts.hang_up(agent_id=person(request).id, token=token)
        return Said()

    return _answer(request, token, 0, act)


@signed_in
@require_POST
def bad_address(request: HttpRequest, token: UUID) -> HttpResponse:
    """A number that is somebody else's or nobody's: the next one comes forward."""
    form = BadForm(request.POST)
    if not form.is_valid():
        raise NotFound("There is no such address.")
    typed = form.cleaned_data

    def act() -> Said:
        attempts.mark_bad(
            agent_id=person(request).id, token=token, address_id=typed["address"], why=typed["why"]
        )
        attempts.hang_up(agent_id=person(request).id, token=token)
        return Said()

    return _answer(request, token, typed["address"], act)


def _answer(
    request: HttpRequest, token: UUID, address: int, act: Callable[[], Said]
) -> HttpResponse:
    """The ways to reach them as they stand now; what was refused is said beside its address."""
    hand = work.in_hand(agent_id=person(request).id)
    mine = hand is not None and hand.token == token
    try:
        said = act()
    except Problem as problem:
        if not mine or hand is None:
            if isinstance(problem, NotFound) or not getattr(request, "htmx", False):
                raise
            return show(request, "next/_tries_lost.html", {"problem": problem})
        here = address if any(one.id == address and one.valid for one in hand.lead.reaches) else 0
        said = Said(here, problem=problem.message)
    hand = work.in_hand(agent_id=person(request).id)
    if hand is None or hand.token != token:
        raise NotFound("This claim is not in your hands.")
    if not getattr(request, "htmx", False):
        return in_hand(request, hand, said=said)
    made = tries(agent_id=person(request).id, token=token)
    context = {
        "hand": hand,
        "lead": hand.lead,
        "token": token,
        "said": said,
        "tries": made,
        "ways": ways(hand.lead.reaches, made),
        "none_left": none_left(hand.lead.reaches),
        "bad_next": after_bad(token=token, choices=work.choices()),
        "beside_settle": True,
    }
    fragment = show(request, "next/_tries.html", context)
    return trigger_client_event(fragment, "pullahead:tried")
