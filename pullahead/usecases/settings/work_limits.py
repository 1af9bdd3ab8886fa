"""Limits of work, and the standing that the worker publishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import retried, write_transaction
from pullahead.team import queries, services
from pullahead.team.models import Person
from pullahead.team.services import StandingRow as StandingRow
from pullahead.usecases.settings.attendance import led, led_team
from pullahead.usecases.settings.change_log import record_change

AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class LimitInput:
    """Limits as typed; None: no limit."""

    open_work: int | None = None
    per_hour: int | None = None
    per_day: int | None = None


NO_LIMITS = LimitInput()


def limits_of(
    *, viewer: Person, person_id: int | None = None, team_id: int | None = None
) -> LimitInput:
    """Return the own limits of a person, or those of a team."""
    place = _place(person_id, team_id, viewer)
    row = queries.work_limit(**place)
    return LimitInput(row.open_work, row.per_hour, row.per_day) if row else NO_LIMITS


@retried
def save_limits(
    *, typed: LimitInput, by: Person, person_id: int | None = None, team_id: int | None = None
) -> None:
    """Replace the limits of a person or a team. A person's own replace all of the team's."""
    place = _place(person_id, team_id, by)
    values = {
        "open_work": typed.open_work,
        "per_hour": typed.per_hour,
        "per_day": typed.per_day,
    }
    for name, value in values.items():
        if value is not None and not 0 <= value <= AT_MOST:
            said = _("Enter a number from 0 to {most}, or leave the field blank for no limit.")
            raise wrong(name, "invalid", said.format(most=f"{AT_MOST:,}"))
    with write_transaction() as now:
        services.save_work_limit(**values, **place)
        record_change(JournalEvent.WORK_LIMIT_CHANGED, by, now, **place, **values)


def fresh_limits() -> dict[int, int]:
    """Return how seldom each limited person gets fresh leads: 2 or 4, by person id."""
    return queries.fresh_limits()


@retried
def publish_standing(rows: Iterable[StandingRow]) -> int:
    """Publish the standing of people, and return how many. The worker calls this once a day.

    `every` has no effect in the first 28 days of a person's standing, or if the row is older than
    48 hours.
    """
    with write_transaction() as now:
        return services.publish_standing(rows, now=now)


def _place(person_id: int | None, team_id: int | None, by: Person) -> dict[str, int | None]:
    if person_id is not None:
        return {"person_id": led(person_id, by).pk}
    return {"team_id": led_team(team_id or 0, by).pk}
