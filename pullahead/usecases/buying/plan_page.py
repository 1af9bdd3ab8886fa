"""Read the plan of a deal: job to be done, buying jobs, scenarios, cycles, moments of truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.buying import plan_queries, queries
from pullahead.buying.models import DealScenario, LearningCycle, MomentOfTruth
from pullahead.buying.plan_queries import Willingness
from pullahead.buying.rules import JOBS, next_mark
from pullahead.conversations.models import Conversation
from pullahead.pipeline.models import Deal
from pullahead.pipeline.queries import WorkflowFacts, workflow_of_team
from pullahead.team.models import Person
from pullahead.usecases.buying.group import sees_stance
from pullahead.usecases.buying.plan import plans_early, usual_mode
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.deals.findings import called

SCENARIOS_WANTED = 2


def job_words(job: str) -> str:
    """Return a buying job in words."""
    return {
        "problem": _("Identify the problem"),
        "exploration": _("Explore solutions"),
        "requirements": _("Agree on requirements"),
        "selection": _("Select the supplier"),
        "validation": _("Validate the choice"),
        "consensus": _("Reach consensus"),
    }[job]


@dataclass(frozen=True, slots=True)
class JobView:
    """A buying job with its last mark."""

    job: str
    words: str
    mark: str
    next_mark: str
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class SignView:
    """A sign of a scenario."""

    id: int
    text: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario with its signs."""

    id: int
    text: str
    state: str
    state_at: datetime
    signs: tuple[SignView, ...]


@dataclass(frozen=True, slots=True)
class CycleView:
    """A learning cycle."""

    id: int
    mode: str
    check_words: str
    check_at: datetime | None
    adjust: str
    adjust_at: datetime | None
    plan: str
    plan_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    by: str
    early: bool  # the plan came before the check and the adjust


@dataclass(frozen=True, slots=True)
class MomentView:
    """A moment of truth."""

    id: int
    at: datetime
    names: str
    expected: str
    actual: str
    judged: str
    stake: Decimal | None
    value: Decimal | None
    chance: Decimal | None
    reach: Decimal | None
    doubt: Decimal | None
    decisive: str
    conversation_id: UUID | None
    past: bool


@dataclass(frozen=True, slots=True)
class TalkOption:
    """A conversation in which a moment may have happened."""

    id: UUID
    held_at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class DealCycles:
    """The plan of a deal as its page shows it."""

    job_to_be_done: str
    framed_by: str
    framed_at: datetime | None
    willing: Willingness
    jobs: tuple[JobView, ...]
    scenarios: tuple[ScenarioView, ...]
    few_scenarios: bool
    cycle: CycleView | None
    usual_mode: str  # of the next cycle
    closed_cycles: tuple[CycleView, ...]
    check_draft: str
    moments: tuple[MomentView, ...]
    talks: tuple[TalkOption, ...]


def deal_plan(*, deal_id: UUID, viewer: Person) -> DealCycles:
    """Return the plan of a deal; stakes only for those who may see stance."""
    deal = visible_deal(deal_id, viewer)
    frame = queries.frame_of(deal_id)
    scenarios = [_scenario(one) for one in queries.scenarios_of(deal_id)]
    cycles = [_cycle(one) for one in plan_queries.cycles_of(deal_id)]
    rows = plan_queries.moments_of(deal_id)
    talks = plan_queries.conversations_of(deal_id)
    shows = sees_stance(viewer, deal)
    return DealCycles(
        job_to_be_done=frame.job_to_be_done if frame is not None else "",
        framed_by=frame.by.name if frame is not None else "",
        framed_at=frame.at if frame is not None else None,
        willing=plan_queries.willingness(deal_id),
        jobs=tuple(_jobs(deal_id)),
        scenarios=tuple(scenarios),
        few_scenarios=_few(deal, scenarios),
        cycle=next((one for one in cycles if one.closed_at is None), None),
        usual_mode=usual_mode(deal_id),
        closed_cycles=tuple(one for one in cycles if one.closed_at is not None),
        check_draft=_check_draft(rows, talks),
        moments=tuple(_moment(one, shows, clock.now()) for one in rows),
        talks=tuple(TalkOption(one.pk, one.held_at, one.kind) for one in talks),
    )


