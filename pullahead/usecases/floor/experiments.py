"""Experiments on the order of pulls: plan, start, stop, and the list.

The result is in `pullahead.lab.experiments`, which use cases may not import.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import experiments as rows
from pullahead.pull.experiment_rules import (
    WASHOUT_AT_MOST,
    WEEKS_AT_LEAST,
    WEEKS_AT_MOST,
    ExperimentState,
    Yardstick,
    draw_blocks,
)
from pullahead.pull.models import ExperimentRow
from pullahead.pull.order_rules import Ordering
from pullahead.team import queries as team
from pullahead.team.models import Person, Team
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.change_log import record_change

QUESTION_LIMIT = 200
SEEDS = 2**62
BIGGEST = 2**63
ORDERINGS = {
    Ordering.RANKING: gettext_lazy("Ranking (next best lead)"),
    Ordering.URGENT: gettext_lazy("Ranking, urgent leads first"),
    Ordering.PATIENT: gettext_lazy("Ranking, valuable leads first"),
    Ordering.FIFO: gettext_lazy("First in, first out"),
    Ordering.LIFO: gettext_lazy("Last in, first out"),
}
YARDSTICKS = {
    Yardstick.CONTACTS: gettext_lazy("Leads reached for the first time, per hour at work"),
    Yardstick.VALUE: gettext_lazy("Expected value of leads reached for the first time, per hour"),
}
STATES = {
    ExperimentState.PLANNED: gettext_lazy("Planned"),
    ExperimentState.RUNNING: gettext_lazy("Running"),
    ExperimentState.OVER: gettext_lazy("Completed"),
    ExperimentState.STOPPED: gettext_lazy("Stopped"),
}


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """An experiment, as its page and the API show it."""

    id: int
    team_id: int
    team: str
    question: str
    usual: str
    other: str
    yardstick: str
    weeks: int
    washout: int
    smallest: float
    state: str
    planned_by: str
    planned_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    stopped_at: datetime | None
    stopped_by: str

    @property
    def usual_label(self) -> str:
        """Name of the usual order."""
        return str(ORDERINGS[Ordering(self.usual)])

    @property
    def other_label(self) -> str:
        """Name of the order that it is compared with."""
        return str(ORDERINGS[Ordering(self.other)])

    @property
    def yardstick_label(self) -> str:
        """Name of the figure."""
        return str(YARDSTICKS[Yardstick(self.yardstick)])

    @property
    def state_label(self) -> str:
        """Name of the state."""
        return str(STATES[ExperimentState(self.state)])


@dataclass(frozen=True, slots=True)
class ExperimentPlan:
    """Input of a new experiment."""

    team_id: int
    question: str
    usual: str
    other: str
    yardstick: str
    weeks: int | None
    washout: int | None
    smallest: float | None  # percent


# ---- reads


def listed(*, viewer: Person) -> tuple[ExperimentView, ...]:
    """Return the experiments of the viewer's team, of all teams for an administrator."""
    leaders_only(viewer)
    there = rows.experiments(None if viewer.is_admin else viewer.team_id)
    return tuple(_view(row) for row in there[:100])


def one(*, experiment_id: int, viewer: Person) -> ExperimentView:
    """Return an experiment. Raise NotFound for those of other teams."""
    leaders_only(viewer)
    there = rows.experiments(None if viewer.is_admin else viewer.team_id)
    found = there.filter(pk=experiment_id).first() if experiment_id < BIGGEST else None
    if found is None:
        raise NotFound(_("Experiment not found."))
    return _view(found)


