"""`pullahead serve`: the app server, the worker and, on a demo floor, the simulated agents."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from pullahead.cli import arguments, bootstrap, waiting
from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Serve a migrated database."""

    help = COMMANDS["serve"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add port and workers."""
        arguments.add_serving(parser)

    def prepare(self) -> None:
        """Set Django up once the database answers, so that machines can start in any order."""
        bootstrap.load()
        waiting.for_database()
        super().prepare()

    def handle(self, *args: Any, port: int | None, workers: int, **options: Any) -> None:
        """Serve until asked to end."""
        from pullahead.cli import start

        port = port or self.config.port
        self.exit_code = start.serve(self.config, port=port, workers=workers)
