"""Move a promise: who may speak for which party, and what follows from the move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Forbidden, NotFound, wrong
from pullahead.base.transaction import retried
from pullahead.conversations import locks, queries, rules, services
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import A, B, Move
from pullahead.conversations.services import Party, PromiseAct
from pullahead.leads.contact_models import ContactSide
from pullahead.pipeline import rules as deal_rules
from pullahead.pipeline import signal_services
from pullahead.pipeline.models import DealSignal
from pullahead.sprints import following, plan_services
from pullahead.sprints.plan_services import PlanAct
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_code, clean_input, clean_note
from pullahead.usecases.deals.access import ActContext, ActRequest, perform, works_on

DUE_AT_MOST = timedelta(days=730)
NEEDS_DATE = (Move.COUNTER, Move.LATER)
# Moves of our side that answer what the buyer asked for
ANSWERS = (Move.PROMISE, Move.COUNTER, Move.DECLINE)


@dataclass(frozen=True, slots=True)
class TypedMove:
    """A move as typed. `n` is the number of moves when the promise was read."""

    move: str
    n: int
    words: str = ""
    due: date | None = None
    conditions: str = ""
    reason: str = ""


def visible_promise(promise_id: UUID, viewer: Person) -> Promise:
    """Return a promise of a deal that the viewer works on, or one that they perform.

    Raise NotFound for every other one.
    """
    found = queries.promise(promise_id)
    if found is None:
        raise NotFound(_("Promise not found."))
    if found.performer_person_id != viewer.pk and not works_on(found.deal, viewer):
        raise NotFound(_("Promise not found."))
    return found


@retried
def move(*, promise_id: UUID, by: Person, typed: TypedMove) -> None:
    """Move a promise for a party that the person may speak for.

    Raise Conflict `moved_on` if the promise moved since it was read, Conflict `not_allowed_now`,
    Forbidden `not_your_promise`, and Invalid where words, a date or a condition are missing.
    """
    seen = visible_promise(promise_id, by)

    def verb(context: ActContext) -> None:
        item = following.lock_item_of(promise_id)
        promise = locks.lock_promise(promise_id)
        if typed.n != promise.n:
            raise services.moved_on()
        speaker = rules.speaker_of(promise.state, typed.move)
        if not speaker:
            said = _(
                "This action is not possible for the promise now. Nothing was saved. Reload "
                "the page."
            )
            raise Conflict(said, code="not_allowed_now")
        party = services.requester_of(promise) if speaker == A else services.performer_of(promise)
        _may_speak(context, promise, party, speaker)
        act = _act(context, promise, party, typed)
        before, was_due = promise.state, promise.due_at
        following.before_move(item, typed.move, now=context.now, by=by.pk)
        services.move_locked(promise, act, now=context.now)
        _after(context, promise, before, typed.move)
        following.after_move(item, promise, now=context.now, by=by.pk)
        if typed.move == Move.COUNTER and speaker == B and is_buyers(promise):
            _note_new_date(context, promise, was_due)

    perform(ActRequest(seen.deal_id, by, promise=promise_id), verb)


def _may_speak(context: ActContext, promise: Promise, party: Party, speaker: str) -> None:
    """Raise Forbidden unless the person may speak: their own part, a contact's, or their pod's.

    Only those who work on the deal speak for a contact.
    """
    me = context.by.pk
    if party.person == me or (party.contact is not None and works_on(context.deal, context.by)):
        return
    if party.pod is not None and context.by.team_id == context.deal.team_id:
        other = services.performer_of(promise) if speaker == A else services.requester_of(promise)
        if other.person != me:
            return
    said = _("Only the person whose turn it is can do that. Nothing was saved.")
    raise Forbidden(said, code="not_your_promise")


def _act(context: ActContext, promise: Promise, party: Party, typed: TypedMove) -> PromiseAct:
    words, conditions = clean_note(typed.words), clean_input(typed.conditions)[:300]
    if party.contact is not None and not words:
        raise wrong("words", "words_required", _("Enter what they said, in their words."))
    due = _due(context, typed.due)
    if typed.move in NEEDS_DATE and due is None and not conditions:
        raise wrong("conditions", "condition_required", _("Enter a condition or another date."))
    new_due = due if typed.move != Move.LATER else None
    if _into(promise, typed.move) == rules.PROMISED and not (new_due or promise.due_at):
        raise wrong("due", "due_required", _("Enter a due date."))
    if typed.move == Move.REST and not _rested(context, promise):
        said = _(
            "This promise can be closed without an answer only ten working days after it was "
            "reported done."
        )
        raise Conflict(said, code="too_early")
    takes = party.pod is not None and typed.move in rules.MAKES_PERFORMER
    return PromiseAct(
        typed.move,
        by=context.by.pk,
        words=words,
        due_at=new_due,
        conditions=conditions if typed.move == Move.COUNTER else None,
        reason=clean_code(typed.reason),
        performer=Party(person=context.by.pk) if takes else None,
        next_at=due if typed.move == Move.LATER else None,
    )


def _into(promise: Promise, move: str) -> str | None:
    speaker = rules.speaker_of(promise.state, move)
    return rules.state_after(promise.state, move, speaker or "")


def _due(context: ActContext, day: date | None) -> datetime | None:
    if day is None:
        return None
    due = context.calendar.end_of_day(day)
    today = context.calendar.local_day(context.now)
    if day < today or due > context.now + DUE_AT_MOST:
        raise wrong("due", "date_barred", _("Choose a day between today and two years from now."))
    return max(due, context.now)


def _rested(context: ActContext, promise: Promise) -> bool:
    last = queries.last_move(promise.pk, Move.REPORT)
    if last is None:
        return False
    return rules.may_rest(last.at, now=context.now, calendar=context.calendar)


def _after(context: ActContext, promise: Promise, before: str, move: str) -> None:
    """Free a promise whose performer left, and move the signals of the buyer."""
    performer = promise.performer_person
    if move == Move.NOT_YET and performer is not None and not performer.is_active:
        pod = Party(pod=context.deal.pod_id)
        is_both = promise.requester_pod_id == pod.pod
        act = PromiseAct(
            Move.VOID if is_both else Move.FREED,
            by=context.by.pk,
            reason="left",
            performer=None if is_both else pod,
            next_at=None if is_both else context.now,
        )
        services.move_locked(promise, act, now=context.now)
    if context.deal.closed_at is not None:
        return
    if promise.requester_contact_id is not None and move in ANSWERS:
        _answer_asked(context, promise, move)
    if promise.performer_contact_id is not None:
        kind = {Move.SATISFIED: "kept", Move.PROMISE: "promised", Move.ACCEPT: "promised"}.get(
            Move(move)
        )
        if kind is not None:
            _signal(context, kind, promise)


def is_buyers(promise: Promise) -> bool:
    """Return whether the buyer performs a promise; a partner's is ours."""
    contact = promise.performer_contact
    return contact is not None and contact.side != ContactSide.PARTNER


