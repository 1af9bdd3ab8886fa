"""The wallboard: six figures of a team with their targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import FieldError, Invalid
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.floor import queries, services
from pullahead.floor.rules import FloorAlertKind
from pullahead.team.models import Person
from pullahead.usecases.floor import live
from pullahead.usecases.floor.overview import leaders_only

TARGET_AT_MOST = 100_000
# figure → label, and whether its target is the most or the least
FIGURES: Mapping[str, tuple[Promise, bool]] = {
    "callbacks_overdue": (gettext_lazy("Callbacks overdue"), True),
    "fresh_late": (gettext_lazy("Fresh leads over 5 minutes"), True),
    "with_lead": (gettext_lazy("Agents with a lead"), False),
    "settled_today": (gettext_lazy("Results today"), False),
    "contacts_today": (gettext_lazy("Contacts today"), False),
    "wins_today": (gettext_lazy("Sales today"), False),
}
# Nobody has to set these
START = {"callbacks_overdue": 0, "fresh_late": 0}


@dataclass(frozen=True, slots=True)
class BoardFigure:
    """A figure, its target, and whether the target is met; None without a target."""

    code: str
    label: str
    value: int
    target: int | None
    at_most: bool
    met: bool | None


@dataclass(frozen=True, slots=True)
class Wallboard:
    """The figures of a team."""

    team: str
    version: str
    figures: tuple[BoardFigure, ...]


def wallboard(*, viewer: Person) -> Wallboard:
    """Return the wallboard of the viewer's team, from the shared snapshot."""
    found = live.live_floor(viewer=viewer)
    floor = found.overview
    late = queries.alerts_of(viewer).filter(closed_at__isnull=True, kind=FloorAlertKind.FRESH_WAITS)
    values = {
        "callbacks_overdue": floor.callbacks_overdue,
        "fresh_late": sum(late.values_list("count", flat=True)),
        "with_lead": floor.held,
        "settled_today": floor.settled_today,
        "contacts_today": floor.contacts_today,
        "wins_today": floor.wins_today,
    }
    targets = {**START, **queries.targets(viewer.team_id)}
    figures = tuple(_figure(code, values[code], targets.get(code)) for code in FIGURES)
    return Wallboard(viewer.team.name, found.version, figures)


def targets(*, viewer: Person) -> dict[str, int | None]:
    """Return the target of each figure of the viewer's team."""
    leaders_only(viewer)
    there = {**START, **queries.targets(viewer.team_id)}
    return {code: there.get(code) for code in FIGURES}


@retried
def set_targets(*, typed: Mapping[str, int | None], by: Person) -> None:
    """Set the targets of the person's team; None removes one. Raise Invalid out of range."""
    leaders_only(by)
    known = {code: typed[code] for code in FIGURES if code in typed}
    wrong = [
        FieldError(
            code,
            "out_of_range",
            _("Enter a target from 0 to {most}.").format(most=f"{TARGET_AT_MOST:,}"),
        )
        for code, target in known.items()
        if target is not None and not 0 <= target <= TARGET_AT_MOST
    ]
    if wrong:
        raise Invalid(wrong[0].message, code="out_of_range", errors=wrong)
    with write_transaction() as now:
        services.set_targets(team_id=by.team_id, targets=known)
        data = {"team": by.team_id, **known}
        record(JournalEvent.TARGETS_CHANGED, now=now, actor_id=by.pk, data=data)


def _figure(code: str, value: int, target: int | None) -> BoardFigure:
    label, at_most = FIGURES[code]
    met = None
    if target is not None:
        met = value <= target if at_most else value >= target
    return BoardFigure(code, str(label), value, target, at_most, met)
