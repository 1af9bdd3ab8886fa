"""`pullahead colleagues`: the simulated agents of a demo floor."""

from __future__ import annotations

from typing import Any

from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Run the simulated agents until asked to end."""

    help = COMMANDS["colleagues"]

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until TERM, Ctrl+C or the end of the server."""
        from pullahead.demo import simulated_agents

        self.exit_code = simulated_agents.run()
