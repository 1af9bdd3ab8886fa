"""`pullahead dnc`: do-not-call lists from files."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from django.core.management.base import CommandParser

from pullahead.base.wording import counted
from pullahead.cli.base_command import CommandGroup
from pullahead.cli.command_list import COMMANDS


class Command(CommandGroup):
    """Import a do-not-call list."""

    help = COMMANDS["dnc"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommand and its arguments."""
        group = self.group(parser)
        text = "Import a list of numbers. It replaces the previous version."
        command = self.subcommand(group, "import", self.import_list, text)
        lines = "one number on each line, or area code and number in two columns"
        command.add_argument("file", type=Path, metavar="FILE", help=lines)
        command.add_argument("--list", required=True, metavar="NAME", help="such as national")
        command.add_argument(
            "--country", metavar="US", help="country of the numbers (default PULLAHEAD_COUNTRY)"
        )
        command.add_argument(
            "--as-of", default="", metavar="DAY", help="date of the list (default: now)"
        )

    def import_list(self, options: Namespace) -> str:
        """Import the list and report its size."""
        from pullahead.usecases.settings import dnc_import

        country = self.config.country if options.country is None else options.country
        made, told = dnc_import.import_list(
            path=options.file,
            name=options.list,
            country=country.strip().upper(),
            as_of=dnc_import.read_as_of(options.as_of),
        )
        numbers = counted(made.count, "number")
        lines = [f"{numbers} on the list “{made.name}”, of {made.as_of:%Y-%m-%d}"]
        if told.refused:
            first = "; ".join(told.why)
            lines.append(f"Lines that are not numbers: {told.refused}. The first: {first}")
        return "\n".join(lines)
