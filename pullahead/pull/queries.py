"""Reads of lead pull: outcomes, worth, windows, calls, closed leads, call scripts and teams."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.query import QuerySet

from pullahead.base.db import statements
from pullahead.base.db.planned_queries import planned
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
from pullahead.team.skills import language, written


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


def opt_out_names() -> list[str]:
    """Return the codes and labels of the dispositions that opt a person out, active or not."""
    rows = models.DispositionRow.objects.filter(opt_out=True).values_list("code", "label")
    return [name for row in rows for name in row]


def dispositions() -> tuple[cadence.Disposition, ...]:
    """The active dispositions, in the organization's order."""
    return tuple(_disposition(r) for r in _active_dispositions())


@planned
def _active_dispositions() -> QuerySet[models.DispositionRow, models.DispositionRow]:
    return models.DispositionRow.objects.filter(active=True).order_by("position", "code")


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


def tried_codes() -> set[str]:
    """Return the codes of the dispositions that count as an attempt."""
    rows = models.DispositionRow.objects.filter(tried=True)
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
    return tuple(_attempts(token))


@planned
def _attempts(token: UUID) -> QuerySet[models.Attempt, models.Attempt]:
    return models.Attempt.objects.filter(claim_id=token).order_by("at", "id")


def last_called(token: UUID) -> str:
    """The last number called in a claim; "" without a call."""
    calls = models.Attempt.objects.filter(claim_id=token, channel="call")
    return calls.order_by("-at", "-id").values_list("value", flat=True).first() or ""


def last_notes(agent_id: int, most: int) -> tuple[str, ...]:
    """Return this agent's last notes, newest first."""
    settled = models.ClaimRow.objects.filter(agent_id=agent_id, end="settled")
    return tuple(settled.order_by("-started_at").values_list("note", flat=True)[:most])


def settled_since(since: datetime, of: Collection[int] | None = None) -> dict[int, int]:
    """Count settled claims by agent since a moment, of everyone or of these people."""
    rows = models.ClaimRow.objects.filter(end="settled", started_at__gte=since - rules.HARD_STOP)
    if of is not None:
        rows = rows.filter(agent_id__in=of)
    found = rows.filter(ended_at__gte=since).values("agent_id").annotate(n=Count("token"))
    return {r["agent_id"]: r["n"] for r in found}


def settled_by(agent_id: int, since: datetime) -> int:
    """Count the claims that one person has settled since a moment."""
    return next(iter(_settled_by(agent_id, since, since - rules.HARD_STOP)), 0)


@planned
def _settled_by(
    agent_id: int, since: datetime, started: datetime
) -> QuerySet[models.ClaimRow, int]:
    rows = models.ClaimRow.objects.filter(
        agent_id=agent_id, end="settled", started_at__gte=started, ended_at__gte=since
    )
    counted = rows.order_by().values("agent_id").annotate(n=Count("token"))
    return counted.values_list("n", flat=True)


def closed_leads_of(team_id: int) -> QuerySet[Lead]:
    """Return the leads of a team's sources closed as qualified, without a sale outcome."""
    codes = models.DispositionRow.objects.filter(qualifies=True).exclude(pk="won")
    ours = models.Route.objects.filter(team_id=team_id).values("source_id")
    rows = Lead.objects.filter(closed_at__isnull=False, source_id__in=ours)
    sold = SaleOutcome.objects.filter(lead_id=OuterRef("pk"))
    return rows.filter(closed_as__in=codes.values("pk")).filter(~Exists(sold))


def guide_for(*, source_id: int, team_id: int) -> call_scripts.CallScript | None:
    """Return the call script of a lead: its source's, else its team's, else none."""
    rows = sorted(_guides(source_id, team_id), key=lambda row: row.source_id is None)
    return guide(rows[0]) if rows else None


@planned
def _guides(source_id: int, team_id: int) -> QuerySet[models.CallScriptRow, models.CallScriptRow]:
    return models.CallScriptRow.objects.filter(Q(source_id=source_id) | Q(team_id=team_id))


def guide(row: models.CallScriptRow) -> call_scripts.CallScript:
    """Return the call script of a row, as the rules use it."""
    return call_scripts.CallScript(
        steps=tuple(row.steps),
        objections=tuple(call_scripts.Objection(said, answer) for said, answer in row.objections),
        questions=tuple(call_scripts.Question(text) for text in row.questions),
    )


def team_of_card(lead_id: UUID) -> int | None:
    """Return the team of an open lead; None for a closed one."""
    return next(iter(_team_of_card(lead_id)), None)


@planned
def _team_of_card(lead_id: UUID) -> QuerySet[models.CardRow, int]:
    return models.CardRow.objects.filter(pk=lead_id).values_list("team_id", flat=True)


def team_of_source(source_id: int) -> int:
    """Return the team of a source's leads; 0 for a source without a route."""
    found = models.Route.objects.filter(source=source_id).values_list("team_id", flat=True)
    return found.first() or 0


def guide_answers(lead_id: UUID) -> dict[str, str]:
    """Return question → latest answer of everything asked of a lead."""
    rows = models.ScriptAnswer.objects.filter(claim__lead_id=lead_id)
    return dict(rows.order_by("claim__started_at", "id").values_list("question", "answer"))
