"""`pullahead demo`: a demo floor in an empty database."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandParser

from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Make the demo floor."""

    help = COMMANDS["demo"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the length of the history."""
        parser.add_argument(
            "--history",
            type=int,
            metavar="DAYS",
            help="days of simulated work before the start, added by `serve`; default: 42; 0: none",
        )

    def handle(self, *args: Any, **options: Any) -> str:
        """Make the floor and report its size."""
        from pullahead.demo import floor

        days = options["history"]
        return floor.make() if days is None else floor.make(history_days=days)
