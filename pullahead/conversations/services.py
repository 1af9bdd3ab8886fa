"""Writes of promises. Each verb runs inside a transaction; the order of locks is in locks.py."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from pullahead.base.errors import Conflict
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.conversations import locks, rules
from pullahead.conversations.models import Promise, PromiseMove
from pullahead.conversations.rules import A, B, Move
from pullahead.pipeline.models import Deal
from pullahead.team import queries as team_queries

EVENTS = {Move.FREED: JournalEvent.PROMISE_FREED, Move.PASSED: JournalEvent.PROMISE_PASSED}


@dataclass(frozen=True, slots=True)
class Party:
    """A party of a promise: exactly one of a person, a contact and a pod."""

    person: int | None = None
    contact: UUID | None = None
    pod: int | None = None

    def fields(self, role: str) -> dict[str, int | UUID | None]:
        """Return the columns of the party; role is requester or performer."""
        return {
            f"{role}_person_id": self.person,
            f"{role}_contact_id": self.contact,
            f"{role}_pod_id": self.pod,
        }


def requester_of(promise: Promise) -> Party:
    """Return who wants a promise."""
    return Party(
        promise.requester_person_id, promise.requester_contact_id, promise.requester_pod_id
    )


def performer_of(promise: Promise) -> Party:
    """Return who performs a promise."""
    return Party(
        promise.performer_person_id, promise.performer_contact_id, promise.performer_pod_id
    )


@dataclass(frozen=True, slots=True)
class NewPromise:
    """A promise to add, with its first move: request, offer or promise."""

    move: str
    what: str
    requester: Party
    performer: Party
    due_at: datetime | None = None
    conditions: str = ""
    serves: UUID | None = None
    visible_to_buyer: bool = True


@dataclass(frozen=True, slots=True)
class PromiseAct:
    """A move to make. `n` is the number of moves as read; None skips the comparison.

    `performer` is the person who becomes the performer: a member of the pod that promises or
    counters; the pod where a person leaves. `requester` goes with *passed* only. `next_at` replaces
    the moment that follows from the rules.
    """

    move: str
    n: int | None = None
    by: int | None = None
    words: str = ""
    due_at: datetime | None = None
    conditions: str | None = None
    reason: str = ""
    said: UUID | None = None
    conversation: UUID | None = None
    performer: Party | None = None
    requester: Party | None = None
    next_at: datetime | None = None


def add_promise(deal: Deal, new: NewPromise, act: PromiseAct, *, now: datetime) -> Promise:
    """Add a promise with its first move. `act` has who recorded it, words and conversation."""
    require_transaction()
    speaker = A if new.move == Move.REQUEST else B
    state = rules.state_after("", new.move, speaker)
    if state is None:
        raise ValueError(f"no promise begins with {new.move}")
    promise = Promise.objects.create(
        deal=deal,
        what=new.what,
        conditions=new.conditions,
        state=state,
        serves_id=new.serves,
        due_at=new.due_at,
        first_due_at=new.due_at if rules.needs_due(state) else None,
        next_at=act.next_at or _next(deal.team_id, state, new.requester, new.due_at, now),
        visible_to_buyer=new.visible_to_buyer,
        made_at=now,
        **new.requester.fields("requester"),
        **new.performer.fields("performer"),
    )
    _insert(promise, act, before="", move=new.move, speaker=speaker, after=state, now=now)
    return promise


def move_promise(promise_id: UUID, act: PromiseAct, *, now: datetime) -> Promise:
    """Lock a promise, compare n, insert the move and update the row.

    Raise NotFound, Conflict `moved_on` if the promise moved since it was read, Conflict
    `not_allowed_now` if its state does not allow the move, and Conflict `due_required`.
    """
    require_transaction()
    promise = locks.lock_promise(promise_id)
    if act.n is not None and act.n != promise.n:
        raise moved_on()
    return move_locked(promise, act, now=now)


def move_locked(promise: Promise, act: PromiseAct, *, now: datetime) -> Promise:
    """Move a promise that the caller has locked and compared."""
    require_transaction()
    before = promise.state
    speaker = rules.speaker_of(before, act.move)
    after = rules.state_after(before, act.move, speaker) if speaker is not None else None
    if speaker is None or after is None:
        said = gettext(
            "This action is not possible for the promise now. Nothing was saved. Reload the page."
        )
        raise Conflict(said, code="not_allowed_now")
    due = act.due_at or promise.due_at
    if rules.needs_due(after) and due is None:
        said = gettext("Enter a due date. Nothing was saved.")
        raise Conflict(said, code="due_required")
    promise.n += 1
    _insert(promise, act, before=before, move=act.move, speaker=speaker, after=after, now=now)
    _update(promise, act, after, due, now)
    return promise


def _update(
    promise: Promise, act: PromiseAct, after: str, due: datetime | None, now: datetime
) -> None:
    fields: dict[str, object] = {"state": after, "n": promise.n, "due_at": due}
    if rules.needs_due(after) and promise.first_due_at is None:
        fields["first_due_at"] = due
    if act.conditions is not None:
        fields["conditions"] = act.conditions
    if act.performer is not None:
        fields.update(act.performer.fields("performer"))
    if act.requester is not None:
        fields.update(act.requester.fields("requester"))
    if act.move == Move.PASSED:
        fields["next_at"] = act.next_at or promise.next_at
    elif after in rules.ENDED:
        fields["next_at"] = None
    else:
        team, asked_by = promise.deal.team_id, act.requester or requester_of(promise)
        fields["next_at"] = act.next_at or _next(team, after, asked_by, due, now)
    Promise.objects.filter(pk=promise.pk).update(**fields)
    for name, value in fields.items():
        setattr(promise, name, value)


def _next(
    team: int, state: str, requester: Party, due: datetime | None, now: datetime
) -> datetime | None:
    return rules.next_moment(
        state,
        now=now,
        due_at=due,
        of_buyer=requester.contact is not None,
        calendar=team_queries.calendar(team),
    )


def _insert(
    promise: Promise,
    act: PromiseAct,
    *,
    before: str,
    move: str,
    speaker: str,
    after: str,
    now: datetime,
) -> None:
    spoke = {A: promise.requester_contact_id, B: promise.performer_contact_id}
    PromiseMove.objects.create(
        promise=promise,
        n=promise.n,
        before=before,
        move=move,
        after=after,
        speaker=speaker,
        at=now,
        recorded_by_id=act.by,
        contact_id=spoke.get(speaker),
        conversation_id=act.conversation,
        said_id=act.said,
        words=act.words,
        due_at=act.due_at,
        reason=act.reason,
    )
    record(
        EVENTS.get(Move(move), JournalEvent.PROMISE_MOVED),
        now=now,
        deal_id=promise.deal_id,
        actor_id=act.by,
        data={"promise": str(promise.pk), "n": promise.n, "move": move, "state": after},
    )


def moved_on() -> Conflict:
    """Return the refusal of a move on a promise that moved since it was read."""
    return Conflict(
        gettext("Another user moved this promise. Nothing was saved. Reload the page."),
        code="moved_on",
    )


# ---- without a speaker


@dataclass(frozen=True, slots=True)
class VoidPromise:
    """A promise that was made void, and its next moment before."""

    id: UUID
    next_at: datetime


def void_promises(
    deal_ids: Collection[UUID], *, now: datetime, by: int | None
) -> list[VoidPromise]:
    """End all live promises of deals that were lost or discarded. The caller has the deals."""
    require_transaction()
    ids = Promise.objects.filter(deal_id__in=deal_ids, next_at__isnull=False)
    found = locks.lock_promises(list(ids.values_list("pk", flat=True)))
    ended = [VoidPromise(one.pk, one.next_at) for one in found.values() if one.next_at is not None]
    for one in ended:
        move_locked(found[one.id], PromiseAct(Move.VOID, by=by, reason="deal_closed"), now=now)
    return ended


def revive_promises(ended: Collection[VoidPromise], *, now: datetime, by: int | None) -> None:
    """Return promises to the state in which a loss made them void, for the undo of the loss.

    A promise that was moved since stays as it is. The caller has the deals.
    """
    require_transaction()
    next_at = {one.id: one.next_at for one in ended}
    for promise in locks.lock_promises(list(next_at)).values():
        last = PromiseMove.objects.filter(promise=promise, n=promise.n).first()
        if last is None or last.move != Move.VOID:
            continue
        before, promise.n = promise.state, promise.n + 1
        act = PromiseAct(Move.REVIVED, by=by, reason="undone")
        after = last.before
        _insert(promise, act, before=before, move=act.move, speaker="", after=after, now=now)
        Promise.objects.filter(pk=promise.pk).update(
            state=after, n=promise.n, next_at=next_at[promise.pk]
        )


def deals_with_promises(person_id: int) -> tuple[UUID, ...]:
    """Return the deals in which a person has live promises, for the caller to lock."""
    return tuple(_live_of(person_id).values_list("deal_id", flat=True))


def _live_of(person_id: int) -> QuerySet[Promise]:
    mine = Q(requester_person_id=person_id) | Q(performer_person_id=person_id)
    return Promise.objects.filter(mine, next_at__isnull=False)


def leave_promises(person_id: int, *, now: datetime, by: int | None) -> int:
    """Move the live promises of a person who leaves, and return how many.

    The caller has the person's row and the deals. A promise to perform is freed to the deal's pod,
    at once. A request to or of the person passes to that pod. Where the pod is the other party:
    void. A report of the person waits for its requester.
    """
    require_transaction()
    ids = _live_of(person_id).values_list("pk", flat=True)
    moved = 0
    for promise in locks.lock_promises(list(ids)).values():
        act = _leaving(promise, person_id, now)
        if act is not None and promise.state in rules.LIVE:
            made = PromiseAct(
                act.move,
                by=by,
                reason="left",
                performer=act.performer,
                requester=act.requester,
                next_at=act.next_at,
            )
            move_locked(promise, made, now=now)
            moved += 1
    return moved


def _leaving(promise: Promise, person_id: int, now: datetime) -> PromiseAct | None:
    pod = Party(pod=promise.deal.pod_id)
    if promise.requester_person_id == person_id:
        if promise.performer_pod_id == pod.pod:
            return PromiseAct(Move.VOID)
        return PromiseAct(Move.PASSED, requester=pod)
    if promise.requester_pod_id == pod.pod:
        return None if promise.state == rules.REPORTED else PromiseAct(Move.VOID)
    if promise.state in {rules.PROMISED, rules.COUNTERED}:
        return PromiseAct(Move.FREED, performer=pod, next_at=now)
    if promise.state == rules.REQUESTED:
        return PromiseAct(Move.PASSED, performer=pod, next_at=now)
    return None
