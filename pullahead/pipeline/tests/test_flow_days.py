"""Figures of days: golden ones, each recomputed by another route, and their trend."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from pullahead.pipeline.flow_days import (
    DayClose,
    DayDeal,
    DayFigures,
    DayMove,
    day_figures,
    trend,
)
from pullahead.team.calendar import Calendar

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
KINDS = {"won": "win", "lost": "lose", "discarded": "discard"}


def test_golden_figures_of_three_deals() -> None:
    moves = [
        DayMove("a", START, "pull", 11),
        DayMove("a", START + DAY, "pull", 12),
        DayMove("a", START + 2 * DAY, "win", 12),
        DayMove("b", START + DAY, "pull", 11),
        DayMove("c", START, "add", None),  # ready: not started
    ]
    deals = [
        DayDeal(START - DAY, START, START + 2 * DAY, "won"),
        DayDeal(START + DAY, START + DAY, None, ""),
        DayDeal(START, None, None, ""),
    ]
    found = day_figures(moves, deals, date(2026, 3, 1), date(2026, 3, 4), Calendar("UTC"))
    assert found == [
        DayFigures(date(2026, 3, 1), 0),
        DayFigures(date(2026, 3, 2), 1, (), {11: 1}),
        DayFigures(date(2026, 3, 3), 1, (), {11: 1, 12: 1}),
        DayFigures(date(2026, 3, 4), 0, (DayClose("won", 3, 4),), {11: 1}),
    ]


@pytest.mark.parametrize("zone", ["UTC", "America/Sao_Paulo", "Pacific/Auckland"])
def test_days_are_those_of_counting_each_deal_on_each_day(zone: str) -> None:
    calendar, dice = Calendar(zone), Random(zone)
    histories: dict[str, list[DayMove]] = {}
    deals: dict[str, DayDeal] = {}
    for n in range(40):
        at = created = START + dice.uniform(0, 60) * DAY
        rows = [DayMove(str(n), at, "add", None)]
        for _ in range(dice.randrange(6)):
            at += dice.uniform(0, 9) * DAY
            rows.append(DayMove(str(n), at, "pull", dice.choice((None, 1, 2, 3))))
        how = dice.choice(("", *KINDS))
        if how:
            rows.append(DayMove(str(n), at := at + DAY, KINDS[how], rows[-1].stage))
        start = next((one.at for one in rows if one.stage), None)
        histories[str(n)] = rows
        deals[str(n)] = DayDeal(created, start, at if how else None, how)
    moves = [one for rows in histories.values() for one in rows]
    first = calendar.local_day(START + 5 * DAY)  # some deals are older
    found = day_figures(moves, deals.values(), first, first + 80 * DAY, calendar)
    assert [one.day for one in found] == [first + n * DAY for n in range(81)]
    for one in found:
        held: dict[int, int] = {}
        closed, started = [], 0
        for name, rows in histories.items():
            past = [row for row in rows if row.at.astimezone(ZoneInfo(zone)).date() <= one.day]
            stage = past[-1].stage if past and past[-1].kind not in KINDS.values() else None
            if stage is not None:
                held[stage] = held.get(stage, 0) + 1
            deal = deals[name]
            begun = deal.start or (deal.created if deal.end else None)
            started += begun is not None and calendar.local_day(begun) == one.day
            if begun and deal.end and calendar.local_day(deal.end) == one.day:
                days = [
                    (one.day - calendar.local_day(moment)).days + 1
                    for moment in (begun, deal.created)
                ]
                closed.append(DayClose(deal.closed_as, *days))
        assert one.wip == held
        assert one.arrivals == started
        assert list(one.closes) == sorted(closed)


def test_the_trend_has_a_point_for_each_month_and_percentiles_from_twenty_deals_on() -> None:
    closes = (DayClose("won", 10, 12), DayClose("lost", 30, 30))
    first = date(2026, 1, 1)
    days = [
        DayFigures(first + n * DAY, 1, closes if n % 4 == 0 else (), {1: 2, 2: 1})
        for n in range(70)
    ]
    january, february, latest = trend(days)
    assert (january.end, february.end, latest.end) == (
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 11),
    )
    assert (january.closed, january.p50, january.wip) == (16, None, 3)
    assert (february.closed, february.p50, february.p85) == (30, 10, 30)
    assert january.won_a_week == pytest.approx(7 * 8 / 31)
    assert trend([]) == []