def _few(deal: Deal, scenarios: Sequence[ScenarioView]) -> bool:
    """Return whether a deal from discovery on has fewer than two scenarios that are watched."""
    if deal.closed_at is not None or deal.stage is None:
        return False
    flow = workflow_of_team(deal.team_id)
    if flow is None or deal.stage.position < discovery(flow):
        return False
    return sum(one.state == "watching" for one in scenarios) < SCENARIOS_WANTED


def discovery(flow: WorkflowFacts) -> int:
    """Return the position of the first stage of a group, else of the middle stage."""
    grouped = [one.position for one in flow.stages if one.stage_group]
    return min(grouped, default=len(flow.stages) // 2)


def _jobs(deal_id: UUID) -> list[JobView]:
    found = plan_queries.jobs_of(deal_id)
    rows = []
    for job in JOBS:
        last = found[job]
        mark = last.mark if last is not None else "open"
        rows.append(
            JobView(
                job=job,
                words=job_words(job),
                mark=mark,
                next_mark=next_mark(mark),
                at=last.at if last is not None else None,
                by=last.by.name if last is not None else "",
            )
        )
    return rows


def _scenario(one: DealScenario) -> ScenarioView:
    signs = sorted(one.signs.all(), key=lambda sign: sign.pk)
    return ScenarioView(
        id=one.pk,
        text=one.text,
        state=one.state,
        state_at=one.state_at,
        signs=tuple(SignView(sign.pk, sign.text, sign.seen_at) for sign in signs),
    )


def _cycle(one: LearningCycle) -> CycleView:
    early = bool(
        one.mode == "cap_do"
        and one.plan_at
        and (not one.adjust_at or one.plan_at < one.adjust_at or plans_early(one))
    )
    return CycleView(
        id=one.pk,
        mode=one.mode,
        check_words=one.check_words,
        check_at=one.check_at,
        adjust=one.adjust,
        adjust_at=one.adjust_at,
        plan=one.plan,
        plan_at=one.plan_at,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        by=one.by.name,
        early=early,
    )


def _check_draft(moments: Sequence[MomentOfTruth], talks: Sequence[Conversation]) -> str:
    """Return the draft of a check: what we expected, beside what they said."""
    lines = []
    judged = [one for one in moments if one.judged_at is not None]
    last = max(judged, key=lambda one: one.judged_at or one.at, default=None)
    talk = last.conversation_id if last is not None else talks[0].pk if talks else None
    if last is not None:
        lines.append(_("We expected: {words}").format(words=last.expected))
        lines.append(_("Result: {words}").format(words=last.actual))
    if talk is not None:
        for said in reversed(plan_queries.said_in([talk])):
            name = called(said.contact) if said.contact is not None else ""
            lines.append(f"{name}: “{said.words}”")
    return "\n".join(lines)


def _moment(one: MomentOfTruth, shows: bool, now: datetime) -> MomentView:
    names = [called(member.deal_contact.contact) for member in one.members.all()]
    decisive = called(one.decisive.deal_contact.contact) if one.decisive is not None else ""
    return MomentView(
        id=one.pk,
        at=one.at,
        names=", ".join(names),
        expected=one.expected,
        actual=one.actual,
        judged=one.judged,
        stake=one.stake if shows else None,
        value=one.value if shows else None,
        chance=one.chance if shows else None,
        reach=one.reach if shows else None,
        doubt=one.doubt if shows else None,
        decisive=decisive if shows else "",
        conversation_id=one.conversation_id,
        past=one.at <= now,
    )


@dataclass(frozen=True, slots=True)
class Expectation:
    """Expected result of a moment of truth, beside the actual one."""

    at: datetime
    expected: str
    actual: str  # blank: not judged yet
    judged: str


def expectations_of(deal_id: UUID) -> tuple[Expectation, ...]:
    """Return the moment judged last and the next one that waits, for the brief."""
    rows = plan_queries.moments_of(deal_id)
    judged = [one for one in rows if one.judged_at is not None]
    waiting = [one for one in rows if not one.judged]
    last = max(judged, key=lambda one: (one.judged_at or one.at, one.pk), default=None)
    first = min(waiting, key=lambda one: (one.at, one.pk), default=None)
    return tuple(
        Expectation(one.at, one.expected, one.actual, one.judged)
        for one in (last, first)
        if one is not None
    )
