"""Entry point of `pullahead`, `python -m pullahead` and `manage.py`: find the command and run it.

A problem is one line on stderr and exit code 2; Ctrl+C is 130. Django is imported by the command,
so `pullahead --help` does not wait for it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from pullahead import __version__
from pullahead.cli.command_list import COMMANDS
from pullahead.cli.exit_codes import exit_code_of

if TYPE_CHECKING:
    from pullahead.cli.base_command import PullaheadCommand

DJANGOS_OWN = ("help", "version")  # answered by Django's launcher itself


def main(arguments: Sequence[str] | None = None, *, program: str = "pullahead") -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    return exit_code_of(lambda: _run(program, words))


def command(name: str) -> PullaheadCommand:
    """Load one of Pullahead's commands."""
    module = import_module(f"pullahead.cli.management.commands.{name}")
    found: PullaheadCommand = module.Command()
    return found


def parser(program: str = "pullahead") -> argparse.ArgumentParser:
    """Build the parser that prints the list of commands and refuses unknown names."""
    top = argparse.ArgumentParser(
        prog=program,
        description="Pull-based lead management.",
        epilog="Settings come from the environment (docs/settings.md). "
        f"“{program} COMMAND --help” shows the options of a command. "
        f"“{program} help” also lists Django's own commands.",
    )
    top.add_argument("--version", action="version", version=f"pullahead {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        commands.add_parser(name, help=text)
    return top


def _run(program: str, words: list[str]) -> int:
    if not words or words[0].startswith("-"):
        top = parser(program)
        top.parse_args(words)
        top.error("the first argument must be a COMMAND")
    if words[0] in COMMANDS:
        return command(words[0]).run([program, *words])
    return _run_djangos(program, words)


def _run_djangos(program: str, words: list[str]) -> int:
    """Run a command of Django or of an installed app, such as makemigrations or shell."""
    from pullahead.cli import bootstrap

    bootstrap.load()
    from django.core.management import ManagementUtility, get_commands

    if words[0] not in {*get_commands(), *DJANGOS_OWN}:
        parser(program).parse_args(words[:1])
    ManagementUtility([program, *words]).execute()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
