"""Facts of work: sales and callbacks of a period, courses of leads; a few statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Exists, Func, Min, OuterRef, Q, QuerySet

from pullahead.base.db.planned_queries import planned
from pullahead.base.models import Journal
from pullahead.leads.models import Inquiry, Lead, SaleOutcome, SaleVerdict
from pullahead.pull.fact_rules import CallbackEnd
from pullahead.pull.models import Attempt, AttemptSource, CallbackRow, ClaimRow, DispositionRow
from pullahead.reports import honesty
from pullahead.reports.episodes import Asked, LeadCourse
from pullahead.reports.honesty import CallbackResult, DueCallback
from pullahead.reports.periods import QUARTER, Period
from pullahead.reports.speed import Span
from pullahead.reports.team_stays import TeamStays, slot_of, team_stays
from pullahead.team.models import Person, TeamMove

UNDONE = "undone"
DUPLICATE = "duplicate"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class Scope:
    """People and source whose work is measured; None: all."""

    people: frozenset[int] | None = None
    source_id: int | None = None
    # of waits, which belong to no person: the team that the lead's source is routed to
    routed_to: int | None = None
    # with `routed_to`: of the work of people who moved, only that in the team
    stays: TeamStays | None = None

    @property
    def moved(self) -> frozenset[int]:
        """People of the scope who were in another team before."""
        if self.stays is None or self.people is None:
            return frozenset()
        return self.people & self.stays.left.keys()

    def has(self, person: int, slot: int) -> bool:
        """Return whether the work of a person of the scope in a quarter hour is part of it."""
        if self.stays is None or person not in self.moved:
            return True
        return self.stays.at(person, slot) == self.routed_to

    def cut(self, person: int, spans: Sequence[Span]) -> Sequence[Span]:
        """Return the parts of a person's spans that are part of the scope."""
        if self.stays is None or self.routed_to is None or person not in self.moved:
            return spans
        own = list(self.stays.spans(person, self.routed_to))
        shared = [(max(a, c), min(b, d)) for a, b in spans for c, d in own]
        return [(begins, ends) for begins, ends in shared if begins < ends]


@dataclass(frozen=True, slots=True)
class WorkSale:
    """A sale: who, on a lead of which source, and in which quarter hour."""

    agent: int
    source: int
    slot: int


@dataclass(frozen=True, slots=True)
class JudgedCallback:
    """A callback that was due in the period, with its result."""

    owner: int
    source: int
    due_at: datetime
    result: CallbackResult


