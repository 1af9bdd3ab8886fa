"""*Next*, the agent's home: pull, work, settle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND
from pullahead.usecases.deals import board, next_work
from pullahead.usecases.deals.board import NextStep
from pullahead.usecases.leads import consent
from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.leads.opt_out import OPT_OUT_KEPT, keep_from_settle
from pullahead.usecases.work import (
    call_script,
    claim_banner,
    claims,
    expired_claims,
    handover,
    holder_messages,
    presence,
    undo,
)
from pullahead.usecases.work import home as home_page
from pullahead.usecases.work import pull as pulling
from pullahead.usecases.work import settle as settling
from pullahead.usecases.work.attempts import AttemptsView, holds, tries
from pullahead.usecases.work.callback_text import TEXT_LIMIT
from pullahead.usecases.work.callback_time import preview_callback, read_callback
from pullahead.usecases.work.home import ClaimView
from pullahead.usecases.work.settle import SettleResult
from pullahead.web import flash_messages
from pullahead.web.contact_options import AttemptChoice, contact_options, none_left
from pullahead.web.dispute_choices import dispute_choices
from pullahead.web.forms.base import Refusable
from pullahead.web.forms.work import SEEN, ReleaseForm, SettleForm
from pullahead.web.script_answers import answers
from pullahead.web.view_helpers import (
    SeeOther,
    for_contributors,
    for_marketing,
    person,
    refused,
    show,
    signed_in,
    tries_leads,
    try_done,
)
from pullahead.web.views.work.settle_context import hand_over_form, to_settle

Done = TypeVar("Done")


@signed_in
@for_marketing
@for_contributors
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Redirect each role to its first page."""
    if person(request).is_marketer:
        return SeeOther(reverse("source-results"))
    if person(request).is_contributor:
        return SeeOther(reverse("stand-ups"))
    return SeeOther(reverse("floor")) if person(request).is_leader else page(request)


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the current lead, the expired and unanswered one, or the callable leads."""
    hand = claims.current_claim(agent_id=person(request).id)
    if hand:
        return show_claim(request, hand)
    over = expired_claims.unanswered(person(request).id)
    if over:
        return SeeOther(reverse("ended", args=[over.token]))
    viewer = person(request)
    answer = None if tries_leads(request) else next_work.answer_before_lead(viewer=viewer)
    shown = answer or board.next_for_home(viewer=viewer)
    # without a claim; the base page need not search for one again
    context = _today(request) | {"next_deal": shown, "answer": answer, "claim": None}
    return show(request, "work/next/page.html", context)


@signed_in
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the callable leads, for the page to refresh itself; a lead that arrived is shown."""
    if getattr(request, "htmx", False) and holds(person(request).id):
        return HttpResponseClientRedirect(reverse("next"))
    presence.page_is_open(person(request))
    return show(request, "work/next/_today.html", _today(request))


@signed_in
@require_POST
def pull(request: HttpRequest) -> HttpResponse:
    """Pull the next lead; an unanswered expired claim is asked about first.

    A seller answers a customer who waits before a lead, unless `lead` is sent.
    """
    over = expired_claims.unanswered(person(request).id)
    if over:
        return SeeOther(reverse("ended", args=[over.token]))
    return pull_next(request, answer_first=request.POST.get("lead") != "1")


