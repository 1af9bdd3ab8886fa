"""Acts on the plan of a deal: job to be done, buying jobs, scenarios, cycles, moments of truth."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried
from pullahead.buying import gaps, plan_queries, plan_services, queries, rules, services
from pullahead.buying.models import DealScenario, LearningCycle
from pullahead.buying.rules import JOB_MARKS, JOBS, JUDGED, MODES, SCENARIO_STATES, Attendee
from pullahead.pipeline.rules import DealAct
from pullahead.sprints import plan_queries as delivery
from pullahead.sprints import plan_services as buyer_plan
from pullahead.sprints.plan_services import PlanAct
from pullahead.team.models import Person
from pullahead.usecases.buying.members import member_row, note
from pullahead.usecases.common.sanitize import clean_input, clean_note
from pullahead.usecases.deals.access import ActContext, ActRequest, perform
from pullahead.usecases.deals.ranking import chance_of

SCENARIOS_AT_MOST, SIGNS_AT_MOST, MOMENTS_AT_MOST = 20, 20, 200
AHEAD, BACK = timedelta(days=365), timedelta(days=60)
STEPS = ("check", "adjust", "plan")
TEXT = 300


def _act(deal_id: UUID, by: Person, verb: Callable[[ActContext], None]) -> None:
    def guarded(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        verb(context)

    perform(ActRequest(deal_id, by), guarded)


def _words(text: str, field: str, said: str, most: int = TEXT) -> str:
    found = clean_input(text)[:most]
    if not found:
        raise wrong(field, "words_required", said)
    return found


@retried
def set_frame(*, deal_id: UUID, by: Person, words: str) -> None:
    """Store the job that the customer wants to get done; blank removes it."""
    text = clean_input(words)[:500]

    def verb(context: ActContext) -> None:
        services.set_frame(context.deal, text, by=by.pk, now=context.now)
        note(context, "frame", str(deal_id))

    _act(deal_id, by, verb)


@retried
def mark_job(
    *, deal_id: UUID, by: Person, job: str, mark: str = "", said: UUID | None = None
) -> None:
    """Mark a buying job as done, open or reopened; a blank mark is the one that comes next."""
    if job not in JOBS:
        raise wrong("job", "unknown_job", _("Choose a buying job from the list."))
    if mark and mark not in JOB_MARKS:
        raise wrong("mark", "unknown_job", _("Choose a state from the list."))

    def verb(context: ActContext) -> None:
        last = plan_queries.jobs_of(deal_id)[job]
        chosen = mark or rules.next_mark(last.mark if last is not None else "")
        if said is not None and plan_queries.said_of(deal_id, said) is None:
            raise NotFound(_("This text belongs to another deal. Reload the page."))
        plan_services.mark_job(context.deal, job, chosen, by=by.pk, now=context.now, said=said)
        if chosen == "reopened" and (last is None or last.mark != chosen):
            act = PlanAct(by.pk, context.now, context.now)
            buyer_plan.note_reopened_job(context.deal, job, act)

    _act(deal_id, by, verb)


@retried
def add_scenario(*, deal_id: UUID, by: Person, text: str) -> None:
    """Add a way in which the purchase may go on."""
    words = _words(text, "text", _("Enter what may happen."))

    def verb(context: ActContext) -> None:
        if len(queries.scenarios_of(deal_id)) >= SCENARIOS_AT_MOST:
            raise Conflict(_("This deal has 20 scenarios. Nothing was added."), code="too_many")
        made = services.add_scenario(context.deal, words, by=by.pk, now=context.now)
        note(context, "scenario", made.pk)

    _act(deal_id, by, verb)


def _scenario(deal_id: UUID, scenario: int) -> DealScenario:
    for one in queries.scenarios_of(deal_id):
        if one.pk == scenario:
            return one
    raise NotFound(_("Scenario not found. Reload the page."))


@retried
def set_scenario(*, deal_id: UUID, by: Person, scenario: int, state: str) -> None:
    """Say that a scenario happened, was dropped, or is watched again."""
    if state not in SCENARIO_STATES:
        raise wrong("state", "invalid", _("Choose a state from the list."))

    def verb(context: ActContext) -> None:
        found = _scenario(deal_id, scenario)
        services.change_scenario(found.pk, state=state, state_at=context.now)
        note(context, "scenario", found.pk)

    _act(deal_id, by, verb)


@retried
def add_sign(*, deal_id: UUID, by: Person, scenario: int, text: str) -> None:
    """Add a sign that announces a scenario."""
    words = _words(text, "text", _("Enter the sign to watch for."))

    def verb(context: ActContext) -> None:
        found = _scenario(deal_id, scenario)
        if found.signs.count() >= SIGNS_AT_MOST:
            raise Conflict(_("This scenario has 20 signs. Nothing was added."), code="too_many")
        services.add_sign(found.pk, words)
        note(context, "scenario", found.pk)

    _act(deal_id, by, verb)


@retried
def see_sign(*, deal_id: UUID, by: Person, sign: int, seen: bool = True) -> None:
    """Store that a sign was seen, or take that back."""

    def verb(context: ActContext) -> None:
        found = queries.sign(deal_id, sign)
        if found is None:
            raise NotFound(_("Sign not found. Reload the page."))
        services.see_sign(found.pk, context.now if seen else None)
        note(context, "scenario", found.scenario_id)

    _act(deal_id, by, verb)


def usual_mode(deal_id: UUID) -> str:
    """Return the mode of the next cycle: PDCA once the deal has a Delivery, else CAP-Do."""
    objectives = delivery.objectives(deal_id).values_list("pk", flat=True)
    return "pdca" if delivery.fits(list(objectives)).exists() else "cap_do"


@retried
def open_cycle(*, deal_id: UUID, by: Person, mode: str = "") -> None:
    """Open a learning cycle; a deal has at most one open cycle. Blank: the usual mode."""
    mode = mode or usual_mode(deal_id)
    if mode not in MODES:
        raise wrong("mode", "invalid", _("Choose a mode from the list."))

    def verb(context: ActContext) -> None:
        if plan_queries.open_cycle_of(deal_id) is not None:
            raise Conflict(_("This deal has an open cycle. Close it first."), code="cycle_open")
        plan_services.open_cycle(context.deal, mode, by=by.pk, now=context.now)

    _act(deal_id, by, verb)


def _cycle(deal_id: UUID) -> LearningCycle:
    found = plan_queries.open_cycle_of(deal_id)
    if found is None:
        raise Conflict(_("This deal has no open cycle. Open one first."), code="cycle_closed")
    return found


@retried
def write_step(*, deal_id: UUID, by: Person, step: str, words: str) -> bool:
    """Write a step of the open cycle. Return True for a warning: Plan before Check and Adjust."""
    if step not in STEPS:
        raise wrong("step", "invalid", _("Choose a step of the cycle."))
    text = clean_note(words) if step == "check" else clean_input(words)[:TEXT]
    early: list[bool] = []

    def verb(context: ActContext) -> None:
        cycle = _cycle(deal_id)
        early.append(step == "plan" and bool(text) and plans_early(cycle))
        plan_services.write_step(context.deal, cycle, step, text, by=by.pk, now=context.now)

    _act(deal_id, by, verb)
    return early[0]


def plans_early(cycle: LearningCycle) -> bool:
    """Return whether a plan of this cycle comes before its check and adjust."""
    return cycle.mode == "cap_do" and not (cycle.check_at and cycle.adjust_at)


@retried
def close_cycle(*, deal_id: UUID, by: Person) -> None:
    """Close the open cycle."""

    def verb(context: ActContext) -> None:
        plan_services.close_cycle(context.deal, _cycle(deal_id), by=by.pk, now=context.now)

    _act(deal_id, by, verb)


@retried
def plan_moment(
    *, deal_id: UUID, by: Person, at: datetime, expected: str, members: Collection[int]
) -> None:
    """Plan a moment of truth: when, with whom, what we expect. Its stake is computed."""
    words = _words(expected, "expected", _("Enter what you expect."))
    if not members:
        raise wrong("members", "member_required", _("Choose who takes part."))

    def verb(context: ActContext) -> None:
        if not context.now - BACK <= at <= context.now + AHEAD:
            said = _("Choose a time within the next year, or the last 60 days.")
            raise wrong("at", "date_barred", said)
        if len(plan_queries.moments_of(deal_id, MOMENTS_AT_MOST)) >= MOMENTS_AT_MOST:
            raise Conflict(_("This deal has 200 moments. Nothing was added."), code="too_many")
        for one in members:
            member_row(context, one)
        stake, decisive = stake_of(context, members)
        cycle = plan_queries.open_cycle_of(deal_id)
        plan_services.add_moment(
            context.deal,
            at=at,
            expected=words,
            members=members,
            stake=stake,
            decisive=decisive,
            cycle=cycle.pk if cycle is not None else None,
            by=by.pk,
            now=context.now,
        )

    _act(deal_id, by, verb)


def stake_of(
    context: ActContext, members: Collection[int]
) -> tuple[rules.Stake | None, int | None]:
    """Return the stake of a talk with these members, and the member who makes it so high."""
    rows = queries.group_of(context.deal.pk)
    pairs = [(one.who, one.whom) for one in queries.links_of(context.deal.pk)]
    hops = gaps.hops_to_power([one.member for one in rows], pairs)
    missed = plan_queries.missed_members(context.deal.pk)
    present = [
        Attendee(str(one.row.pk), hops.get(one.row.pk), one.member.stance, one.row.pk in missed)
        for one in rows
        if one.row.pk in members
    ]
    chance = chance_of(context.deal, context.flow, context.calendar)
    found = rules.stake_of(context.deal.value, chance, present)
    return found, int(found.because_of) if found is not None else None


@retried
def judge_moment(
    *, deal_id: UUID, by: Person, moment: int, actual: str, judged: str, conversation: UUID | None
) -> None:
    """Store what came of a moment, in which conversation, and whether it met what we expected."""
    words = _words(actual, "actual", _("Enter the result."))
    if judged not in JUDGED:
        raise wrong("judged", "invalid", _("Choose as expected, better than expected, or missed."))

    def verb(context: ActContext) -> None:
        found = plan_queries.moment(deal_id, moment)
        if found is None:
            raise NotFound(_("Moment not found. Reload the page."))
        held = {one.pk for one in plan_queries.conversations_of(deal_id)}
        if conversation is None or conversation not in held:
            said = _("Choose the conversation in which it happened. Add it first if it is missing.")
            raise wrong("conversation", "conversation_required", said)
        plan_services.judge_moment(
            context.deal,
            found,
            actual=words,
            judged=judged,
            conversation=conversation,
            by=by.pk,
            now=context.now,
        )

    _act(deal_id, by, verb)
