"""Writes of alerts, recipients, messages and targets. Inside a write transaction only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.floor.models import (
    AlertRecipient,
    FloorAlert,
    FloorMessageRow,
    TeamFigures,
    WallboardTarget,
)
from pullahead.floor.rules import AlertState
from pullahead.team.models import Team


@dataclass(frozen=True, slots=True)
class TeamFiguresRow:
    """Figures of a team, as the worker publishes them."""

    team_id: int
    callbacks_due: int
    callbacks_kept: int
    callbacks_rescued: int
    callbacks_missed: int
    lost_not_pulled: float | None
    lost_all_busy: float | None
    lost_no_skill: float | None


ALERTS_KEPT = timedelta(days=90)


def open_alert(*, state: AlertState, now: datetime) -> FloorAlert:
    """Open an alert."""
    require_transaction()
    return FloorAlert.objects.create(
        kind=state.kind,
        key=state.key,
        team_id=state.team_id,
        source_id=state.source_id,
        person_id=state.person_id,
        count=state.count,
        since=state.since,
        opened_at=now,
    )


def update_alert(*, state: AlertState) -> None:
    """Store the new figures of an open alert."""
    require_transaction()
    there = FloorAlert.objects.filter(key=state.key, closed_at__isnull=True)
    there.update(count=state.count, since=state.since)


def close_alert(*, alert_id: int, now: datetime) -> bool:
    """Close an alert whose condition is over."""
    require_transaction()
    there = FloorAlert.objects.filter(pk=alert_id, closed_at__isnull=True)
    return bool(there.update(closed_at=now))


def mark_alert_seen(*, alert_id: int, by_id: int, now: datetime) -> bool:
    """Mark an alert as seen, once."""
    require_transaction()
    there = FloorAlert.objects.filter(pk=alert_id, seen_at__isnull=True)
    return bool(there.update(seen_at=now, seen_by_id=by_id))


def clean_alerts(*, now: datetime) -> int:
    """Delete alerts that ended long ago; return how many."""
    require_transaction()
    old = FloorAlert.objects.filter(opened_at__lt=now - ALERTS_KEPT, closed_at__isnull=False)
    return old.delete()[0]


def set_recipient(*, person_id: int, email: str) -> None:
    """Set the address to which a person's alerts are mailed; without an address, stop the mail."""
    require_transaction()
    if email:
        values = {"email": email}
        AlertRecipient.objects.update_or_create(person_id=person_id, defaults=values)
    else:
        AlertRecipient.objects.filter(person_id=person_id).delete()


def add_floor_message(
    *, to_id: int, by_id: int, about: str, claim: UUID | None, text: str, now: datetime
) -> int:
    """Add a message to an agent."""
    require_transaction()
    made = FloorMessageRow.objects.create(
        to_id=to_id, by_id=by_id, about=about, claim_id=claim, text=text, at=now
    )
    return made.pk


def mark_message_read(*, message_id: int, to_id: int, now: datetime) -> bool:
    """Mark an own message as read; return False if it is read or another's."""
    require_transaction()
    own = FloorMessageRow.objects.filter(pk=message_id, to_id=to_id, read_at__isnull=True)
    return bool(own.update(read_at=now))


def set_targets(*, team_id: int, targets: Mapping[str, int | None]) -> None:
    """Set or remove the targets of a team's wallboard."""
    require_transaction()
    for figure, target in targets.items():
        row = WallboardTarget.objects.filter(team_id=team_id, figure=figure)
        if target is None:
            row.delete()
        elif not row.update(target=target):
            WallboardTarget.objects.create(team_id=team_id, figure=figure, target=target)


def set_team_figures(row: TeamFiguresRow, *, now: datetime) -> bool:
    """Replace the published figures of a team; False for a deleted team."""
    require_transaction()
    values = asdict(row) | {"computed_at": now}
    team_id = values.pop("team_id")
    if TeamFigures.objects.filter(team_id=team_id).update(**values):
        return True
    if not Team.objects.filter(pk=team_id).exists():
        return False
    TeamFigures.objects.create(team_id=team_id, **values)
    return True
