"""Endpoints of the floor for team leads: alerts, boosts of sources, callbacks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from ninja.responses import Status
from pydantic import Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.schemas import Body, Moment
from pullahead.api.v1.common import WITH_ID, opened_by
from pullahead.usecases.floor import alerts, callbacks
from pullahead.usecases.floor.alerts import AlertView
from pullahead.usecases.settings import boosts
from pullahead.usecases.settings.api_keys import PULL
from pullahead.usecases.settings.boosts import BoostView

router = EndpointRouter(tags=["floor"])
SCOPED = opened_by(PULL)


class AlertOut(Schema):
    """One alert; `closed_at` is null while its condition holds."""

    id: int
    kind: str
    text: str
    advice: str
    team: str
    since: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    seen_at: datetime | None
    seen_by: str


class AlertsOut(Schema):
    """Open alerts first, then the latest ended ones."""

    alerts: list[AlertOut]


class AlertRuleOut(Schema):
    """Condition that opens an alert, and the figure that it compares with."""

    kind: str
    condition: str
    limit: int
    unit: str


class AlertRulesOut(Schema):
    """All conditions."""

    rules: list[AlertRuleOut]


class BoostBody(Body):
    """Boost of a source or a filter from now on; a filter needs a field or a least value."""

    source_id: int | None = Field(
        default=None,
        description="Id of a source (`GET /boosts`). Absent: all sources of the team, of all teams "
        "for an administrator.",
    )
    field: str = Field(
        default="", max_length=60, description="Only leads with this attribute, such as `state`."
    )
    equals: str = Field(
        default="", max_length=100, description="Value of `field`, in upper or lower case."
    )
    least_value: float | None = Field(
        default=None, description="Only leads of at least this value, above 0."
    )
    factor: float = Field(description="1.1 to 3.")
    until: Moment = Field(description="End, with its zone: within seven days.")
    reason: str = Field(max_length=200, description="Shown in the receipts of pulls.")


class BoostOut(Schema):
    """Boost; `source_id` is null for all sources of `team`, of all teams if that is blank."""

    id: int
    source_id: int | None
    source: str
    team: str
    field: str
    equals: str
    least_value: float | None
    factor: float
    from_at: datetime
    until_at: datetime
    reason: str
    by: str


class BoostsOut(Schema):
    """Boosts that run, the highest first, those ended early, and the sources that have some."""

    boosts: list[BoostOut]
    ended: list[BoostOut]
    sources: dict[int, str]


class BoostEndedOut(Schema):
    """Source whose boost is over; blank for all sources."""

    source: str


class CallbackOut(Schema):
    """Callback that waits for its owner; null: any agent gets it when it is due."""

    lead_id: UUID
    name: str
    due_at: datetime
    owner_id: int | None
    owner: str
    away: bool


class CallbacksOut(Schema):
    """Scheduled callbacks, the soonest first; `total` counts those that are left out too."""

    callbacks: list[CallbackOut]
    total: int


class GiveBody(Body):
    """Agent who is to call back instead."""

    to: int = Field(description="Id of an agent of the team.")
    owner: int | None = Field(
        None, description="Owner that you saw; null: any agent. Another owner meanwhile: 409."
    )


class GivenOut(Schema):
    """Name of the new owner; `owner_before` undoes the act."""

    owner: str
    owner_before: int | None


@router.get(
    "/alerts",
    **SCOPED,
    response={200: AlertsOut, WITH_ID: ErrorAnswer},
    summary="List the alerts of the floor",
)
def list_alerts(request: HttpRequest) -> AlertsOut:
    """Alerts of the own team; for an administrator, of all teams."""
    page = alerts.alerts_page(viewer=agent(request))
    return AlertsOut(alerts=[_alert(one) for one in (*page.open, *page.ended)])


@router.get(
    "/alerts/rules",
    **SCOPED,
    response={200: AlertRulesOut, WITH_ID: ErrorAnswer},
    summary="List the conditions of alerts",
)
def list_alert_rules(request: HttpRequest) -> AlertRulesOut:
    """The conditions are the same for all teams."""
    rows = alerts.alert_rules(viewer=agent(request))
    return AlertRulesOut(
        rules=[
            AlertRuleOut(kind=one.kind, condition=one.condition, limit=one.limit, unit=one.unit)
            for one in rows
        ]
    )


@router.post(
    "/alerts/{alert_id}/seen",
    **SCOPED,
    response={200: AlertsOut, WITH_ID: ErrorAnswer},
    summary="Mark an alert as seen",
)
def mark_alert_seen(request: HttpRequest, alert_id: int) -> AlertsOut:
    """Marking an alert twice changes nothing."""
    alerts.mark_seen(alert_id=alert_id, by=agent(request))
    return list_alerts(request)


@router.get(
    "/boosts",
    **SCOPED,
    response={200: BoostsOut, WITH_ID: ErrorAnswer},
    summary="List the boosts that run",
)
def list_boosts(request: HttpRequest) -> BoostsOut:
    """Boosts of the own team's sources; for an administrator, of all."""
    page = boosts.boost_page(viewer=agent(request))
    return BoostsOut(
        boosts=[_boost(one) for one in page.running],
        ended=[_boost(one) for one in page.ended],
        sources=dict(page.sources),
    )


