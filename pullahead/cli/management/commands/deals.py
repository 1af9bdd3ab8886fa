"""`pullahead deals`: deals of a team from a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser

from pullahead.base.wording import counted
from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS

if TYPE_CHECKING:
    from pullahead.usecases.deals.import_rows import DealCounts

NAMED = 10


class Command(PullaheadCommand):
    """Import deals: open ones into their stages, closed ones as history."""

    help = COMMANDS["deals"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file, the team, and how the file is read."""
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV file with a header row")
        parser.add_argument("--team", required=True, help="team with a published workflow")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="such as 'Deal name=title'; other columns are guessed",
        )
        parser.add_argument(
            "--stage",
            action="append",
            default=[],
            metavar="THEIRS=OURS",
            help="such as 'Qualified to buy=Discovery'; not needed for equal names",
        )
        parser.add_argument(
            "--dates",
            default="",
            choices=("dmy", "mdy"),
            help="whether 3/4/2026 is 3 April (dmy) or March 4 (mdy)",
        )
        parser.add_argument(
            "--history",
            type=Path,
            metavar="FILE",
            help="CSV of the stages that the deals entered: id, stage, moment",
        )
        parser.add_argument(
            "--errors",
            type=Path,
            metavar="FILE",
            help="file for refused rows (default: FILE.errors.csv)",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        team: str,
        map: Sequence[str],
        stage: Sequence[str],
        dates: Any,
        errors: Path | None,
        history: Path | None,
        **options: Any,
    ) -> str:
        """Import the deals and report counts that add up, and the file of refused rows."""
        from pullahead.usecases.deals.imports import import_deals

        errors = errors or Path(f"{file.name}.errors.csv")
        counts = import_deals(
            path=file,
            team=team,
            maps=map,
            stages=stage,
            order=dates,
            errors_to=errors,
            history=history,
        )
        if not counts.refused:
            errors.unlink(missing_ok=True)
        return _summary(counts, errors)


def _summary(counts: DealCounts, errors: Path) -> str:
    lines = [
        f"{counted(counts.rows, 'row')} = {counts.placed} in their stages + "
        f"{counts.waiting} ready + {counts.won} won + {counts.lost} lost + "
        f"{counts.already_here} already here + {counts.refused} refused"
    ]
    if counts.before_creation:
        lines.append(f"Closed before they were created: {_named(counts.before_creation)}")
    if counts.dead:
        lines.append(f"Open, and older than every closed deal: {_named(counts.dead)}")
    if counts.refused:
        lines.append(f"Reasons, with line and column: {errors}")
    return "\n".join(lines)


def _named(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"{len(titles)}: " + ", ".join(titles[:NAMED]) + more
