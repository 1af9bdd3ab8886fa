"""Reads of lead pull: facts for the engine, and figures for the floor and the meter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.query import QuerySet

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.compliance import rules as compliance
from pullahead.compliance.queries import hours as hours
from pullahead.compliance.queries import in_force as in_force
from pullahead.compliance.queries import limits as limits
from pullahead.compliance.queries import moment_for as moment_for
from pullahead.compliance.queries import numbers as number_facts
from pullahead.compliance.queries import overrides as overrides
from pullahead.leads.models import Lead, SaleOutcome
from pullahead.pull import cadence, call_scripts, models, rules
from pullahead.pull.boost_rules import factor_of
from pullahead.pull.contact_rates import START, Rates, rates_in
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.store.rows import adapted
from pullahead.pull.store.statements import number_rows
from pullahead.team import queries as team
from pullahead.team.skills import able, language, written

COUNT_AT_MOST = 10_000
HEAD_AT_MOST = 100
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)


def numbers(
    lead_id: UUID,
    now: datetime,
    limits: compliance.RuleSet = compliance.SHIPPED,
    found: Iterable[compliance.NumberRow] | None = None,
) -> tuple[tuple[compliance.NumberFacts, ...], bool]:
    """Return the lead's valid phones in order with call-rule facts, and whether one opted out.

    `found`: rows that a statement has read already; without them, one statement reads them.
    """
    rows = number_rows(lead_id, now - limits.back) if found is None else found
    return number_facts(rows)


def disposition(code: str) -> cadence.Disposition | None:
    """The disposition with this code, active or not."""
    row = models.DispositionRow.objects.filter(pk=code).first()
    return _disposition(row) if row is not None else None


def dispositions() -> tuple[cadence.Disposition, ...]:
    """The active dispositions, in the organization's order."""
    rows = models.DispositionRow.objects.filter(active=True).order_by("position", "code")
    return tuple(_disposition(r) for r in rows)


def _disposition(row: models.DispositionRow) -> cadence.Disposition:
    return cadence.Disposition(
        code=row.code,
        label=row.label,
        kind=cadence.DispositionKind(row.kind),
        tried=row.tried,
        reached=row.reached,
        bad_number=row.bad_number,
        opt_out=row.opt_out,
        active=row.active,
        for_one=row.for_one,
        dated=row.dated,
    )


def labels() -> dict[str, str]:
    """Code → label of every disposition there ever was."""
    return dict(statements.read("SELECT code, label FROM pull_disposition"))


def reaching_codes() -> set[str]:
    """Return the codes of the dispositions in which an agent reached the customer."""
    rows = models.DispositionRow.objects.filter(reached=True)
    return set(rows.values_list("code", flat=True))


