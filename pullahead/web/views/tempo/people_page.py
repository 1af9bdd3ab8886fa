"""Rows of *Tempo* that one page shows: 50 people, in each of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pullahead.reports.honest_work import HonestWork
from pullahead.reports.tempo import TempoReport, TempoRow
from pullahead.reports.time_use import TimeUse

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Rows of the people of one page. Totals, charts and the file are those of all."""

    rows: Sequence[TempoRow]
    time: Sequence[TimeUse]
    honest: Sequence[HonestWork]
    number: int = 1
    pages: int = 1
    total: int = 0


def page_of(report: TempoReport, asked: str) -> PeoplePage:
    """Return the rows of a page by number; all rows of groups other than people."""
    time = report.time.rows if report.time else ()
    every = {one.label for rows in (report.rows, time, report.honest) for one in rows}
    if report.by != "person" or len(every) <= PEOPLE_A_PAGE:
        return PeoplePage(report.rows, time, report.honest)
    pages = -(-len(every) // PEOPLE_A_PAGE)
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(wanted, 1), pages)
    here = frozenset(sorted(every)[(number - 1) * PEOPLE_A_PAGE : number * PEOPLE_A_PAGE])
    return PeoplePage(
        [one for one in report.rows if one.label in here],
        [one for one in time if one.label in here],
        [one for one in report.honest if one.label in here],
        number,
        pages,
        len(every),
    )
