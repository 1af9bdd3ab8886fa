"""Facts of a stretch of time, read from the rows of work: a few statements."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db.models import Q

from pullahead.leads.models import Inquiry, Lead, Source
from pullahead.leads.queries import WITHDRAWN
from pullahead.pull.models import Attempt, AttemptSource, ClaimRow
from pullahead.pull.take_rules import BY_CUSTOMER, TakeReason, needs_no_try
from pullahead.reports import at_work, capacity, columns, speed, work_facts
from pullahead.reports.columns import FactColumns, WorkFacts
from pullahead.reports.episodes import WaitKind
from pullahead.reports.periods import QUARTER
from pullahead.reports.team_stays import slot_of
from pullahead.reports.work_facts import DUPLICATE, UNDONE, Scope, codes, parts, scoped
from pullahead.team.models import Person, Presence, PresenceState

CLAIM_COLUMNS = (
    "token", "agent_id", "lead__source_id", "started_at", "ended_at", "end", "disposition", "note",
    "ground", "pull_reason",
)  # fmt: skip
ATTEMPT_COLUMNS = (
    "agent_id", "lead__source_id", "at", "reached", "outcome", "source", "claim__end",
    "claim__disposition",
)  # fmt: skip
DWELL = timedelta(seconds=15)
ONE_DAY = timedelta(days=1)
ENDS = {
    ClaimRow.End.SETTLED: columns.SETTLED,
    # only among the facts as known before the undo
    ClaimRow.End.UNDONE: columns.SETTLED,
    ClaimRow.End.RELEASED: columns.RELEASED,
    ClaimRow.End.ENDED: columns.EXPIRED,
}
STATES = {
    PresenceState.AVAILABLE: columns.AVAILABLE,
    PresenceState.CLAIM: columns.ON_CLAIM,
    PresenceState.WRAP_UP: columns.WRAP_UP,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time from `since` to before `until`, whose facts are read."""

    since: datetime
    until: datetime
    now: datetime
    # facts recorded later do not count; None: all facts count
    known_at: datetime | None = None


def live_facts(stretch: Stretch, scope: Scope, *, sure: datetime | None = None) -> WorkFacts:
    """Read the facts of a stretch.

    A wait that ended after `sure` is listed as open, because it may still change.
    """
    found = WorkFacts()
    _claims(stretch, scope, found["claims"])
    _attempts(stretch, scope, found["attempts"])
    if scope.people is None or scope.routed_to:
        _arrivals(stretch, scope, sure, found)
    _closed(stretch, scope, found["closed"])
    _presence(stretch, scope, found)
    return found


# ---- claims


def _claims(stretch: Stretch, scope: Scope, found: FactColumns) -> None:
    """Add the claims that ended in the stretch, without those of an undone settle."""
    rows = ClaimRow.objects.filter(ended_at__gte=stretch.since, ended_at__lt=stretch.until)
    rows = rows.exclude(~Q(token__in=work_facts.undone_later(stretch)), end=UNDONE)
    there = list(scoped(rows, scope, "agent_id").order_by("ended_at").values_list(*CLAIM_COLUMNS))
    reached = codes("reached")
    contacts = [
        row[0]
        for row in there
        if row[6] in reached and row[5] == ClaimRow.End.SETTLED and not needs_no_try(*row[8:])
    ]
    calls, length = _calls(stretch, scope), _call_lengths(contacts)
    for token, agent, source, started, ended, end, code, note, ground, _reason in there:
        flags = ENDS.get(end, columns.OTHER_END)
        contact = flags == columns.SETTLED and code in reached
        flags |= columns.REACHED if contact else 0
        flags |= columns.LOOKED_UP if ground == TakeReason.LOOKED_UP else 0
        if token in length:
            flags |= columns.CALLED | (columns.SHORT if length[token] < DWELL else 0)
        digest = _digest(note) if contact and end == ClaimRow.End.SETTLED else 0
        seconds = speed.handle_seconds(started, ended, _during(calls.get(agent), started, ended))
        found.add(agent, source, slot_of(ended), flags, seconds, digest)