def last_outcomes(lead_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the disposition of the latest settle of these leads, by lead."""
    settled = models.ClaimRow.objects.filter(lead_id__in=lead_ids, end=models.ClaimRow.End.SETTLED)
    rows = settled.order_by("started_at").values_list("lead_id", "disposition")
    return dict(rows)


def worth(route: models.Route, lead: Lead) -> RankingInputs:
    """Return the inputs of a lead's key: its own value and learned chance, else its source's."""
    learned, figures = statements.read(_WORTH, {"lead": adapted(lead.pk)})[0]
    return worth_with(route, lead, learned, rates=rates_in(figures))


_WORTH = """
SELECT (SELECT chance FROM pull_leadscore WHERE lead_id = %(lead)s),
  (SELECT figures FROM pull_activerates WHERE pool = 0)
"""


def rates_in_use() -> Rates:
    """Return contact rates and minutes: as measured, else the start values."""
    return rates_in(models.ActiveRates.objects.values_list("figures", flat=True).first())


def worth_with(
    route: models.Route,
    lead: Lead,
    learned: float | None,
    exists: Callable[[str], bool] = team.skill_exists,
    rates: Rates = START,
) -> RankingInputs:
    """Return the inputs from facts of many leads; `exists` tells which skills exist."""
    value = float(lead.value or route.value)
    return RankingInputs(
        value=value,
        chance=learned if learned is not None else route.chance,
        half_life_hours=route.half_life_hours,
        asked_at=lead.asked_at,
        curve=route.curve,
        skills=needed(route, lead.attributes, exists),
        rates=rates,
        boost=factor_of(route.boost, route.boosts, lead.attributes, value),
    )


def needed(
    route: models.Route,
    attributes: Mapping[str, Any],
    exists: Callable[[str], bool] = team.skill_exists,
) -> str:
    """Return a lead's required skills: its source's, and its language if that is a skill."""
    spoken = language(str(attributes.get("language") or ""))
    needs = route.needs_skills.split()
    return written([*needs, spoken] if exists(spoken) else needs)


def windows_of_lane(lane: int | None) -> str:
    """A lane's window set; "" without a lane."""
    found = models.LaneRow.objects.filter(pk=lane or 0).values_list("windows", flat=True)
    return found.first() or ""


@dataclass(frozen=True, slots=True)
class SettleEffects:
    """The rows beside the card that a settle wrote."""

    bad_address: int | None = None
    opted_out: tuple[str, ...] = ()
    sold: bool = False


def settle_effects(token: UUID) -> SettleEffects:
    """The effects of the settle of this claim."""
    kind = models.SettleEffect.Kind
    rows = list(models.SettleEffect.objects.filter(claim_id=token).order_by("pk"))
    return SettleEffects(
        bad_address=next((r.address_id for r in rows if r.kind == kind.BAD_ADDRESS), None),
        opted_out=tuple(r.value for r in rows if r.kind == kind.OPT_OUT),
        sold=any(r.kind == kind.SALE for r in rows),
    )


def was_agreed(lead_id: UUID, due_at: datetime) -> bool:
    """Return whether a settle of this lead stored this moment as one that the customer chose."""
    settled = models.ClaimRow.objects.filter(lead_id=lead_id, end="settled")
    latest = settled.order_by("-started_at").values_list("agreed", "next_at")[:3]
    return (True, due_at) in latest


def attempts_of(token: UUID) -> tuple[models.Attempt, ...]:
    """The attempts of one claim, in order."""
    return tuple(models.Attempt.objects.filter(claim_id=token).order_by("at", "id"))


def last_called(token: UUID) -> str:
    """The last number called in a claim; "" without a call."""
    calls = models.Attempt.objects.filter(claim_id=token, channel="call")
    return calls.order_by("-at", "-id").values_list("value", flat=True).first() or ""


def last_notes(agent_id: int, most: int) -> tuple[str, ...]:
    """Return this agent's last notes, newest first."""
    settled = models.ClaimRow.objects.filter(agent_id=agent_id, end="settled")
    return tuple(settled.order_by("-started_at").values_list("note", flat=True)[:most])


def anything_due(now: datetime) -> bool:
    """Return whether a card is due, expired or at its curve's next piece; takes no lock."""
    return bool(statements.read(_DUE, {"now": moment_for(now)})[0][0])


# The least moment of an index, as pull_facts.py reads it, and for the same reason
_DUE = """
SELECT coalesce((SELECT min(next_at) FROM pull_card WHERE next_at IS NOT NULL) <= %(now)s, false)
  OR coalesce((SELECT min(rekey_at) FROM pull_card
               WHERE rekey_at IS NOT NULL AND state <> 'parked') <= %(now)s, false)
"""


def unreachable() -> QuerySet[Lead]:
    """Return open leads without a next moment: the meter's first list, empty by constraint.

    A lead has a next moment in three cases: ready in a lane; held or scheduled with a finite
    `next_at`; or parked with reason, team and `review_at`.
    """
    sound = (
        Q(state=rules.CardState.READY, lane__isnull=False)
        | Q(
            state__in=[rules.CardState.HELD, rules.CardState.SCHEDULED],
            lane__isnull=False,
            next_at__lt=FOREVER,
        )
        | (
            Q(state=rules.CardState.PARKED, team__isnull=False, review_at__lt=FOREVER)
            & ~Q(park_reason="")
        )
    )
    reachable = models.CardRow.objects.filter(sound, lead_id=OuterRef("id"))
    return Lead.objects.filter(~Exists(reachable), closed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ready cards of one lane, counted up to COUNT_AT_MOST."""

    lane: rules.Lane
    ready: int
    freshest_at: datetime | None


def waiting(now: datetime, has: frozenset[str] | None = None) -> tuple[Waiting, ...]:
    """Return ready and due cards by lane; `has`: only lanes for an agent with these skills.

    Counts at most 10,000 cards a lane; looks for the freshest among its first 100.
    """
    lanes = {
        row.id: rules.Lane(
            row.windows,
            row.half_life_hours,
            row.callback,
            row.skills,
            row.id,
            row.curve,
            row.piece,
        )
        for row in models.LaneRow.objects.order_by("id")
        if has is None or able(row.skills, has)
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"most": COUNT_AT_MOST, "head": HEAD_AT_MOST})
        found = {
            lane: (ready, clock.moment(freshest))
            for lane, ready, freshest in cursor.fetchall()
            if ready
        }
    for lane, asked_at in due_cards(now).values_list("lane_id", "lead__asked_at")[:COUNT_AT_MOST]:
        ready, freshest = found.get(lane, (0, None))
        found[lane] = min(ready + 1, COUNT_AT_MOST), max(freshest or asked_at, asked_at)
    return tuple(
        Waiting(lanes[lane], ready, freshest)
        for lane, (ready, freshest) in found.items()
        if lane in lanes
    )


def nobody_able(skills: Sequence[frozenset[str]]) -> int:
    """Return open leads, except parked ones, in lanes that nobody with these skills may work."""
    lanes = models.LaneRow.objects.exclude(skills="").values_list("id", "skills")
    none = [i for i, needs in lanes if not any(able(needs, has) for has in skills)]
    open_cards = models.CardRow.objects.exclude(state=rules.CardState.PARKED)
    return open_cards.filter(lane_id__in=none).count() if none else 0


def due_cards(now: datetime) -> QuerySet[models.CardRow]:
    """Count expired claims and due scheduled cards, which the next pull requeues."""
    return models.CardRow.objects.filter(next_at__lte=now).order_by("next_at")


def given_back(agent_id: int, now: datetime) -> Sequence[tuple[int, datetime]]:
    """Return (lane, until) of cards that this agent released, and that wait for other agents."""
    lately = models.ClaimRow.objects.filter(
        agent_id=agent_id, end="released", started_at__gte=now - 2 * compliance.DAY
    )
    mine = models.CardRow.objects.filter(
        lead_id__in=lately.values("lead_id"), excluded_agent_id=agent_id, excluded_until__gt=now
    )
    there = mine.filter(Q(state=rules.CardState.READY) | Q(next_at__lte=now))
    found = there.values_list("lane_id", "excluded_until")
    return [(lane, until) for lane, until in found if lane and until]


# One correlated count a lane over the head of the ready index, whose order it follows
_WAITING = """
SELECT l.id,
  (SELECT count(*) FROM (SELECT 1 FROM pull_card c
     WHERE c.lane_id = l.id AND c.state = 'ready' LIMIT %(most)s) AS found),
  (SELECT max((SELECT lead.asked_at FROM leads_lead lead WHERE lead.id = head.lead_id))
     FROM (SELECT c.lead_id FROM pull_card c
     WHERE c.lane_id = l.id AND c.state = 'ready' ORDER BY c.key DESC, c.lead_id LIMIT %(head)s)
     AS head)
FROM pull_lane l
"""


def next_scheduled(now: datetime, limit: int = 200) -> Sequence[tuple[datetime, str]]:
    """Return (due moment, window set) of the scheduled cards that are due first after `now`."""
    rows = models.CardRow.objects.filter(
        state=rules.CardState.SCHEDULED, lane__isnull=False, next_at__gt=now
    )
    found = rows.order_by("next_at").values_list("next_at", "lane__windows")[:limit]
    return [(next_at, windows) for next_at, windows in found if next_at is not None]


def counts(now: datetime) -> dict[str, int]:
    """Count open cards by state, and scheduled callbacks; a due card counts as ready."""
    due = Count("lead_id", filter=Q(next_at__lte=now))
    rows = models.CardRow.objects.values("state").annotate(n=Count("lead_id"), due=due)
    found = {s.value: 0 for s in rules.CardState}
    for row in rows:
        found[row["state"]] += row["n"] - row["due"]
        found[rules.CardState.READY] += row["due"]
    scheduled = models.CardRow.objects.filter(state=rules.CardState.SCHEDULED, next_at__gt=now)
    return {**found, "callbacks": scheduled.filter(due_at__isnull=False).count()}


def scheduled_at_most(agent_id: int, now: datetime, limit: int = COUNT_AT_MOST) -> int:
    """Count scheduled cards except this agent's own callbacks, up to `limit`."""
    scheduled = models.CardRow.objects.filter(state=rules.CardState.SCHEDULED, next_at__gt=now)
    return scheduled.exclude(owner_id=agent_id)[:limit].count()


def next_callbacks(
    agent_id: int, now: datetime, limit: int = 20
) -> Sequence[tuple[datetime, datetime, str]]:
    """Return (start of the agent's priority, due moment, window set) of their next callbacks."""
    mine = models.CardRow.objects.filter(owner_id=agent_id, next_at__gt=now).order_by("owner_at")
    found = mine.values_list("owner_at", "due_at", "lane__windows")[:limit]
    return [(own, due, windows) for own, due, windows in found if own and due]


def callbacks_of(agent_id: int, now: datetime) -> tuple[int, int]:
    """Return this agent's callbacks, due and later; past the grace period they are everybody's."""
    mine = models.CardRow.objects.filter(owner_id=agent_id, next_at__gt=now)
    due = mine.filter(owner_at__lte=now).count()
    return due, mine.count() - due


def callbacks_by_owner(of: Collection[int] | None = None) -> dict[int, int]:
    """Count the callbacks of each person, or of these people."""
    who = Q(owner__isnull=False) if of is None else Q(owner_id__in=of)
    owned = models.CardRow.objects.filter(who).values("owner_id")
    return {r["owner_id"]: r["n"] for r in owned.annotate(n=Count("lead_id"))}


def held_cards(now: datetime) -> QuerySet[models.CardRow]:
    """Return held cards, the earliest claim end first."""
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, next_at__gt=now)
    return held.select_related("lead", "holder").order_by("next_at")


def holders_among(of: Collection[int], now: datetime) -> int:
    """Count those of these people who hold a lead."""
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, next_at__gt=now)
    return held.filter(holder_id__in=of).values("holder_id").distinct().count()


