"""Figures of flow from any CSV of transitions, so that they can be checked against public logs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from pullahead.base import clock
from pullahead.base.errors import Invalid
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.times import Order, date_marks, date_order, read_time
from pullahead.leads.parsing.zones import zone_named
from pullahead.pipeline.measures import FlowFigures, StageEntry, figures
from pullahead.usecases.common.csv_reader import CsvRow, NotText, opened, refuse_binary, rows
from pullahead.usecases.common.timezones import organisation_zone

REFUSED_SHOWN = 5


@dataclass(slots=True)
class FlowOfFile:
    """The figures of a file, and the rows that could not be read."""

    figures: FlowFigures
    rows: int = 0
    refused: int = 0
    reasons: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the figures with plain values."""
        return {**asdict(self.figures), "rows": self.rows, "refused": self.refused}


def flow_of_file(*, path: Path, country: str = "", order: Order = "", zone: str = "") -> FlowOfFile:
    """Read a CSV whose first three columns are case, stage and moment.

    The first line is a heading unless it has a moment. A row without one of the three, or with an
    unreadable moment, is refused and counted. Whether 3/4 is 3 April is decided by `order`, else
    by other dates of the file, else by the country.
    Raise Invalid for a file that is no CSV, has no readable row, or an unknown zone.
    """
    zone = zone or organisation_zone()
    try:
        home = zone_named(zone)
    except LookupError as error:
        raise Invalid(f"There is no time zone “{zone}”. Name one such as Europe/Berlin.") from error
    try:
        with path.open("rb") as raw:
            refuse_binary(raw)
            log = list(rows(opened(raw)))
    except NotText as error:
        raise Invalid(str(error)) from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    now, order = clock.now(), order or _order_of(log) or date_order(country)
    if log and not isinstance(_entry(log[0].cells, home, zone, now, order), StageEntry):
        del log[0]
    found, entries = FlowOfFile(figures([], zone), len(log)), []
    for row in log:
        read = row.error or _entry(row.cells, home, zone, now, order)
        if isinstance(read, StageEntry):
            entries.append(read)
            continue
        found.refused += 1
        if len(found.reasons) < REFUSED_SHOWN:
            found.reasons.append(f"line {row.line}: {read}")
    if not entries:
        why = f" {found.reasons[0]}." if found.reasons else ""
        raise Invalid(f"{path} has no readable row of case, stage and moment.{why}")
    found.figures = figures(entries, zone)
    return found


def _order_of(log: Sequence[CsvRow]) -> Order:
    """Return the order of day and month that the dates of a file show; "" without a sign."""
    moments = (row.cells[2] for row in log if len(row.cells) > 2)
    marks = {date_marks(one) for one in moments if not _ISO.fullmatch(one)}
    if "d" in marks:
        return "" if "m" in marks else "dmy"
    return "mdy" if "m" in marks else ""


def _entry(
    cells: list[str], home: tzinfo, zone: str, now: datetime, order: Order
) -> StageEntry | str:
    if len(cells) < 3 or not all(cell.strip() for cell in cells[:3]):
        return "case, stage or moment is missing"
    at = _iso(cells[2], home) or read_time(cells[2], zone, now, order)
    if isinstance(at, BadField):
        return at.message
    return StageEntry(cells[0].strip(), cells[1].strip(), at)


# Most logs have ISO moments. Reading these alone takes a tenth of the time of `read_time`.
_ISO = re.compile(
    r"(?:199[0-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def _iso(text: str, home: tzinfo) -> datetime | None:
    """Return an ISO moment in UTC; None for any other text."""
    if not _ISO.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=home)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