def _note_new_date(context: ActContext, promise: Promise, was_due: datetime | None) -> None:
    """Add the change of the buyer that the plan answers."""
    if context.deal.closed_at is not None:
        return
    days = [
        context.calendar.local_day(due) if due is not None else None
        for due in (was_due, promise.due_at)
    ]
    act = PlanAct(context.by.pk, context.now, context.now)
    plan_services.note_new_promise_date(context.deal.pk, promise.what, days[0], days[1], act)


def _signal(context: ActContext, kind: str, promise: Promise) -> None:
    signal_services.add_signal(
        context.deal,
        kind=kind,
        words=promise.what,
        alarm_at=deal_rules.alarm_at(context.calendar, kind, context.now),
        now=context.now,
        actor=context.by.pk,
    )


def _answer_asked(context: ActContext, promise: Promise, move: str) -> None:
    rows = DealSignal.objects.filter(
        deal=context.deal, source="promise", external_id=str(promise.pk), answered_at=None
    )
    ids = list(rows.values_list("pk", flat=True))
    if ids:
        signal_services.answer_signals(
            context.deal, ids=ids, answer=move, now=context.now, actor=context.by.pk
        )


def allowed_moves(
    promise: Promise, viewer: Person, speaker: str, *, rests: bool = False
) -> tuple[str, ...]:
    """Return the moves that the viewer may make for a party, for the buttons of a page.

    `rests`: the report was unanswered for ten working days. Only our own report can rest.
    """
    party = services.requester_of(promise) if speaker == A else services.performer_of(promise)
    other = services.performer_of(promise) if speaker == A else services.requester_of(promise)
    me = viewer.pk
    speaks = party.person == me or (party.contact is not None and works_on(promise.deal, viewer))
    if party.pod is not None:
        speaks = viewer.team_id == promise.deal.team_id and other.person != me
    if not speaks:
        return ()
    moves = rules.moves_for(promise.state, speaker)
    rests = rests and party.contact is None
    return tuple(one for one in moves if rests or one != Move.REST)