def parked_cards() -> QuerySet[models.CardRow]:
    """Return parked cards, those past their review first."""
    parked = models.CardRow.objects.filter(state=rules.CardState.PARKED)
    return parked.select_related("lead", "team").order_by("review_at", "lead_id")


def settled_since(since: datetime, of: Collection[int] | None = None) -> dict[int, int]:
    """Count settled claims by agent since a moment, of everyone or of these people."""
    rows = models.ClaimRow.objects.filter(end="settled", started_at__gte=since - rules.HARD_STOP)
    if of is not None:
        rows = rows.filter(agent_id__in=of)
    found = rows.filter(ended_at__gte=since).values("agent_id").annotate(n=Count("token"))
    return {r["agent_id"]: r["n"] for r in found}


def closed_leads_of(team_id: int) -> QuerySet[Lead]:
    """Return the leads of a team's sources closed as qualified, without a sale outcome."""
    codes = models.DispositionRow.objects.filter(qualifies=True).exclude(pk="won")
    ours = models.Route.objects.filter(team_id=team_id).values("source_id")
    rows = Lead.objects.filter(closed_at__isnull=False, source_id__in=ours)
    sold = SaleOutcome.objects.filter(lead_id=OuterRef("pk"))
    return rows.filter(closed_as__in=codes.values("pk")).filter(~Exists(sold))


