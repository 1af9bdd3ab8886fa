"""Endpoints of comparisons of call scripts and messages, for team leads and administrators."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, opened_by
from pullahead.lab import script_results
from pullahead.lab.script_results import ArmFigures
from pullahead.usecases.floor import script_comparisons
from pullahead.usecases.floor.compared_texts import ScriptPlan
from pullahead.usecases.floor.experiments import QUESTION_LIMIT
from pullahead.usecases.floor.script_comparisons import ScriptComparison
from pullahead.usecases.settings.api_keys import PULL

router = EndpointRouter()


class ScriptComparisonBody(Schema):
    """Plan of a comparison."""

    model_config = ConfigDict(extra="forbid")
    source_id: int = Field(description="The source whose leads are drawn.")
    kind: str = Field("script", max_length=10, description="`script` or `message`.")
    question: str = Field(max_length=QUESTION_LIMIT, description="To be answered.")
    yardstick: str = Field("qualified", max_length=10, description="`qualified` or `sold`.")
    weeks: int = Field(6, description="Weeks in which leads are drawn, 1 to 26.")
    days: int = Field(14, description="Days after a lead's first pull that count, 1 to 90.")
    share_b: float = Field(50, description="Leads with B, 10 to 90 percent.")
    steps: str = Field("", max_length=20_000, description="Script B: a step on each line.")
    objections: str = Field(
        "", max_length=60_000, description="Script B: `Objection -> Answer` on each line."
    )
    questions: str = Field(
        "", max_length=10_000, description="Script B: a required question on each line."
    )
    channel: str = Field("", max_length=10, description="Message: `sms`, `whatsapp` or `email`.")
    language: str = Field(
        "", max_length=10, description="Message: language of the template; empty: none."
    )
    touch: int = Field(0, description="Message: nurturing contact of the template; 0: any.")
    subject: str = Field("", max_length=1_000, description="Message B: subject of an email.")
    body: str = Field("", max_length=10_000, description="Message B: text.")


class ScriptArmOut(Schema):
    """Script with its drawn leads, those with the result, and their weighted share."""

    leads: int
    results: int
    rate: float
    minutes: float


class ScriptEffectOut(Schema):
    """Both scripts, and rate of B minus rate of A with its 90 % interval."""

    a: ScriptArmOut
    b: ScriptArmOut
    difference: float
    low: float
    high: float


class ScriptComparisonOut(Schema):
    """A comparison of two texts."""

    id: int
    kind: str
    source_id: int
    source: str
    question: str
    yardstick: str
    weeks: int
    days: int
    share_b: float
    state: str
    seed: int | None
    starts_at: datetime | None
    draws_until: datetime | None
    ends_at: datetime | None
    stopped_at: datetime | None
    used_at: datetime | None


class ScriptComparisonRead(ScriptComparisonOut):
    """A comparison with its drawn leads; `effect` is null before the end."""

    drawn_a: int
    drawn_b: int
    effect: ScriptEffectOut | None


class ScriptDrawOut(Schema):
    """Drawn lead: text a or b, the probability of this draw, and its result."""

    lead_id: UUID
    drawn_at: datetime
    arm: str
    probability: float
    result: bool
    minutes: float


class ScriptDrawsOut(Schema):
    """Leads that the result counts, in the order of their draws."""

    draws: list[ScriptDrawOut]


class ScriptComparisonsOut(Schema):
    """All comparisons that the key may see, the newest first."""

    comparisons: list[ScriptComparisonOut]


@router.get(
    "/script-comparisons",
    **opened_by(PULL),
    response={200: ScriptComparisonsOut, WITH_ID: ErrorAnswer},
    summary="List the comparisons of call scripts and messages",
    tags=["experiments"],
)
def list_comparisons(request: HttpRequest) -> ScriptComparisonsOut:
    """For keys of team leads, of their team's sources, and of administrators."""
    found = script_comparisons.listed(viewer=agent(request))
    return ScriptComparisonsOut(comparisons=[_out(one) for one in found])


@router.post(
    "/script-comparisons",
    **opened_by(PULL),
    response={201: ScriptComparisonOut, WITH_ID: ErrorAnswer},
    summary="Plan a comparison of call scripts or messages",
    tags=["experiments"],
)
def plan_comparison(
    request: HttpRequest, body: ScriptComparisonBody
) -> Status[ScriptComparisonOut]:
    """A plan changes nothing until it is started."""
    made = script_comparisons.plan(given=ScriptPlan(**body.dict()), by=agent(request))
    return Status(201, _out(made))


