"""`pullahead learn`: learn lead scores and contact rates now."""

from __future__ import annotations

from typing import Any

from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Learn, whether it is due or not."""

    help = COMMANDS["learn"]

    def handle(self, *args: Any, **options: Any) -> str:
        """Learn and report the back-test."""
        from pullahead.worker import refit_job

        return refit_job.learn()
