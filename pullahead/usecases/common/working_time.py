"""Moments that follow from working hours, such as the review of a parked lead."""

from __future__ import annotations

from datetime import datetime
from functools import cache

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
