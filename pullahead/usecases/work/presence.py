"""States on the floor: chosen by the agent, entered by acts, ended by idleness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import models, rules
from pullahead.team import presence, queries
from pullahead.team import services as team_write
from pullahead.team.models import Person, PresenceState
from pullahead.team.presence import IDLE_AFTER, SEEN_EACH, PresenceNow, presence_of
from pullahead.team.queries import PersonLock

CHOSEN = (
    PresenceState.AVAILABLE,
    PresenceState.WRAP_UP,
    PresenceState.BREAK,
    PresenceState.AWAY,
)
BATCH = 200


@dataclass(frozen=True, slots=True)
class PresenceMenu:
    """The state of the agent, and the breaks to choose from."""

    state: str
    words: str
    since: datetime | None
    breaks: tuple[str, ...]


def menu(person: Person) -> PresenceMenu:
    """Return the state menu of the agent's page."""
    now = presence_of(person)
    words = state_words(now.state, now.reason)
    return PresenceMenu(now.state, words, now.since, queries.break_reasons())


def state_words(state: str, reason: str = "") -> str:
    """Return a state in words: *Break: Lunch*."""
    label = str(PresenceState(state).label)
    return f"{label}: {reason}" if reason else label


@retried
def choose(*, agent_id: int, state: str, reason: str = "") -> PresenceNow:
    """Enter the state that the agent chose, and return it.

    Raise Conflict `settle_first` while the agent holds a lead, and Invalid for an unknown state.
    """
    if state not in CHOSEN:
        raise wrong("state", "unknown_state", _("Choose a state from the list."))
    reason = reason.strip() if state == PresenceState.BREAK else ""
    if reason and reason not in queries.break_reasons():
        raise wrong("reason", "unknown_reason", _("Choose a reason from the list."))
    lock = PersonLock(agent_id)
    with write_transaction(lock=lock.take) as now:
        _settle_first(agent_id, now)
        enter(lock.person, PresenceState(state), now=now, reason=reason)
    return presence_of(queries.person(agent_id))


@retried
def wrap_up(*, agent_id: int) -> None:
    """Enter wrap-up after a result was saved and no next lead is wanted yet."""
    lock = PersonLock(agent_id)
    with write_transaction(lock=lock.take) as now:
        if lock.person.break_since is None and not _holds(agent_id, now):
            enter(lock.person, PresenceState.WRAP_UP, now=now)


def enter(person: Person, state: PresenceState, *, now: datetime, reason: str = "") -> None:
    """Enter a state behind the lock of the person's row, and keep the break's own field right."""
    on_break = state == PresenceState.BREAK
    changed = presence.enter(person.pk, presence_of(person), state, now=now, reason=reason)
    if on_break != (person.break_since is not None):
        team_write.set_break(person_id=person.pk, since=now if on_break else None)
        kind = JournalEvent.PERSON_BREAK if on_break else JournalEvent.PERSON_BACK
        record(kind, now=now, actor_id=person.pk, data={"reason": reason} if reason else None)
    elif changed and state in {PresenceState.AWAY, PresenceState.WRAP_UP}:
        record(JournalEvent.PERSON_STATE, now=now, actor_id=person.pk, data={"state": str(state)})


@retried
def signed_in(*, person_id: int) -> None:
    """Make a person available who was away."""
    lock = PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        if lock.person.presence == PresenceState.AWAY and lock.person.works_leads:
            enter(lock.person, PresenceState.AVAILABLE, now=now)


@retried
def signed_out(*, person_id: int) -> None:
    """Record that a person signed out."""
    lock = PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        enter(lock.person, PresenceState.AWAY, now=now)


@retried
def page_is_open(person: Person) -> None:
    """Record once a minute that the person's page is open."""
    now = clock.now()
    if person.seen_at is not None and now - SEEN_EACH < person.seen_at <= now:
        return
    with write_transaction() as moment:
        presence.mark_seen(person.pk, moment)


def end_idle() -> int:
    """Record who stopped working without saying so; return how many people.

    Someone without an open page or an act for ten minutes is away since then. Someone whose claim
    ended is available since then, and away if the claim expired.
    """
    now, count = clock.now(), 0
    for person_id in queries.maybe_idle(now - IDLE_AFTER)[:BATCH]:
        try:
            count += _end_idle(person_id)
        except NotFound:
            continue
    return count


@retried
def _end_idle(person_id: int) -> bool:
    lock = PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        person = lock.person
        was = presence_of(person)
        if was.since is None or was.state in {PresenceState.AWAY, PresenceState.BREAK}:
            return False
        state, at = PresenceState.AWAY, max(was.since, person.seen_at or was.since)
        if was.state == PresenceState.CLAIM:
            ended = _last_end(person_id, now)
            if ended is None:
                return False
            expired, at = ended
            state = PresenceState.AWAY if expired else PresenceState.AVAILABLE
        elif at > now - IDLE_AFTER:
            return False
        return presence.enter(person_id, was, state, now=min(max(at, was.since), now))


def _last_end(person_id: int, now: datetime) -> tuple[bool, datetime] | None:
    """Return whether the last claim expired, and its end; None while a claim lives."""
    last = models.ClaimRow.objects.filter(agent_id=person_id).order_by("-started_at").first()
    if _holds(person_id, now):
        return None
    if last is None:
        return False, now
    ended = last.ended_at or min(last.ends_at, now)
    return last.end in {"", models.ClaimRow.End.ENDED}, ended


def _holds(person_id: int, now: datetime) -> bool:
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=person_id)
    return held.filter(next_at__gt=now).exists()


def _settle_first(agent_id: int, now: datetime) -> None:
    if _holds(agent_id, now):
        raise Conflict(
            _("Save a result for your lead or release it, then take your break."),
            code="settle_first",
        )
