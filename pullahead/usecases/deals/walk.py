"""The bottleneck walk: each stage from the close, with figures, a question and its answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import write_transaction
from pullahead.pipeline import queries, services
from pullahead.pipeline.models import WalkAnswer
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.walk import (
    BEFORE,
    WINDOW,
    StageFlow,
    bottleneck,
    lost_by_cause,
    stage_flows,
)
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.deals.access import flow_of

SHOWN_DAYS = 0.5  # less is shown as no day
ANSWERED_FOR = timedelta(days=7)
# from the close
QUESTIONS = (
    gettext_lazy("Which value is unclear to customers, so that they do not ask to close?"),
    gettext_lazy("Why does no customer ask for our recommendations?"),
    gettext_lazy("Who does not yet see the problem and its cost?"),
    gettext_lazy("What did we say that did not matter to the customer?"),
    gettext_lazy("What reason did the decision maker have to meet us?"),
)
GENERAL = gettext_lazy("Why do these customers not ask for the next step?")
FIRST = gettext_lazy("Do we need more leads?")


@dataclass(frozen=True, slots=True)
class WalkStop:
    """A stage of the walk."""

    id: int
    name: str
    held: int
    size: int | None
    now: StageFlow
    before: StageFlow
    causes: tuple[tuple[str, float], ...]
    bottleneck: bool
    question: str
    answer: str
    passed: bool
    answered_by: str
    answered_at: datetime | None
    open: bool  # may be answered now


@dataclass(frozen=True, slots=True)
class WalkView:
    """The walk of a team."""

    team: str
    stops: tuple[WalkStop, ...]  # the close first
    window: int
    before: int


def walk(*, viewer: Person) -> WalkView:
    """Return the bottleneck walk of the viewer's team. Raise NotFound without a workflow."""
    flow, now = flow_of(viewer), clock.now()
    moves = queries.walk_moves(viewer.team_id, now - WINDOW - BEFORE)
    ids = [one.pk for one in flow.stages]
    start = now - WINDOW
    recent = stage_flows(moves, ids, start=start, end=now, now=now)
    earlier = stage_flows(moves, ids, start=start - BEFORE, end=start, now=now)
    worst = bottleneck(recent, ids)
    lost = lost_by_cause(queries.lost_days(viewer.team_id, start, now), start=start, end=now)
    labels = {one.code: one.label for one in queries.reasons("block")}
    limits = {one.stage_id: one for one in queries.limits_of(flow.id) if one.stage_id}
    answers = _answers(flow, now)
    stops: list[WalkStop] = []
    for distance, stage in enumerate(reversed(flow.stages)):
        given = answers.get(stage.pk)
        limit = limits.get(stage.pk)
        stops.append(
            WalkStop(
                id=stage.pk,
                name=stage.name,
                held=limit.held if limit else 0,
                size=limit.size if limit else None,
                now=recent[stage.pk],
                before=earlier[stage.pk],
                causes=tuple(
                    (labels.get(cause, cause), days)
                    for cause, days in lost.get(stage.pk, ())
                    if days >= SHOWN_DAYS
                ),
                bottleneck=stage.pk == worst,
                question=_question(distance, stage.position),
                answer=given.words if given else "",
                passed=given.passed if given else False,
                answered_by=given.by.name if given else "",
                answered_at=given.at if given else None,
                open=all(one.answer for one in stops),
            )
        )
    return WalkView(flow.name, tuple(stops), WINDOW.days, BEFORE.days)


def _question(distance: int, position: int) -> str:
    """Return the question of a stage: *more leads* is asked last, at the first stage only."""
    if position == 0:
        return str(FIRST)
    return str(QUESTIONS[distance]) if distance < len(QUESTIONS) else str(GENERAL)


def _answers(flow: WorkflowFacts, now: datetime) -> dict[int, WalkAnswer]:
    found: dict[int, WalkAnswer] = defaultdict()
    for one in queries.walk_answers(flow.id, now - ANSWERED_FOR):
        found[one.stage_id] = one
    return found


def answer(*, stage_id: int, words: str, passed: bool, by: Person) -> None:
    """Store the answer to a stage's question, or the reason to pass over it.

    Raise Conflict `nearer_first` while the question of a stage nearer to the close is open.
    """
    view = walk(viewer=by)
    stop = next((one for one in view.stops if one.id == stage_id), None)
    if stop is None:
        raise NotFound(_("Stage not found."))
    if not stop.open:
        said = _("Answer the questions of the later stages first.")
        raise Conflict(said, code="nearer_first")
    said = clean_input(words)[:1000]
    if not said:
        raise wrong(
            "words", "answer_required", _("Enter an answer, or the reason to skip the question.")
        )
    flow = flow_of(by)
    with write_transaction() as now:
        services.add_walk_answer(
            workflow_id=flow.id, stage_id=stage_id, words=said, passed=passed, by=by.pk, now=now
        )
