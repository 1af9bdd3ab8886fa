"""Reads of alerts, recipients, messages and targets."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.db.models.query import QuerySet

from pullahead.base.db import statements
from pullahead.base.db.planned_queries import planned
from pullahead.floor.models import (
    AlertRecipient,
    FloorAlert,
    FloorMessageRow,
    TeamFigures,
    WallboardTarget,
)
from pullahead.team.models import Person

LATEST = 50
ANY_ALERT = "SELECT 1 FROM floor_flooralert WHERE closed_at IS NULL"


def open_alerts() -> list[FloorAlert]:
    """Return the open alerts of all teams, the oldest first."""
    rows = FloorAlert.objects.filter(closed_at__isnull=True)
    return list(rows.select_related("team", "source", "person").order_by("opened_at", "id"))


def alerts_of(viewer: Person) -> QuerySet[FloorAlert]:
    """Return the alerts that a person may see: of their team; for an administrator, all."""
    rows = FloorAlert.objects.select_related("team", "source", "person", "seen_by")
    return rows if viewer.is_admin else rows.filter(team_id=viewer.team_id)


def has_open_alerts(viewer: Person) -> bool:
    """Return whether the viewer may see an open alert; each poll of the floor asks this first."""
    if viewer.is_admin:
        return bool(statements.read(f"{ANY_ALERT} LIMIT 1"))
    return bool(statements.read(f"{ANY_ALERT} AND team_id = %s LIMIT 1", [viewer.team_id]))


def latest_alerts(viewer: Person) -> list[FloorAlert]:
    """Return the open alerts first, then the latest ended ones."""
    rows = alerts_of(viewer)
    ended = rows.filter(closed_at__isnull=False).order_by("-closed_at")[:LATEST]
    return [*rows.filter(closed_at__isnull=True).order_by("-opened_at"), *ended]


def recipients() -> list[AlertRecipient]:
    """Return the active people who get alerts by mail, by name."""
    rows = AlertRecipient.objects.select_related("person", "person__team")
    return list(rows.filter(person__is_active=True).order_by("person__name"))


def recipients_of(alert: FloorAlert) -> list[AlertRecipient]:
    """Return who gets this alert by mail: administrators, and the team leads of its team."""
    roles = Q(person__role=Person.Role.ADMIN)
    if alert.team_id is not None:
        roles |= Q(person__role=Person.Role.LEADER, person__team_id=alert.team_id)
    rows = AlertRecipient.objects.filter(roles, person__is_active=True)
    return list(rows.select_related("person"))


def unread_messages(person_id: int) -> list[FloorMessageRow]:
    """Return the unread messages of an agent, the oldest first."""
    return _unread(person_id)


@planned
def _unread(person_id: int) -> QuerySet[FloorMessageRow, FloorMessageRow]:
    rows = FloorMessageRow.objects.filter(to_id=person_id, read_at__isnull=True)
    named = rows.select_related("by", "claim__lead").only(
        "about", "at", "text", "by__name", "claim__lead__name"
    )
    return named.order_by("at", "id")


def targets(team_id: int) -> dict[str, int]:
    """Return the targets of a team's wallboard by figure."""
    rows = WallboardTarget.objects.filter(team_id=team_id)
    return dict(rows.values_list("figure", "target"))


def team_figures(team_id: int | None, *, since: datetime) -> list[TeamFigures]:
    """Return the figures of a team, or of all, that were computed since a moment."""
    rows = TeamFigures.objects.filter(computed_at__gte=since)
    return list(rows if team_id is None else rows.filter(team_id=team_id))
