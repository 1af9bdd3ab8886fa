"""`pullahead flow`: figures of flow from a CSV of transitions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser

from pullahead.base.wording import counted
from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS

if TYPE_CHECKING:
    from pullahead.usecases.deals.flow_file import FlowOfFile


class Command(PullaheadCommand):
    """Print cycle times, WIP, moves and throughput of a log."""

    help = COMMANDS["flow"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and the form of the answer."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="CSV file with columns case, stage, moment"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--dates",
            default="",
            choices=("dmy", "mdy"),
            help="whether 3/4/2026 is 3 April (dmy) or March 4 (mdy); default: as the file shows",
        )
        parser.add_argument(
            "--zone",
            default="",
            metavar="ZONE",
            help="zone of the days, and of moments without one (default: the organization's)",
        )

    def handle(
        self, *args: Any, file: Path, json: bool, dates: Any, zone: str, **options: Any
    ) -> str:
        """Print the figures; refused rows are counted, and the first ones named."""
        from pullahead.usecases.deals.flow_file import flow_of_file

        found = flow_of_file(path=file, country=self.config.country, order=dates, zone=zone)
        for reason in found.reasons:
            print(f"Refused {reason}", file=sys.stderr)
        return _as_json(found) if json else _summary(found)


def _as_json(found: FlowOfFile) -> str:
    return json.dumps(found.as_json(), indent=2)


def _summary(found: FlowOfFile) -> str:
    flow = found.figures
    lines = [
        f"{counted(found.rows, 'row')}, {found.refused} refused; "
        f"{counted(flow.finished, 'case')} finished"
    ]
    if flow.cycle_days is not None and flow.wip is not None:
        cycle, wip = flow.cycle_days, flow.wip
        lines += [
            f"Cycle time in days: 50 % {cycle.p50}, 85 % {cycle.p85}, 95 % {cycle.p95}, "
            f"at most {cycle.max}, mean {cycle.mean:.4f}",
            f"WIP at the end of a day: mean {wip.mean:.4f}, at most {wip.max}",
        ]
    lines.append(f"{counted(flow.moves, 'move')}, {flow.back} of them back")
    lines.append(f"Throughput: {flow.throughput:.4f} finished per day")
    return "\n".join(lines)
