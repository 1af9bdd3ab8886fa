"""`pullahead demo`: a demo floor in an empty database."""

from __future__ import annotations

from typing import Any

from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Make the demo floor."""

    help = COMMANDS["demo"]

    def handle(self, *args: Any, **options: Any) -> str:
        """Make the floor and report its size."""
        from pullahead.demo import floor

        return floor.make()
