"""`pullahead migrate`: the tables of this version, and the defaults of a fresh installation."""

from __future__ import annotations

from typing import Any

from pullahead.cli.base_command import ReplacingCommand
from pullahead.cli.command_list import COMMANDS


class Command(ReplacingCommand):
    """Migrate forward. Django's options to go back or to fake a step are left out on purpose."""

    help = COMMANDS["migrate"]
    needs_tables = False

    @property
    def autodetector(self) -> Any:
        """Return Django's autodetector, which a check compares with that of makemigrations."""
        return getattr(self.djangos(), "autodetector", None)

    def handle(self, *args: Any, **options: Any) -> str:
        """Migrate and report the number of steps."""
        from pullahead.cli.migration import migrate

        return migrate()
