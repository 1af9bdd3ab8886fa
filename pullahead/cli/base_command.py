"""Base classes of Pullahead's management commands.

A command module imports no models at its top. So help and wrong arguments are answered before
Django is set up, which takes most of a command's start. `execute` sets Django up.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any, Protocol

from django.core.management import load_command_class
from django.core.management.base import BaseCommand, CommandParser

from pullahead import __version__
from pullahead.cli import bootstrap
from pullahead.cli.exit_codes import exit_code_of
from pullahead.config import Config

Act = Callable[[Namespace], str]


class PullaheadCommand(BaseCommand):
    """A command that checks settings and tables first and ends with a documented exit code.

    `handle` returns the text to print. `exit_code` is for an end that is neither success nor a
    problem.
    """

    needs_tables = True
    exit_code = 0
    config: Config
    requires_system_checks = ()  # the command `check` runs them
    suppressed_base_arguments = set(
        "--version --verbosity --settings --pythonpath --traceback --no-color --force-color".split()
    )

    def get_version(self) -> str:
        """Return Pullahead's version, not Django's."""
        return f"pullahead {__version__}"

    def run_from_argv(self, argv: list[str]) -> None:
        """Run for Django's own launcher, as `main` does."""
        raise SystemExit(exit_code_of(lambda: self.run(argv)))

    def run(self, argv: list[str]) -> int:
        """Parse `program command argument…`, run the command and return its exit code."""
        self._called_from_command_line = True
        options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
        self.execute(*options.pop("args", ()), **options)
        return self.exit_code

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Make Django ready, then run."""
        self.prepare()
        return super().execute(*args, **options)

    def prepare(self) -> None:
        """Set Django up; raise Problem if settings or tables do not allow this command."""
        self.config = bootstrap.ready() if self.needs_tables else bootstrap.load()


class Subparsers(Protocol):
    """The part of argparse's subparsers that a command group uses."""

    def add_parser(self, name: str, *, help: str, description: str) -> ArgumentParser:
        """Add one subcommand."""
        ...


class CommandGroup(PullaheadCommand):
    """A command with subcommands. Each is an act that takes the options and returns text."""

    def handle(self, *args: Any, act: Act, **options: Any) -> str:
        """Run the subcommand that the arguments name."""
        return act(Namespace(**options))

    def group(self, parser: CommandParser, *, required: bool = True) -> Subparsers:
        """Open the list of subcommands."""
        return parser.add_subparsers(title="commands", metavar="COMMAND", required=required)

    def subcommand(self, group: Subparsers, name: str, act: Act, text: str) -> ArgumentParser:
        """Add a subcommand with its line of help."""
        parser = group.add_parser(name, help=text, description=text)
        parser.set_defaults(act=act)
        return parser


class ReplacingCommand(PullaheadCommand):
    """A command that replaces Django's command of the same name on the command line only.

    Code that calls `call_command`, such as Django's test runner, still gets Django's command.
    """

    def djangos(self) -> BaseCommand:
        """Load the command that this one replaces."""
        return load_command_class("django.core", self.__module__.rpartition(".")[2])

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return this command's parser, or Django's for a call from code."""
        if self._called_from_command_line:
            return super().create_parser(prog_name, subcommand, **kwargs)
        return self.djangos().create_parser(prog_name, subcommand, **kwargs)

    def print_help(self, prog_name: str, subcommand: str) -> None:
        """Print the help of this command for `manage.py help COMMAND`."""
        self._called_from_command_line = True
        super().print_help(prog_name, subcommand)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run this command, or Django's for a call from code."""
        if self._called_from_command_line:
            return super().execute(*args, **options)
        return self.djangos().execute(*args, **options)