def guide_for(*, source_id: int, team_id: int) -> call_scripts.CallScript | None:
    """Return the call script of a lead: its source's, else its team's, else none."""
    there = models.CallScriptRow.objects.filter(Q(source_id=source_id) | Q(team_id=team_id))
    rows = sorted(there, key=lambda row: row.source_id is None)
    return guide(rows[0]) if rows else None


def guide(row: models.CallScriptRow) -> call_scripts.CallScript:
    """Return the call script of a row, as the rules use it."""
    return call_scripts.CallScript(
        steps=tuple(row.steps),
        objections=tuple(call_scripts.Objection(said, answer) for said, answer in row.objections),
        questions=tuple(call_scripts.Question(text) for text in row.questions),
    )


def team_of_card(lead_id: UUID) -> int | None:
    """Return the team of an open lead; None for a closed one."""
    found = models.CardRow.objects.filter(pk=lead_id).values_list("team_id", flat=True)
    return found.first()


def team_of_source(source_id: int) -> int:
    """Return the team of a source's leads; 0 for a source without a route."""
    found = models.Route.objects.filter(source=source_id).values_list("team_id", flat=True)
    return found.first() or 0


def guide_answers(lead_id: UUID) -> dict[str, str]:
    """Return question → latest answer of everything asked of a lead."""
    rows = models.ScriptAnswer.objects.filter(claim__lead_id=lead_id)
    return dict(rows.order_by("claim__started_at", "id").values_list("question", "answer"))
