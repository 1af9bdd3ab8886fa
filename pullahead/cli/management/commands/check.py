"""`pullahead check`: settings, tables, guards and leads of this installation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from pullahead.base.errors import Problem
from pullahead.base.wording import counted
from pullahead.cli import bootstrap
from pullahead.cli.base_command import ReplacingCommand
from pullahead.cli.command_list import COMMANDS


class Command(ReplacingCommand):
    """Print findings; exit with 1 if one of them is wrong. Includes Django's own checks."""

    help = COMMANDS["check"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add Django's option for checks that concern production."""
        parser.add_argument(
            "--deploy", action="store_true", help="add Django's checks of production settings"
        )

    def prepare(self) -> None:
        """Do nothing: settings that cannot be used are a finding."""

    def handle(self, *args: Any, deploy: bool, **options: Any) -> str:
        """Return the findings, one a line."""
        found = list(_findings(deploy))
        lines = [f"{'problem' if wrong else 'warning'}: {text}" for text, wrong in found]
        if any(wrong for _, wrong in found):
            self.exit_code = 1
            return "\n".join(lines)
        return "\n".join([*lines, "no problems found"])


def _findings(deploy: bool) -> Iterator[tuple[str, bool]]:
    """Yield each finding's text and whether it is wrong, as far as the database can be read."""
    try:
        bootstrap.load()
        tables = bootstrap.tables()
        bootstrap.refuse_newer(tables)
    except Problem as problem:
        yield problem.message, True
        return
    yield from _django(deploy)
    if tables.missing:
        names = f"{counted(len(tables.missing), 'missing step')}, the first is {tables.missing[0]}"
        said = f"The tables do not match this version ({names}): {bootstrap.MIGRATE}."
        yield said, True
        return
    from pullahead.usecases.floor import checks

    for finding in checks.findings():
        yield finding.text, finding.wrong


def _django(deploy: bool) -> Iterator[tuple[str, bool]]:
    """Yield the findings of Django's checks of settings, models and URLs."""
    from django.core import checks

    # Django runs its checks in no fixed order
    found = checks.run_checks(include_deployment_checks=deploy)
    for message in sorted(found, key=lambda message: (message.id or "", message.msg)):
        hint = f" {message.hint}" if message.hint else ""
        yield f"{message.id}: {message.msg}{hint}", message.level >= checks.ERROR
