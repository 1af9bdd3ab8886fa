"""`pullahead audit`: the dead leads in another system's export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser

from pullahead.base.errors import Invalid
from pullahead.base.wording import counted
from pullahead.cli import arguments
from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS

if TYPE_CHECKING:
    from pullahead.usecases.intake.audit import AuditResult, DeadGroup


class Command(PullaheadCommand):
    """Count the dead leads of a file by owner, age and value; store nothing."""

    help = COMMANDS["audit"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file, how to read it, and when a lead is dead."""
        arguments.add_reading(parser, "Rep=owner")
        parser.add_argument(
            "--days",
            type=int,
            default=30,
            help="days without activity after which an open lead is dead (default %(default)s)",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        country: str | None,
        map: Sequence[str],
        encoding: str,
        dates: str,
        days: int,
        **options: Any,
    ) -> str:
        """Return the audit on one page of text."""
        from pullahead.usecases.intake.audit import audit

        try:
            with file.open("rb") as raw:
                result, _ = audit(
                    raw,
                    name=file.name,
                    country=self.config.country if country is None else country,
                    days=days,
                    maps=map,
                    encoding=encoding,
                    dates=dates,
                )
        except OSError as error:
            raise Invalid(f"The file {file} cannot be read: {error.strerror}.") from error
        return _page(result)


def _page(result: AuditResult) -> str:
    vendor = f", an export of {result.vendor}" if result.vendor else ""
    lines = [
        f"Dead leads in {result.file}{vendor}, {result.as_of}",
        f"{result.dead} of {counted(result.open, 'open lead')} dead: no activity for "
        f"{counted(result.days, 'day')} or longer. Value: {result.value}. "
        f"Never touched: {result.never}.",
        f"{counted(result.rows, 'row')} = {result.open} open + {result.won} won + "
        f"{result.lost} lost",
        "",
        *_table("Owner", result.owners),
    ]
    if result.more_owners:
        lines.append(f"and {counted(result.more_owners, 'more owner')}")
    lines += ["", *_table("Days", result.ages), ""]
    used = ", ".join(f"{field} = {column}" for field, column in result.columns.items())
    lines.append(f"Columns: {used}")
    if result.undated:
        lines.append(f"Open leads without a date, not counted as dead: {result.undated}")
    lines += [f"Line {line}, {column}: {why}" for line, column, why in result.findings]
    if result.more_findings:
        lines.append(f"and {counted(result.more_findings, 'more value')} that cannot be read")
    return "\n".join(lines)


def _table(name: str, groups: Sequence[DeadGroup]) -> list[str]:
    rows = [(name, "Dead", "Value", "Oldest, days")]
    for one in groups:
        oldest = "" if one.oldest is None else str(one.oldest)
        rows.append((one.name or "(no owner)", str(one.dead), one.value, oldest))
    wide = [max(len(row[n]) for row in rows) for n in range(4)]
    return [
        f"{a:<{wide[0]}}  {b:>{wide[1]}}  {c:>{wide[2]}}  {d:>{wide[3]}}" for a, b, c, d in rows
    ]