class QuarterHour(Func):
    """Number of the quarter hour of a moment, since 1970."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Divide the whole seconds, without the rest."""
        text = f"CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / {QUARTER}"
        return self.as_sql(compiler, connection, template=text, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Divide the seconds, and cut off the rest."""
        text = f"floor(extract(epoch FROM %(expressions)s) / {QUARTER})::bigint"
        return self.as_sql(compiler, connection, template=text, **more)


class KnownFacts(Protocol):
    """Time whose facts are read as known at a moment, or now."""

    @property
    def known_at(self) -> datetime | None:
        """Moment after which no recorded fact counts."""


def read_stays() -> TeamStays:
    """Read the teams of all people, now and before."""
    moves = TeamMove.objects.order_by("until", "id").values_list("person_id", "team_id", "until")
    return team_stays(dict(Person.objects.values_list("id", "team_id")), moves)


def codes(flag: str) -> frozenset[str]:
    """Return the codes of the call outcomes with a flag."""
    return frozenset(row["code"] for row in _outcomes() if row[flag])


@planned
def _outcomes() -> QuerySet[DispositionRow, Any]:
    """Return the call outcomes with the flags that reports ask for, a dozen times each."""
    return DispositionRow.objects.values("code", "reached", "tried", "opt_out", "bad_number")


def verified() -> Q:
    """Return the condition of a verified attempt.

    Telephony reports it, or its claim was settled as tried and not undone.
    """
    settled = Q(claim__end=ClaimRow.End.SETTLED, claim__disposition__in=codes("tried"))
    return (Q(source=AttemptSource.TELEPHONY) | settled) & ~Q(outcome=UNDONE)


def sales(period: Period, scope: Scope) -> list[WorkSale]:
    """Return the current sales of the period, each credited to one agent.

    It is the agent who recorded it, or the one who settled the lead last.
    """
    rows = SaleOutcome.objects.filter(
        _standing(period.known_at),
        verdict=SaleVerdict.WON,
        at__gte=period.since,
        at__lt=period.until,
    )
    rows = scoped(rows, scope, "")
    own = Q(how=SaleOutcome.How.AGENT, actor_id__gt=0)
    # a number costs a fraction of a moment, which Django converts
    rows = rows.annotate(slot=QuarterHour("at"))
    there = list(rows.filter(own).values_list("actor_id", "lead__source_id", "slot"))
    others = list(rows.exclude(own).values_list("lead_id", "lead__source_id", "slot"))
    last: dict[UUID, int] = {}
    for part in parts({row[0] for row in others}):
        settled = ClaimRow.objects.filter(lead_id__among=part, end=ClaimRow.End.SETTLED)
        last |= dict(settled.order_by("ended_at").values_list("lead_id", "agent_id"))
    there += [(last[pk], source, slot) for pk, source, slot in others if pk in last]
    if scope.people is not None:
        there = [row for row in there if row[0] in scope.people and scope.has(row[0], row[2])]
    return [WorkSale(*row) for row in there]


def _standing(known_at: datetime | None) -> Q:
    """Return the condition of a sale that no later outcome corrects, now or at a moment."""
    if known_at is None:
        return Q(corrected_by=None)
    corrected = SaleOutcome.objects.filter(kept_at__lte=known_at, corrects__isnull=False)
    return Q(kept_at__lte=known_at) & ~Q(pk__in=corrected.values("corrects_id"))


def undone_later(period: KnownFacts) -> list[UUID]:
    """Return the claims of the period whose result was undone only after the moment known."""
    if period.known_at is None:
        return []
    rows = Journal.objects.filter(kind="claim.undone", at__gt=period.known_at)
    undone = {(lead, actor) for lead, actor in rows.values_list("lead_id", "actor_id")}
    before = Journal.objects.filter(
        kind="claim.undone", at__lte=period.known_at, lead_id__in=[lead for lead, _ in undone]
    )
    last: dict[tuple[UUID | None, int | None], datetime] = {}
    for lead, actor, at in before.order_by("at").values_list("lead_id", "actor_id", "at"):
        last[lead, actor] = at
    claims = ClaimRow.objects.filter(
        end=ClaimRow.End.UNDONE,
        lead_id__in=[lead for lead, _ in undone],
        ended_at__lte=period.known_at,
    ).values_list("token", "lead_id", "agent_id", "ended_at")
    return [
        token
        for token, lead, agent, ended in claims
        if (lead, agent) in undone and ended and ended > last.get((lead, agent), _LONG_AGO)
    ]


# ---- callbacks


def callbacks(period: Period, scope: Scope) -> list[JudgedCallback]:
    """Return the callbacks that were due in the period, with their results."""
    rows = CallbackRow.objects.filter(due_at__gte=period.since, due_at__lt=period.until)
    known_at = period.known_at
    if known_at is not None:
        rows = rows.filter(made_at__lte=known_at)
    there = [
        (*row[:4], *((None, "") if known_at and row[4] and row[4] > known_at else row[4:]))
        for row in scoped(rows, scope, "owner_id").values_list(
            "lead_id", "owner_id", "lead__source_id", "due_at", "resolved_at", "how"
        )
    ]
    there = [row for row in there if row[5] != CallbackEnd.UNDONE]
    leads = {row[0] for row in there}
    tried, barred = _attempts_on(leads, known_at), _deferred(leads)
    busy = _claims_of({row[1] for row in there}, period)
    found = []
    for lead_id, owner, source, due_at, resolved_at, how in there:
        window = due_at - honesty.EARLY, due_at + honesty.GRACE
        excused = any(window[0] <= at <= window[1] for at in barred[lead_id]) or any(
            lead != lead_id and start <= window[0] and end >= window[1]
            for lead, start, end in busy[owner]
        )
        callback = DueCallback(owner, due_at, tried[lead_id], resolved_at, how, excused)
        if not scope.has(owner, slot_of(due_at)):
            continue
        day_end = _day_end(due_at, period.zone)
        result = honesty.callback_result(callback, now=period.now, day_end=day_end)
        found.append(JudgedCallback(owner, source, due_at, result))
    return found


def _attempts_on(
    leads: Iterable[UUID], known_at: datetime | None
) -> Mapping[UUID, list[tuple[int, datetime]]]:
    found: dict[UUID, list[tuple[int, datetime]]] = defaultdict(list)
    for part in parts(leads):
        rows = Attempt.objects.filter(verified(), lead_id__among=part, agent__isnull=False)
        if known_at is not None:
            rows = rows.filter(at__lte=known_at)
        for lead_id, agent, at in rows.order_by("at").values_list("lead_id", "agent_id", "at"):
            found[lead_id].append((agent, at))
    return found


def _deferred(leads: Iterable[UUID]) -> Mapping[UUID, list[datetime]]:
    """Return when a pull left a lead because a calling rule barred the call."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for part in parts(leads):
        rows = Journal.objects.filter(lead_id__among=part, kind="card.deferred")
        for lead_id, at in rows.values_list("lead_id", "at"):
            if lead_id is not None:
                found[lead_id].append(at)
    return found


def _claims_of(
    people: Iterable[int], period: Period
) -> Mapping[int, list[tuple[UUID, datetime, datetime]]]:
    """Return the claims of these people around the period: lead, start and end."""
    found: dict[int, list[tuple[UUID, datetime, datetime]]] = defaultdict(list)
    day = timedelta(days=1)
    rows = ClaimRow.objects.filter(
        agent_id__in=list(people),
        started_at__gte=period.since - day,
        started_at__lt=period.until + day,
    )
    for agent, lead_id, start, end in rows.values_list(
        "agent_id", "lead_id", "started_at", "ended_at"
    ):
        found[agent].append((lead_id, start, end or period.now))
    return found


def _day_end(at: datetime, zone: str) -> datetime:
    there = at.astimezone(ZoneInfo(zone))
    return (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


# ---- waits


def courses(
    leads: Sequence[UUID], known: datetime | None
) -> Iterable[tuple[UUID, int, LeadCourse]]:
    """Return each lead with its source and its course."""
    asked: dict[UUID, list[Asked]] = defaultdict(list)
    rows = Inquiry.objects.filter(lead_id__among=leads).order_by("admitted_at", "id")
    for lead_id, admitted_at, asked_at in rows.values_list("lead_id", "admitted_at", "asked_at"):
        asked[lead_id].append(Asked(admitted_at, asked_at))
    again = [lead for lead in leads if len(asked[lead]) > 1]
    once = [lead for lead in leads if len(asked[lead]) == 1]
    tried = _first_tries(once, known)
    early = [lead for lead in tried if min(tried[lead]) < asked[lead][0].admitted_at]
    tried |= _tries([*again, *early], known)
    outside = codes("opt_out") | {DUPLICATE}
    columns = ("id", "source_id", "closed_at", "closed_as")
    for lead_id, source, closed_at, closed_as in Lead.objects.filter(pk__among=leads).values_list(
        *columns
    ):
        if known is not None:
            closed_at = None if closed_at and closed_at > known else closed_at
        made = sorted(tried.get(lead_id, ()))
        yield lead_id, source, LeadCourse(asked[lead_id], made, closed_at, closed_as in outside)


def _tries(leads: Sequence[UUID], known: datetime | None) -> dict[UUID, list[datetime]]:
    """Return the verified attempts of leads; a settle without a logged one counts at its end."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for rows, moment in _try_rows(leads, known):
        for lead_id, at in rows.values_list("lead_id", moment):
            found[lead_id].append(at)
    return found


def _first_tries(leads: Sequence[UUID], known: datetime | None) -> dict[UUID, list[datetime]]:
    """Return the first verified attempt of leads: all that the wait of one inquiry needs."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for rows, moment in _try_rows(leads, known):
        for lead_id, at in rows.order_by().values_list("lead_id").annotate(first=Min(moment)):
            found[lead_id].append(at)
    return found


def _try_rows(leads: Sequence[UUID], known: datetime | None) -> Iterable[tuple[Any, str]]:
    """Return the rows of verified attempts, and of settles without one, with their moments."""
    if not leads:
        return
    until = {} if known is None else {"at__lte": known}
    yield Attempt.objects.filter(verified(), lead_id__among=leads, **until), "at"
    settled = unlogged_tries(leads)
    yield (settled if known is None else settled.filter(ended_at__lte=known)), "ended_at"


def unlogged_tries(leads: Sequence[UUID]) -> Any:
    """Return the claims that were settled as tried without a logged attempt."""
    logged = Attempt.objects.filter(verified(), claim=OuterRef("pk"))
    return ClaimRow.objects.filter(
        ~Exists(logged), lead_id__among=leads, end=ClaimRow.End.SETTLED,
        disposition__in=codes("tried"), ended_at__isnull=False,
    )  # fmt: skip


def parts(ids: Iterable[UUID]) -> Iterable[list[UUID]]:
    """Return the ids in groups of one statement each."""
    there = sorted(ids)
    return (there[start : start + AT_ONCE] for start in range(0, len(there), AT_ONCE))


def scoped(rows: Any, scope: Scope, person: str) -> Any:
    """Return the rows of a scope; `person` is the column of the agent, "" where there is none."""
    if scope.people is not None and person:
        rows = rows.filter(**{f"{person}__in": list(scope.people)})
    if scope.source_id is not None:
        rows = rows.filter(lead__source_id=scope.source_id)
    return rows
