"""End of a claim without a settle: released, handed over, or expired; and breaks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import NotFound
from pullahead.usecases.work import breaks, claims, handover, presence
from pullahead.usecases.work import expired_claims as slipped
from pullahead.web import flash_messages
from pullahead.web.forms.work import HandOverForm, ReleaseForm
from pullahead.web.view_helpers import SeeOther, person, signed_in
from pullahead.web.views.work.next_lead import ended_page, pull_next, tried


@signed_in
@require_POST
def release(request: HttpRequest, token: UUID) -> HttpResponse:
    """Release the lead with a reason, without a settle."""
    agent_id, form = person(request).id, ReleaseForm(request.POST)
    hand = claims.current_claim(agent_id=agent_id)

    def act() -> None:
        claims.release(agent_id=agent_id, token=token, **form.cleaned_data)

    refusal = tried(request, token, form, act)
    if refusal is None:
        messages.info(request, flash_messages.released(hand))
    return refusal or SeeOther(reverse("next"))


@signed_in
@require_POST
def hand_over(request: HttpRequest, token: UUID) -> HttpResponse:
    """Hand the lead over to a free colleague, with a note."""
    agent_id, form = person(request).id, HandOverForm(request.POST)
    hand = claims.current_claim(agent_id=agent_id)
    mine = hand is not None and hand.token == token
    if not mine and not form.is_valid():
        raise NotFound(_("You no longer have this lead, so it was not handed over."))

    def act() -> str:
        return handover.hand_over(agent_id=agent_id, token=token, **form.cleaned_data)

    done = tried(request, token, form, act)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, flash_messages.handed_over(hand, done))
    return SeeOther(reverse("next"))


@signed_in
@require_safe
def ended(request: HttpRequest, token: UUID) -> HttpResponse:
    """Settle a lead whose claim has expired."""
    over = slipped.unanswered(person(request).id)
    if over is None or over.token != token:
        return SeeOther(reverse("next"))
    return ended_page(request, over)


@signed_in
@require_POST
def nothing(request: HttpRequest, token: UUID) -> HttpResponse:
    """Record that nothing happened; continue with the next lead or a pause."""
    agent_id = person(request).id
    hand = claims.current_claim(agent_id=agent_id)
    if hand is None or hand.token != token:
        slipped.answer_nothing(agent_id=agent_id, token=token)
    if request.POST.get("then") == "stop":
        return SeeOther(reverse("next"))
    return pull_next(request)


@signed_in
@require_POST
def take_break(request: HttpRequest) -> HttpResponse:
    """Begin a break; *Next* ends it."""
    breaks.begin(agent_id=person(request).id)
    return SeeOther(reverse("next"))


@signed_in
@require_POST
def choose_state(request: HttpRequest) -> HttpResponse:
    """Enter the state that the agent chose: available, wrap-up, a break with a reason, away."""
    state, _colon, reason = request.POST.get("state", "").partition(":")
    presence.choose(agent_id=person(request).id, state=state, reason=reason)
    return SeeOther(reverse("next"))