@signed_in
@require_safe
def hold(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show the claim: its end, and whether the customer inquired again."""
    hand = claims.current_claim(agent_id=person(request).id)
    return _hold(request, hand if hand and hand.token == token else None, token)


@signed_in
@require_POST
def extend(request: HttpRequest, token: UUID) -> HttpResponse:
    """Extend the claim of an active agent, and store the unsaved note.

    The fragment reports a lost claim.
    """
    draft = request.POST.get("note")
    try:
        claims.extend(agent_id=person(request).id, token=token, draft=draft)
    except Conflict:
        return _hold(request, None, token)
    return _hold(request, claims.current_claim(agent_id=person(request).id), token)


@signed_in
@require_POST
def settle(request: HttpRequest, token: UUID) -> HttpResponse:
    """Settle the claim with a disposition and a note, which earns the next lead."""
    agent_id, form = person(request).id, SettleForm(request.POST)
    lead = _lead_of(agent_id, token)
    choices = pulling.choices(lead.id if lead else None)
    readable, opts_out = form.is_valid(), form.asks_once(choices)
    if opts_out and request.POST.get("sure") != "1":
        context = {"lead": lead, "token": token, "typed": request.POST}
        return show(request, "work/next/sure.html", context)
    if opts_out and not readable:
        code = form.cleaned_data["disposition"]
        if keep_from_settle(agent_id=agent_id, token=token, disposition=code):
            form.add_error("disposition", OPT_OUT_KEPT)

    def act() -> SettleResult:
        given = answers(call_script.guide_of(lead.id) if lead else None, request.POST)

        def read(text: str) -> datetime:
            return read_callback(text, lead.zones if lead else (), agent_id)

        word = form.word(choices, given, read)
        return settling.settle(agent_id=agent_id, token=token, word=word)

    done = tried(request, token, form, act)
    if isinstance(done, HttpResponse):
        return done
    owner = _owner(agent_id, form)
    messages.success(request, flash_messages.settled(done, lead, owner), extra_tags=done.next)
    request.session[flash_messages.UNDO] = str(token)
    try_done(request, "settle")
    go_on = request.POST.get("then") == "next"
    if go_on:
        return pull_next(request, settled=True)
    presence.wrap_up(agent_id=agent_id)
    return SeeOther(reverse("next"))


@signed_in
@require_safe
def callback_time(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show the moment that a typed callback time names, or the rule that bars it."""
    agent_id, lead = person(request).id, _lead_of(person(request).id, token)
    if lead is None:
        raise NotFound(str(CLAIM_NOT_FOUND))
    text = request.GET.get("callback_at", "")[:TEXT_LIMIT]
    preview = preview_callback(text, lead_id=lead.id, zones=lead.zones, agent_id=agent_id)
    seen = f"{text}{SEEN}{preview.seen}" if preview.seen else ""
    context = {"preview": preview, "seen": seen}
    return show(request, "work/next/_callback_time.html", context)


def show_claim(
    request: HttpRequest,
    hand: ClaimView,
    form: Refusable | None = None,
    status: int = 200,
    said: AttemptChoice | None = None,
) -> HttpResponse:
    """Show the page of the current lead, with the typed values after a refusal."""
    me = person(request)
    beside, made = holder_messages.holder_notices(me.id), tries(agent_id=me.id, token=hand.token)
    asked_for = {"reason": request.GET.get("give-back", "")[:40]}
    context = to_settle(request, hand.token, hand.lead, beside.draft, form, attempt=hand.round)
    context |= {
        "hand": hand,
        **dispute_choices(hand.token),
        "consent": consent.line(lead_id=hand.lead.id),
        "beside": beside,
        "undo": _undo(request),
        "held": True,
        "tries": made,
        "ways": contact_options(hand.lead.contact_points, made),
        "none_left": none_left(hand.lead.contact_points),
        "said": said or AttemptChoice(),
        "release_form": form if isinstance(form, ReleaseForm) else ReleaseForm(initial=asked_for),
        "hand_over_form": hand_over_form(context["colleagues"], form),
    }
    return show(request, "work/next/in_hand.html", context, status)


def ended_page(
    request: HttpRequest,
    over: expired_claims.ExpiredClaim,
    form: Refusable | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the question about a lead whose claim has expired."""
    made = tries(agent_id=person(request).id, token=over.token)
    context = to_settle(request, over.token, over.lead, over.draft, form) | {
        "over": over,
        "tries": made,
    }
    if not over.can_settle:
        context["settle_form"].fields["note"].widget.attrs["required"] = True
    return show(request, "work/next/ended.html", context, status)


def tried(
    request: HttpRequest, token: UUID, form: Refusable, act: Callable[[], Done]
) -> Done | HttpResponse:
    """Return the act's result, or the page that says why the act was refused."""
    if not form.is_valid():
        return _again(request, token, form)
    try:
        return act()
    except Invalid as problem:
        if problem.code == "body_differs":
            context = {"problem": problem, "form": form, "saved_otherwise": True}
            return show(request, "work/next/lost.html", context, problem.status)
        form.refuse(problem)
        return _again(request, token, form, problem)
    except Conflict as problem:
        if problem.code != "claim_lost":
            form.refuse(problem)
            return _again(request, token, form, problem)
        return show(
            request, "work/next/lost.html", {"problem": problem, "form": form}, problem.status
        )


def _again(
    request: HttpRequest, token: UUID, form: Refusable, problem: Invalid | Conflict | None = None
) -> HttpResponse:
    """Show the page again with the error beside its field; without such a page, as text."""
    agent_id = person(request).id
    hand = claims.current_claim(agent_id=agent_id)
    if hand and hand.token == token:
        return show_claim(request, hand, form, 422)
    over = expired_claims.unanswered(agent_id)
    if over and over.token == token:
        return ended_page(request, over, form, 422)
    return refused(request, problem or Invalid(_("Nothing was saved: the form could not be read.")))


def _lead_of(agent_id: int, token: UUID) -> LeadDetail | None:
    """Return the lead of this claim, held or expired."""
    hand = claims.current_claim(agent_id=agent_id)
    if hand and hand.token == token:
        return hand.lead
    over = expired_claims.unanswered(agent_id)
    return over.lead if over and over.token == token else None


def _owner(agent_id: int, form: SettleForm) -> str:
    """Return the colleague who now owns the callback; "" for the agent's own."""
    others = {one.id: one.name for one in handover.colleagues(agent_id)}
    return others.get(form.cleaned_data["callback_for"] or 0, "")


def pull_next(
    request: HttpRequest, *, settled: bool = False, answer_first: bool = True
) -> HttpResponse:
    """Pull, and show the result: a customer of a deal who waits, a lead, or the next deal."""
    leads_first = not answer_first or tries_leads(request)
    step = None if leads_first else next_work.answer_before_lead(viewer=person(request))
    if step is not None:
        return _deal(step)
    pulled = pulling.pull(agent_id=person(request).id)
    if pulled.claim is None:
        step = next_work.deal_after_leads(viewer=person(request))
        if step is None or not answer_first:
            return SeeOther(reverse("next") + "?empty=1")
        messages.info(request, _("No lead for you now. This deal is next."))
        return _deal(step)
    try_done(request, "again" if pulled.again and not settled else "pull")
    if pulled.again:
        name = claim_banner.held_name(pulled.claim.token)
        if settled:
            messages.info(request, flash_messages.go_on(name))
        else:
            said = flash_messages.claim_is_current(name)
            messages.warning(request, said, extra_tags="again")
    return SeeOther(reverse("next"))


def _deal(step: NextStep) -> HttpResponse:
    """Open the deal that is next, with the reason."""
    return SeeOther(reverse("deal", args=[step.card.id]) + f"?why={int(step.urgency)}")


def _hold(request: HttpRequest, hand: ClaimView | None, token: UUID) -> HttpResponse:
    agent_id = person(request).id
    context = {
        "hand": hand,
        "token": token,
        "taken_by": "" if hand else holder_messages.taken_by(agent_id=agent_id, token=token),
        "tries": tries(agent_id=agent_id, token=token) if hand else AttemptsView(),
        "beside": holder_messages.holder_notices(agent_id),
    }
    return show(request, "work/next/_hold.html", context)


def _undo(request: HttpRequest) -> UUID | None:
    """Return the settle that can be undone; forget it once it cannot."""
    kept = request.session.get(flash_messages.UNDO)
    if kept and undo.may_undo(agent_id=person(request).id, token=UUID(kept)):
        return UUID(kept)
    request.session.pop(flash_messages.UNDO, None)
    return None


def _today(request: HttpRequest) -> dict[str, object]:
    return {
        "beside": holder_messages.holder_notices(person(request).id),
        "break_since": person(request).break_since,
        "presence": presence.menu(person(request)),
        "undo": _undo(request),
        "today": home_page.today(agent_id=person(request).id),
        "empty": "empty" in request.GET,
    }
