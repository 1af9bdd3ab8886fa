"""Attempts on the claimed lead: call, text, write; the end of a call; a bad number."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from pullahead.base.errors import NotFound, Problem
from pullahead.usecases.work import attempts, claims, pull
from pullahead.usecases.work.attempts import tries
from pullahead.usecases.work.bad_number import step_after_bad_number
from pullahead.usecases.work.home import ClaimView
from pullahead.web.contact_options import AttemptChoice, contact_options, none_left
from pullahead.web.forms.work import AttemptForm, BadForm
from pullahead.web.outcome_groups import mail_only, many_numbers, outcome_list
from pullahead.web.view_helpers import person, show, signed_in
from pullahead.web.views.work.next_lead import show_claim


@signed_in
@require_POST
def attempt(request: HttpRequest, token: UUID) -> HttpResponse:
    """Log an attempt, and answer the link that the agent's own device opens."""
    form = AttemptForm(request.POST)
    if not form.is_valid():
        raise NotFound(_("This number or address is no longer valid. Choose another."))
    typed = form.cleaned_data

    def act() -> AttemptChoice:
        tried = attempts.try_on(
            agent_id=person(request).id,
            token=token,
            address_id=typed["address"],
            channel=typed["channel"],
            redial=typed["redial"],
        )
        return AttemptChoice(typed["address"], typed["channel"], tried.link)

    return _answer(request, token, typed["address"], act)


@signed_in
@require_POST
def hang_up(request: HttpRequest, token: UUID) -> HttpResponse:
    """Record the end of the call."""

    def act() -> AttemptChoice:
        attempts.hang_up(agent_id=person(request).id, token=token)
        return AttemptChoice()

    return _answer(request, token, 0, act)


@signed_in
@require_POST
def bad_address(request: HttpRequest, token: UUID) -> HttpResponse:
    """Mark an address as bad; the next one becomes first."""
    form = BadForm(request.POST)
    if not form.is_valid():
        raise NotFound(_("This number or address is no longer valid. Choose another."))
    typed = form.cleaned_data

    def act() -> AttemptChoice:
        attempts.mark_bad(
            agent_id=person(request).id, token=token, address_id=typed["address"], why=typed["why"]
        )
        attempts.hang_up(agent_id=person(request).id, token=token)
        return AttemptChoice(bad=True)

    return _answer(request, token, typed["address"], act)


def _answer(
    request: HttpRequest, token: UUID, address: int, act: Callable[[], AttemptChoice]
) -> HttpResponse:
    """Show the current contact options; a refusal appears beside its address."""
    hand = claims.current_claim(agent_id=person(request).id)
    mine = hand is not None and hand.token == token
    try:
        said = act()
    except Problem as problem:
        if not mine or hand is None:
            if isinstance(problem, NotFound) or not getattr(request, "htmx", False):
                raise
            return show(request, "work/next/_tries_lost.html", {"problem": problem})
        points = {one.id for one in hand.lead.contact_points if one.valid}
        said = AttemptChoice(address if address in points else 0, problem=problem.message)
    hand = claims.current_claim(agent_id=person(request).id)
    if hand is None or hand.token != token:
        raise NotFound(_("You no longer have this lead."))
    if not getattr(request, "htmx", False):
        return show_claim(request, hand, said=said)
    if said.bad and mail_only(hand.lead):
        return HttpResponseClientRefresh()  # other outcomes fit the lead now
    return _contact_points(request, hand, said)


def _contact_points(request: HttpRequest, hand: ClaimView, said: AttemptChoice) -> HttpResponse:
    """Show the contact points of the current lead, with what was just tried."""
    made, choices = tries(agent_id=person(request).id, token=hand.token), pull.choices()
    bad_next = step_after_bad_number(token=hand.token, choices=choices)
    context = {
        "hand": hand,
        "lead": hand.lead,
        "token": hand.token,
        "said": said,
        "tries": made,
        "ways": contact_options(hand.lead.contact_points, made),
        "none_left": none_left(hand.lead.contact_points),
        "bad_next": bad_next,
        "outcomes": outcome_list(choices, hand.lead, has_bad_next=bad_next is not None),
        "many_numbers": many_numbers(hand.lead),
    }
    fragment = show(request, "work/next/_tries.html", context)
    return trigger_client_event(fragment, "pullahead:tried")
