"""Figures of flow from any CSV of transitions, so that they can be checked against public logs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pullahead.base import clock
from pullahead.base.errors import Invalid
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.times import Order, date_order, read_time
from pullahead.pipeline.measures import FlowFigures, StageEntry, figures
from pullahead.usecases.common.csv_reader import NotText, opened, refuse_binary, rows
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


def flow_of_file(*, path: Path, country: str = "") -> FlowOfFile:
    """Read a CSV whose first three columns are case, stage and moment, with a heading line.

    A row without one of the three, or with an unreadable moment, is refused and counted. Raise
    Invalid for a file that is no CSV, or has no readable row.
    """
    found, entries = FlowOfFile(figures([], organisation_zone())), []
    order, now, zone = date_order(country), clock.now(), organisation_zone()
    try:
        with path.open("rb") as raw:
            refuse_binary(raw)
            for number, row in enumerate(rows(opened(raw))):
                if not number:
                    continue
                found.rows += 1
                read = row.error or _entry(row.cells, zone, now, order)
                if isinstance(read, StageEntry):
                    entries.append(read)
                    continue
                found.refused += 1
                if len(found.reasons) < REFUSED_SHOWN:
                    found.reasons.append(f"line {row.line}: {read}")
    except NotText as error:
        raise Invalid(str(error)) from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    if not entries:
        why = f" {found.reasons[0]}." if found.reasons else ""
        raise Invalid(f"{path} has no readable row of case, stage and moment.{why}")
    found.figures = figures(entries, zone)
    return found


def _entry(cells: list[str], zone: str, now: Any, order: Order) -> StageEntry | str:
    if len(cells) < 3 or not all(cell.strip() for cell in cells[:3]):
        return "case, stage or moment is missing"
    at = read_time(cells[2], zone, now, order)
    if isinstance(at, BadField):
        return at.message
    return StageEntry(cells[0].strip(), cells[1].strip(), at)