@router.get(
    "/script-comparisons/{comparison_id}",
    **opened_by(PULL),
    response={200: ScriptComparisonRead, WITH_ID: ErrorAnswer},
    summary="Read a comparison",
    tags=["experiments"],
)
def read_comparison(request: HttpRequest, comparison_id: int) -> ScriptComparisonRead:
    """The effect is there after the end, and not before."""
    viewer = agent(request)
    one = script_comparisons.one(comparison_id=comparison_id, viewer=viewer)
    found = script_results.result(comparison_id=comparison_id, viewer=viewer)
    effect = None
    if found is not None:
        effect = ScriptEffectOut(
            a=_arm(found.a),
            b=_arm(found.b),
            difference=found.difference,
            low=found.low,
            high=found.high,
        )
    return ScriptComparisonRead(
        **_out(one).dict(), drawn_a=one.drawn_a, drawn_b=one.drawn_b, effect=effect
    )


@router.post(
    "/script-comparisons/{comparison_id}/start",
    **opened_by(PULL),
    response={200: ScriptComparisonOut, WITH_TOKEN: ErrorAnswer},
    summary="Start a planned comparison",
    tags=["experiments"],
)
def start_comparison(request: HttpRequest, comparison_id: int) -> ScriptComparisonOut:
    """Each lead of the source is drawn at its first pull from now on."""
    return _out(script_comparisons.start(comparison_id=comparison_id, by=agent(request)))


@router.post(
    "/script-comparisons/{comparison_id}/stop",
    **opened_by(PULL),
    response={200: ScriptComparisonOut, WITH_TOKEN: ErrorAnswer},
    summary="Stop a comparison, or remove a plan",
    tags=["experiments"],
)
def stop_comparison(request: HttpRequest, comparison_id: int) -> ScriptComparisonOut:
    """All leads have the usual text again at once."""
    return _out(script_comparisons.stop(comparison_id=comparison_id, by=agent(request)))


@router.post(
    "/script-comparisons/{comparison_id}/undo-stop",
    **opened_by(PULL),
    response={200: ScriptComparisonOut, WITH_TOKEN: ErrorAnswer},
    summary="Let a stopped comparison go on",
    tags=["experiments"],
)
def undo_stop(request: HttpRequest, comparison_id: int) -> ScriptComparisonOut:
    """Within ten minutes of the stop; no result is shown before."""
    return _out(script_comparisons.undo_stop(comparison_id=comparison_id, by=agent(request)))


@router.get(
    "/script-comparisons/{comparison_id}/draws",
    **opened_by(PULL),
    response={200: ScriptDrawsOut, WITH_ID: ErrorAnswer},
    summary="List the drawn leads with their results",
    tags=["experiments"],
)
def list_draws(request: HttpRequest, comparison_id: int) -> ScriptDrawsOut:
    """Empty before the end."""
    found = script_results.draws(comparison_id=comparison_id, viewer=agent(request))
    return ScriptDrawsOut(
        draws=[
            ScriptDrawOut(
                lead_id=one.lead_id,
                drawn_at=one.drawn_at,
                arm=one.lead.arm,
                probability=one.lead.probability,
                result=one.lead.counts,
                minutes=one.lead.minutes,
            )
            for one in found
        ]
    )


@router.post(
    "/script-comparisons/{comparison_id}/use",
    **opened_by(PULL),
    response={200: ScriptComparisonOut, WITH_TOKEN: ErrorAnswer},
    summary="Make text B the source's own",
    tags=["experiments"],
)
def use_script(request: HttpRequest, comparison_id: int) -> ScriptComparisonOut:
    """After the end only."""
    return _out(script_comparisons.use(comparison_id=comparison_id, by=agent(request)))


@router.post(
    "/script-comparisons/{comparison_id}/undo",
    **opened_by(PULL),
    response={200: ScriptComparisonOut, WITH_TOKEN: ErrorAnswer},
    summary="Give the source its earlier text again",
    tags=["experiments"],
)
def undo_use(request: HttpRequest, comparison_id: int) -> ScriptComparisonOut:
    """Not after the script was edited."""
    return _out(script_comparisons.undo_use(comparison_id=comparison_id, by=agent(request)))


def _arm(one: ArmFigures) -> ScriptArmOut:
    return ScriptArmOut(leads=one.leads, results=one.results, rate=one.rate, minutes=one.minutes)


def _out(one: ScriptComparison) -> ScriptComparisonOut:
    return ScriptComparisonOut(
        id=one.id,
        kind=one.kind,
        source_id=one.source_id,
        source=one.source,
        question=one.question,
        yardstick=one.yardstick,
        weeks=one.weeks,
        days=one.days,
        share_b=one.share_b,
        state=one.state,
        seed=one.seed,
        starts_at=one.starts_at,
        draws_until=one.draws_until,
        ends_at=one.ends_at,
        stopped_at=one.stopped_at,
        used_at=one.used_at,
    )