def teams(*, viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the teams for which the viewer may plan an experiment."""
    leaders_only(viewer)
    found = Team.objects.order_by("name")
    found = found if viewer.is_admin else found.filter(pk=viewer.team_id)
    return tuple(found.values_list("pk", "name"))


def leaders_only(viewer: Person) -> None:
    """Raise NotFound for agents."""
    if not viewer.is_leader:
        raise NotFound(str(PAGE_NOT_FOUND))


# ---- acts


@retried
def plan(*, given: ExperimentPlan, by: Person) -> ExperimentView:
    """Store a plan; nothing changes for the team yet. Raise Invalid."""
    facts = _checked(given, by)
    with write_transaction() as now:
        made = rows.add(by_id=by.pk, now=now, **facts)
        record_change(
            JournalEvent.EXPERIMENT_PLANNED,
            by,
            now,
            experiment=made.pk,
            team=made.team_id,
            usual=made.usual,
            other=made.other,
            weeks=made.weeks,
        )
    return one(experiment_id=made.pk, viewer=by)


@retried
def start(*, experiment_id: int, by: Person, seed: int | None = None) -> ExperimentView:
    """Draw the blocks, from tomorrow on. Raise Conflict while another one of the team runs.

    The demo floor gives a seed, so that its weeks are the same again.
    """
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    with write_transaction() as now:
        row = _locked(experiment_id, by, ExperimentState.PLANNED)
        if rows.running(row.team_id, now) is not None:
            said = _("Another experiment of this team is running. Wait for its end, or stop it.")
            raise Conflict(said, code="experiment_runs")
        blocks = draw_blocks(
            calendar=team.calendar(row.team_id),
            now=now,
            weeks=row.weeks,
            washout=timedelta(minutes=row.washout),
            orders=(Ordering(row.usual), Ordering(row.other)),
            seed=seed,
        )
        if not blocks:
            said = _("The team has no working days in these weeks. Change its working hours.")
            raise Conflict(said, code="no_working_days")
        rows.start(row, seed=seed, blocks=blocks)
        data = {"experiment": row.pk, "team": row.team_id, "blocks": len(blocks), "seed": seed}
        record_change(JournalEvent.EXPERIMENT_STARTED, by, now, **data)
    return one(experiment_id=experiment_id, viewer=by)


@retried
def stop(*, experiment_id: int, by: Person) -> ExperimentView:
    """Stop an experiment: the next pull follows the ranking. A plan is removed."""
    found = one(experiment_id=experiment_id, viewer=by)
    with write_transaction() as now:
        row = _locked(experiment_id, by, ExperimentState.PLANNED, ExperimentState.RUNNING)
        if row.ends_at is not None and row.ends_at <= now:
            raise Conflict(_("This experiment is completed."), code="experiment_state")
        data = {"experiment": row.pk, "team": row.team_id, "was": row.state}
        record_change(JournalEvent.EXPERIMENT_STOPPED, by, now, **data)
        if row.state == ExperimentState.PLANNED:
            rows.remove(row)
            return found
        rows.stop(row, by_id=by.pk, now=now)
    return one(experiment_id=experiment_id, viewer=by)


def _locked(experiment_id: int, by: Person, *states: ExperimentState) -> ExperimentRow:
    one(experiment_id=experiment_id, viewer=by)
    row = rows.locked(experiment_id)
    if row is None or row.state not in states:
        said = _("This experiment has changed. Reload the page.")
        raise Conflict(said, code="experiment_state")
    return row


def _checked(given: ExperimentPlan, by: Person) -> dict[str, Any]:
    """Return the columns of a plan. Raise Invalid."""
    leaders_only(by)
    if given.team_id not in dict(teams(viewer=by)):
        raise wrong("team", "unknown_team", _("Choose a team from the list."))
    question = clean_input(given.question)[:QUESTION_LIMIT]
    if not question:
        raise wrong("question", "question_required", _("Enter the question to answer."))
    for name, value in (("usual", given.usual), ("other", given.other)):
        if value not in list(Ordering):
            raise wrong(name, "unknown_order", _("Choose an order from the list."))
    if given.usual == given.other:
        raise wrong("other", "same_order", _("Choose two different orders."))
    if given.yardstick not in list(Yardstick):
        raise wrong("yardstick", "unknown_figure", _("Choose a figure from the list."))
    if given.smallest is None or not 1 <= given.smallest <= 100:
        raise wrong("smallest", "out_of_range", _("Enter a percentage from 1 to 100."))
    return {
        "team_id": given.team_id,
        "question": question,
        "usual": given.usual,
        "other": given.other,
        "yardstick": given.yardstick,
        "weeks": _whole("weeks", given.weeks, WEEKS_AT_LEAST, WEEKS_AT_MOST),
        "washout": _whole("washout", given.washout, 0, WASHOUT_AT_MOST),
        "smallest": given.smallest / 100,
    }


def _whole(name: str, value: int | None, least: int, most: int) -> int:
    if value is None or not least <= value <= most:
        said = _("Enter a whole number from {least} to {most}.").format(least=least, most=most)
        raise _out_of_range(name, said)
    return value


def _out_of_range(name: str, said: str) -> Invalid:
    return wrong(name, "out_of_range", said)


def _view(row: ExperimentRow) -> ExperimentView:
    state = row.state
    if state == ExperimentState.RUNNING and row.ends_at and row.ends_at <= clock.now():
        state = ExperimentState.OVER
    return ExperimentView(
        id=row.pk,
        team_id=row.team_id,
        team=row.team.name,
        question=row.question,
        usual=row.usual,
        other=row.other,
        yardstick=row.yardstick,
        weeks=row.weeks,
        washout=row.washout,
        smallest=row.smallest,
        state=str(state),
        planned_by=row.planned_by.name,
        planned_at=row.planned_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        stopped_at=row.stopped_at,
        stopped_by=row.stopped_by.name if row.stopped_by else "",
    )