@router.post(
    "/boosts",
    **SCOPED,
    response={201: BoostOut, WITH_ID: ErrorAnswer},
    summary="Boost a source or a filter",
)
def add_boost(request: HttpRequest, body: BoostBody) -> Status[BoostOut]:
    """Of two boosts at once, the higher counts."""
    made = boosts.add(
        source_id=body.source_id,
        conditions=boosts.BoostFilter(body.field, body.equals, body.least_value),
        factor=body.factor,
        until=body.until,
        reason=body.reason,
        by=agent(request),
    )
    return Status(201, _boost(made))


@router.post(
    "/boosts/{boost_id}/end",
    **SCOPED,
    response={200: BoostEndedOut, WITH_ID: ErrorAnswer},
    summary="End a boost",
)
def end_boost(request: HttpRequest, boost_id: int) -> BoostEndedOut:
    """The boost is over at once."""
    return BoostEndedOut(source=boosts.end(boost_id=boost_id, by=agent(request)).source)


@router.post(
    "/boosts/{boost_id}/resume",
    **SCOPED,
    response={200: BoostOut, WITH_ID: ErrorAnswer},
    summary="Resume a boost that was ended early",
)
def resume_boost(request: HttpRequest, boost_id: int) -> BoostOut:
    """Start a new boost that ends at the former time."""
    return _boost(boosts.resume(boost_id=boost_id, by=agent(request)))


@router.get(
    "/callbacks",
    **SCOPED,
    response={200: CallbacksOut, WITH_ID: ErrorAnswer},
    summary="List the scheduled callbacks of the team",
)
def list_callbacks(request: HttpRequest) -> CallbacksOut:
    """The first hundred; for an administrator, those of all teams."""
    page = callbacks.callbacks_page(viewer=agent(request))
    rows = [
        CallbackOut(
            lead_id=one.lead_id,
            name=one.name,
            due_at=one.due_at,
            owner_id=one.owner_id,
            owner=one.owner,
            away=one.away,
        )
        for one in page.callbacks
    ]
    return CallbacksOut(callbacks=rows, total=page.total)


@router.post(
    "/callbacks/{lead_id}/owner",
    **SCOPED,
    response={200: GivenOut, WITH_ID | {409}: ErrorAnswer},
    summary="Hand a callback over to another agent",
)
def give_callback(request: HttpRequest, lead_id: UUID, body: GiveBody) -> GivenOut:
    """Send the former owner as `to` to undo it."""
    done = callbacks.give_callback(lead_id=lead_id, to=body.to, owner=body.owner, by=agent(request))
    return GivenOut(owner=done.owner, owner_before=done.owner_before)


def _alert(one: AlertView) -> AlertOut:
    return AlertOut(
        id=one.id,
        kind=one.kind,
        text=one.text,
        advice=one.advice,
        team=one.team,
        since=one.since,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        seen_at=one.seen_at,
        seen_by=one.seen_by,
    )


def _boost(one: BoostView) -> BoostOut:
    return BoostOut(
        id=one.id,
        source_id=one.source_id,
        source=one.source,
        team=one.team,
        field=one.field,
        equals=one.equals,
        least_value=one.least_value,
        factor=one.factor,
        from_at=one.from_at,
        until_at=one.until_at,
        reason=one.reason,
        by=one.by,
    )
