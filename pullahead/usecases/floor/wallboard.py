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
from pullahead.usecases.floor.published import PublishedFigures

TARGET_AT_MOST = 100_000
# figure → label, and whether its target is the most or the least
FIGURES: Mapping[str, tuple[Promise, bool]] = {
    "callbacks_kept": (gettext_lazy("Callbacks kept today"), False),
    "callbacks_overdue": (gettext_lazy("Callbacks overdue"), True),
    "fresh_late": (gettext_lazy("Fresh leads waiting over 5 minutes"), True),
    "settled_today": (gettext_lazy("Results today"), False),
    "contacts_today": (gettext_lazy("Contacts today"), False),
    "wins_today": (gettext_lazy("Sales today"), False),
}
# Nobody has to set these
START = {"callbacks_overdue": 0, "fresh_late": 0}


@dataclass(frozen=True, slots=True)
class BoardFigure:
    """A figure, its target, and whether the target is met; None without one of the two."""

    code: str
    label: str
    value: int | None
    target: int | None
    at_most: bool
    met: bool | None
    percent: bool = False
    detail: str = ""


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
    now = floor.published
    values = {
        "callbacks_kept": now.kept_share if now else None,
        "callbacks_overdue": floor.callbacks_overdue,
        "fresh_late": sum(late.values_list("count", flat=True)),
        "settled_today": floor.settled_today,
        "contacts_today": floor.contacts_today,
        "wins_today": floor.wins_today,
    }
    targets = {**START, **queries.targets(viewer.team_id)}
    details = {"callbacks_kept": _callbacks(now)} if now else {}
    figures = tuple(
        _figure(code, values[code], targets.get(code), details.get(code, "")) for code in FIGURES
    )
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


def _callbacks(found: PublishedFigures) -> str:
    if not found.due:
        return _("No callback was due yet")
    words = _("{kept} of {due}, {missed} missed")
    return words.format(kept=found.kept, due=found.due, missed=found.missed)


def _figure(code: str, value: int | None, target: int | None, detail: str) -> BoardFigure:
    label, at_most = FIGURES[code]
    met = None
    if target is not None and value is not None:
        met = value <= target if at_most else value >= target
    percent = code == "callbacks_kept"
    return BoardFigure(code, str(label), value, target, at_most, met, percent, detail)
