"""`pullahead work`: the worker that runs due jobs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Run jobs until asked to end."""

    help = COMMANDS["work"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option to end when the queue is empty."""
        parser.add_argument("--once", action="store_true", help="end when no job is due")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Run due jobs."""
        from pullahead.worker import main

        self.exit_code = main.run(once=once)
