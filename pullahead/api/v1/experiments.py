"""Endpoints of experiments on the order of pulls, for team leads and administrators."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, opened_by
from pullahead.lab import experiments as lab
from pullahead.usecases.floor import experiments
from pullahead.usecases.floor.experiments import ExperimentPlan, ExperimentView
from pullahead.usecases.settings.api_keys import PULL

router = EndpointRouter()


class ExperimentBody(Schema):
    """Plan of an experiment."""

    model_config = ConfigDict(extra="forbid")
    team_id: int = Field(description="The team whose pulls change.")
    question: str = Field(max_length=experiments.QUESTION_LIMIT, description="To be answered.")
    usual: str = Field(
        max_length=10,
        description="Order A: `ranking`, `urgent`, `patient`, `fifo` or `lifo`.",
    )
    other: str = Field(max_length=10, description="Order B, another one.")
    yardstick: str = Field("contacts", max_length=10, description="`contacts` or `value`.")
    weeks: int = Field(6, description="2 to 26.")
    washout: int = Field(90, description="Minutes of each half-day that do not count, 0 to 120.")
    smallest: float = Field(10, description="Smallest effect of interest, 1 to 100 percent.")


class EffectOut(Schema):
    """Effect by block: B minus A per hour at work, with its 90 % interval."""

    usual: float
    other: float
    difference: float
    low: float
    high: float
    pairs: int


class ExperimentOut(Schema):
    """An experiment; `effect` is null before its end, and with too few pairs of days."""

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
    starts_at: datetime | None
    ends_at: datetime | None
    stopped_at: datetime | None


class ExperimentRead(ExperimentOut):
    """An experiment with its blocks so far and its effect."""

    blocks_done: int
    blocks: int
    effect: EffectOut | None


class ExperimentsOut(Schema):
    """All experiments that the key may see, the newest first."""

    experiments: list[ExperimentOut]


@router.get(
    "/experiments",
    **opened_by(PULL),
    response={200: ExperimentsOut, WITH_ID: ErrorAnswer},
    summary="List the experiments",
    tags=["experiments"],
)
def list_experiments(request: HttpRequest) -> ExperimentsOut:
    """For keys of team leads, of their own team, and of administrators."""
    found = experiments.listed(viewer=agent(request))
    return ExperimentsOut(experiments=[_out(one) for one in found])


@router.post(
    "/experiments",
    **opened_by(PULL),
    response={201: ExperimentOut, WITH_ID: ErrorAnswer},
    summary="Plan an experiment",
    tags=["experiments"],
)
def plan_experiment(request: HttpRequest, body: ExperimentBody) -> Status[ExperimentOut]:
    """A plan changes nothing until it is started."""
    made = experiments.plan(given=ExperimentPlan(**body.dict()), by=agent(request))
    return Status(201, _out(made))


@router.get(
    "/experiments/{experiment_id}",
    **opened_by(PULL),
    response={200: ExperimentRead, WITH_ID: ErrorAnswer},
    summary="Read an experiment",
    tags=["experiments"],
)
def read_experiment(request: HttpRequest, experiment_id: int) -> ExperimentRead:
    """The effect is there after the end, and not before."""
    viewer = agent(request)
    one = experiments.one(experiment_id=experiment_id, viewer=viewer)
    got = lab.result(experiment_id=experiment_id, viewer=viewer)
    effect = None
    if got.effect is not None:
        effect = EffectOut(
            usual=got.effect.usual,
            other=got.effect.other,
            difference=got.effect.difference,
            low=got.effect.low,
            high=got.effect.high,
            pairs=got.effect.pairs,
        )
    return ExperimentRead(
        **_out(one).dict(), blocks_done=got.done, blocks=got.blocks, effect=effect
    )


@router.post(
    "/experiments/{experiment_id}/start",
    **opened_by(PULL),
    response={200: ExperimentOut, WITH_TOKEN: ErrorAnswer},
    summary="Start a planned experiment",
    tags=["experiments"],
)
def start_experiment(request: HttpRequest, experiment_id: int) -> ExperimentOut:
    """Its half-days begin on the next working day. One runs at a time for a team."""
    return _out(experiments.start(experiment_id=experiment_id, by=agent(request)))


@router.post(
    "/experiments/{experiment_id}/stop",
    **opened_by(PULL),
    response={200: ExperimentOut, WITH_TOKEN: ErrorAnswer},
    summary="Stop an experiment, or remove a plan",
    tags=["experiments"],
)
def stop_experiment(request: HttpRequest, experiment_id: int) -> ExperimentOut:
    """Pulls follow the ranking again at once."""
    return _out(experiments.stop(experiment_id=experiment_id, by=agent(request)))


def _out(one: ExperimentView) -> ExperimentOut:
    return ExperimentOut(
        id=one.id,
        team_id=one.team_id,
        team=one.team,
        question=one.question,
        usual=one.usual,
        other=one.other,
        yardstick=one.yardstick,
        weeks=one.weeks,
        washout=one.washout,
        smallest=one.smallest,
        state=one.state,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        stopped_at=one.stopped_at,
    )
