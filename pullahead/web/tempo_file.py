"""CSV of *Tempo*: one row for each group and period, in seconds and plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

from pullahead.reports.tempo import TempoReport
from pullahead.reports.tempo_figures import TempoFigures

HEADINGS = (
    "group", "first day", "last day", "callbacks due", "callbacks kept", "callbacks rescued",
    "callbacks missed", "saved", "contacts", "sales", "attempts", "attempts reached",
    "handle n", "handle mean s", "handle median s", "handle p90 s", "claims ended",
    "claims expired", "first attempt n", "first attempt open", "first attempt never",
    "first attempt median s", "first attempt p90 s", "first attempt within 5 min",
)  # fmt: skip
# A spreadsheet would run a name that begins so
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def file_rows(report: TempoReport) -> Iterable[list[object]]:
    """Return the rows of the file, the total last."""
    for row in (*report.rows, report.total):
        label = f"'{row.label}" if row.label.startswith(FORMULA) else row.label
        for period, figures in ((report.period, row.now), (report.period.before, row.before)):
            yield [label, period.first, period.last, *_cells(figures)]


def _cells(now: TempoFigures) -> list[object]:
    due, first = now.callbacks, now.first
    times = [now.handle.mean, now.handle.median, now.handle.p90]
    cells: list[object] = [due.due, due.kept, due.rescued, due.missed, now.settled, now.contacts]
    cells += [now.wins, now.attempts, now.reached, now.handle.n, *map(_seconds, times)]
    cells += [now.ended, now.by_itself]
    if first is None:
        return [*cells, *[""] * 6]
    share = "" if first.in_time is None else round(first.in_time, 4)
    waits = [_seconds(first.median), _seconds(first.p90), share]
    return [*cells, first.n, first.open, first.never, *waits]


def _seconds(value: float | None) -> object:
    return "" if value is None else round(value, 1)
