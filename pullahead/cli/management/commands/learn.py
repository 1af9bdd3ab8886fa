"""`pullahead learn`: learn lead scores and contact rates now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser

from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS


class Command(PullaheadCommand):
    """Learn, whether it is due or not."""

    help = COMMANDS["learn"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the fields that a person judges otherwise than the leak guard."""
        parser.add_argument(
            "--trust",
            action="append",
            default=[],
            metavar="FIELD",
            help="use a field that was left out as a leak: it is known before the first call",
        )
        parser.add_argument(
            "--distrust",
            action="append",
            default=[],
            metavar="FIELD",
            help="leave the judgment of a trusted field to the leak guard again",
        )

    def handle(
        self, *args: Any, trust: Sequence[str], distrust: Sequence[str], **options: Any
    ) -> str:
        """Learn and report the backtest."""
        from pullahead.worker import refit_job

        return refit_job.learn(trust, distrust)
