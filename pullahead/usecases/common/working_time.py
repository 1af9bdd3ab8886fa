"""Moments that follow from working hours, such as the review of a parked lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from pullahead.pull.nurturing import OWNED_FOR
from pullahead.pull.rules import ReviewAt
from pullahead.team import queries as team_queries


def review_at(now: datetime) -> ReviewAt:
    """Return a function from a team to the end of its next working day.

    The calendar is read on the first call only: most pulls park nothing.
    """

    @cache
    def of(team: int) -> datetime:
        return team_queries.calendar(team).end_of_working_day(now)

    return of


def owned_until(agent_id: int) -> Callable[[datetime], datetime]:
    """Return a function from the due moment of a touch to the end of its agent's reservation.

    The reservation lasts two working hours of the agent's team.
    """

    def of(due: datetime) -> datetime:
        team = team_queries.person(agent_id).team_id
        return team_queries.calendar(team).after(due, OWNED_FOR)

    return of
