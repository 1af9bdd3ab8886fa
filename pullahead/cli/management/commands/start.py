"""`pullahead start`: migrate, make the demo floor once, and serve."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from pullahead.cli import arguments, waiting
from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Start a whole installation, which needs no tables yet."""

    help = COMMANDS["start"]
    needs_tables = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add port and workers."""
        arguments.add_serving(parser)

    def prepare(self) -> None:
        """Set Django up once the database answers."""
        super().prepare()
        waiting.for_database()

    def handle(self, *args: Any, port: int | None, workers: int, **options: Any) -> None:
        """Serve until asked to end."""
        from pullahead.cli import start

        port = port or self.config.port
        self.exit_code = start.start(self.config, port=port, workers=workers)