def _calls(stretch: Stretch, scope: Scope) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return the calls of customers that may have interrupted a claim, by agent."""
    rows = ClaimRow.objects.filter(
        ended_at__gte=stretch.since - ONE_DAY, ended_at__lt=stretch.until, ground__in=BY_CUSTOMER
    )
    rows = scoped(rows.exclude(end=UNDONE), Scope(scope.people), "agent_id").order_by("started_at")
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for agent, started, ended in rows.values_list("agent_id", "started_at", "ended_at"):
        found[agent].append((started, ended))
    return found


def _during(
    calls: Sequence[tuple[datetime, datetime]] | None, started: datetime, ended: datetime
) -> Sequence[tuple[datetime, datetime]]:
    """Return the calls that began while a claim was open."""
    if not calls:
        return ()
    first = bisect_right(calls, started, key=lambda one: one[0])
    return calls[first : bisect_left(calls, ended, key=lambda one: one[0])]


def _call_lengths(contacts: Iterable[UUID]) -> dict[UUID, timedelta]:
    """Return the longest call of each claim, where its length is known.

    A call from the agent's own phone is logged with the result, so its length is unknown.
    """
    longest: dict[UUID, timedelta] = {}
    for part in parts(contacts):
        rows = Attempt.objects.filter(channel="call", claim_id__among=part)
        for claim, at, ended_at, settled_at in rows.values_list(
            "claim_id", "at", "ended_at", "claim__ended_at"
        ):
            if settled_at is not None and at < settled_at:
                lasted = (ended_at or settled_at) - at
                longest[claim] = max(longest.get(claim, timedelta()), lasted)
    return longest


def _digest(note: str) -> int:
    """Return a number for the words of a note: equal notes have equal numbers."""
    words = " ".join(note.casefold().split())
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "little") or 1


def _attempts(stretch: Stretch, scope: Scope, found: FactColumns) -> None:
    """Add the attempts of the stretch."""
    rows = Attempt.objects.filter(at__gte=stretch.since, at__lt=stretch.until, agent__isnull=False)
    tried = codes("tried")
    for agent, source, at, reached, outcome, reporter, end, code in scoped(
        rows, scope, "agent_id"
    ).values_list(*ATTEMPT_COLUMNS):
        settled = end == ClaimRow.End.SETTLED and code in tried
        verified = outcome != UNDONE and (reporter == AttemptSource.TELEPHONY or settled)
        flags = columns.VERIFIED * verified | columns.GOOD * bool(reached)
        found.add(agent, source, slot_of(at), flags)


# ---- leads


def _arrivals(stretch: Stretch, scope: Scope, sure: datetime | None, found: WorkFacts) -> None:
    """Add the waits for a first attempt of the inquiries of the stretch, and the open ones."""
    leads = arrived(stretch, scope)
    for part in parts(leads):
        for lead_id, source, course in work_facts.courses(part, stretch.known_at):
            for start, kind, seconds in course.waits(stretch.since, stretch.until):
                slot, ended = slot_of(start), start + timedelta(seconds=seconds)
                unsure = kind == WaitKind.ENDED and sure is not None and ended >= sure
                if kind == WaitKind.OPEN or unsure:
                    found["open"].add(source, slot, *divmod(lead_id.int, 1 << 64))
                else:
                    found["waits"].add(source, slot, kind, seconds)


def arrived(stretch: Stretch, scope: Scope) -> set[UUID]:
    """Return the leads with an inquiry in the stretch, without those of withdrawn imports."""
    rows = Inquiry.objects.filter(admitted_at__gte=stretch.since, admitted_at__lt=stretch.until)
    # the index of arrivals begins with the source
    rows = scoped(rows, scope, "").filter(
        source_id__in=list(Source.objects.values_list("id", flat=True))
    )
    if scope.routed_to is not None:
        rows = rows.filter(lead__source__route__team_id=scope.routed_to)
    return set(rows.exclude(lead__closed_as=WITHDRAWN).values_list("lead_id", flat=True))


def open_waits(stretch: Stretch, there: Iterable[tuple[int, int, int]]) -> FactColumns:
    """Return the waits of episodes that were open when their hour was stored, as they are now.

    Each was stored as its slot and the halves of its lead's id. One that is still open is censored
    now.
    """
    found = FactColumns("waits")
    slots: dict[UUID, set[int]] = defaultdict(set)
    for slot, high, low in there:
        slots[UUID(int=high << 64 | low)].add(slot)
    for part in parts(slots):
        for lead_id, source, course in work_facts.courses(part, stretch.known_at):
            for start, kind, seconds in course.waits(stretch.since, stretch.until):
                slot = slot_of(start)
                if slot not in slots[lead_id]:
                    continue
                if kind == WaitKind.OPEN:
                    kind, seconds = WaitKind.CENSORED, (stretch.now - start).total_seconds()
                found.add(source, slot, kind, seconds)
    return found


def _closed(stretch: Stretch, scope: Scope, found: FactColumns) -> None:
    """Add the leads that we closed without contact, each with its settled attempts."""
    outside = codes("opt_out") | codes("bad_number") | {DUPLICATE, WITHDRAWN}
    rows = Lead.objects.filter(closed_at__gte=stretch.since, closed_at__lt=stretch.until)
    rows = rows.exclude(closed_as__in=outside)
    if scope.source_id is not None:
        rows = rows.filter(source_id=scope.source_id)
    if scope.routed_to is not None:
        rows = rows.filter(source__route__team_id=scope.routed_to)
    there = {
        pk: (source, closed_at)
        for pk, source, closed_at in rows.values_list("id", "source_id", "closed_at")
        if closed_at is not None
    }
    reached, tried = codes("reached"), codes("tried")
    made: Counter[UUID] = Counter()
    contacted: set[UUID] = set()
    for part in parts(there):
        settled = ClaimRow.objects.filter(lead_id__among=part, end=ClaimRow.End.SETTLED)
        for lead_id, code in settled.values_list("lead_id", "disposition"):
            made[lead_id] += code in tried
            if code in reached:
                contacted.add(lead_id)
    for lead_id, (source, closed_at) in there.items():
        if lead_id not in contacted:
            found.add(source, slot_of(closed_at), min(made[lead_id], 255))


# ---- presence


def _presence(stretch: Stretch, scope: Scope, found: WorkFacts) -> None:
    """Add the seconds of each person in each state, and when they were there, hour by hour."""
    since, until = stretch.since, stretch.until
    rows = Presence.objects.filter(to_at__gt=since, from_at__lt=until)
    rows = rows.exclude(state=PresenceState.AWAY)
    running = Person.objects.filter(presence_since__lt=until).exclude(presence=PresenceState.AWAY)
    if scope.people is not None:
        rows = rows.filter(person_id__in=scope.people)
        running = running.filter(pk__in=scope.people)
    spans: list[Any] = list(rows.values_list("person_id", "state", "from_at", "to_at"))
    spans += [
        (person, state, begins, stretch.now)
        for person, state, begins in running.values_list("id", "presence", "presence_since")
    ]
    spent: dict[tuple[int, int, int], float] = defaultdict(float)
    there: dict[int, list[at_work.Span]] = defaultdict(list)
    for person, state, begins, ends in spans:
        for one in at_work.cut([(begins, ends)], since, until):
            there[person].append(one)
            if state in STATES:
                for slot, seconds in _by_hour(one):
                    spent[person, slot, STATES[state]] += seconds
    for (person, slot, code), seconds in spent.items():
        found["states"].add(person, slot, code, seconds)
    for person, own in there.items():
        for one in capacity.merged(own, timedelta()):
            for slot, seconds in _by_hour(one):
                begins = max(one[0].timestamp(), slot * QUARTER)
                found["there"].add(person, slot, begins, begins + seconds)


def _by_hour(span: at_work.Span) -> Iterable[tuple[int, float]]:
    """Return the hours of a span by their first slot, with the seconds of the span in each."""
    begins, ends = span[0].timestamp(), span[1].timestamp()
    for hour in range(int(begins // 3600), int(-(-ends // 3600))):
        yield hour * 4, min(ends, (hour + 1) * 3600.0) - max(begins, hour * 3600.0)
