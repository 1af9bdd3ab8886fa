"""`pullahead clock`: the installation's time, which can be moved outside production."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.management.base import CommandParser

from pullahead.base.errors import Invalid
from pullahead.cli.base_command import CommandGroup
from pullahead.cli.command_list import COMMANDS

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"([0-9]{1,6})([smhd])", re.ASCII)


class Command(CommandGroup):
    """Show or move the clock."""

    help = COMMANDS["clock"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommands; without one, the time is shown."""
        parser.set_defaults(act=self.show)
        group = self.group(parser, required=False)
        command = self.subcommand(group, "set", self.set, "Set the clock to a time.")
        command.add_argument("moment", metavar="TIME", help="such as 2026-03-29T03:00:00Z")
        command = self.subcommand(group, "advance", self.advance, "Move the clock forward.")
        command.add_argument("span", metavar="DURATION", help="such as 90s, 15m, 2h, 3d")
        self.subcommand(group, "reset", self.reset, "Return to the real time.")

    def show(self, options: Namespace) -> str:
        """Return the time and how far the clock is moved."""
        from pullahead.usecases.settings import clock

        now, offset = clock.reading()
        if not offset:
            return f"{now:%Y-%m-%dT%H:%M:%SZ}, the real time"
        ahead = "ahead of" if offset > timedelta() else "behind"
        return f"{now:%Y-%m-%dT%H:%M:%SZ}, {clock.in_words(abs(offset))} {ahead} the real time"

    def set(self, options: Namespace) -> str:
        """Set the clock; a time without a zone is in the organization's."""
        from pullahead.usecases.settings import clock

        clock.set_to(_moment(options.moment, self.config.time_zone))
        return self.show(options)

    def advance(self, options: Namespace) -> str:
        """Move the clock forward by a span such as 15m, 2h or 3d."""
        from pullahead.usecases.settings import clock

        clock.advance(_span(options.span))
        return self.show(options)

    def reset(self, options: Namespace) -> str:
        """Return to the real time."""
        from pullahead.usecases.settings import clock

        clock.reset()
        return self.show(options)


def _moment(text: str, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"“{text[:40]}” is not a time. Write it as 2026-03-29T03:00:00Z. Nothing was changed."
        ) from None


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise Invalid(f"“{text[:40]}” is not a duration. Write it as 90s, 15m, 2h or 3d.")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])
