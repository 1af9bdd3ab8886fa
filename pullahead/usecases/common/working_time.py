"""Moments that follow from working hours: the review of what a team parks."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from pullahead.pull.rules import ReviewAt
from pullahead.team import queries as team_queries


def review_at(now: datetime) -> ReviewAt:
    """The end of a team's next working day; a team's calendar is read at its first question.

    Most pulls park nothing, and so read no calendar.
    """

    @cache
    def of(team: int) -> datetime:
        return team_queries.calendar(team).end_of_working_day(now)

    return of
