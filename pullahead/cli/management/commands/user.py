"""`pullahead user`: add, disable and enable people by name."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from django.core.management.base import CommandParser

from pullahead.base.errors import Invalid
from pullahead.base.wording import counted
from pullahead.cli.base_command import CommandGroup, Subparsers
from pullahead.cli.command_list import COMMANDS

# act of a row → word of the result
DONE = {
    "join": "added",
    "change": "changed",
    "return": "enabled again",
    "leave": "disabled",
    "same": "unchanged",
}


class Command(CommandGroup):
    """Manage people who sign in."""

    help = COMMANDS["user"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommands and their arguments."""
        group = self.group(parser)
        self._add_add(group)
        self._add_import(group)
        for name, act, text in (
            (
                "disable",
                self.disable,
                "End sessions and keys of a user, release lead and callbacks.",
            ),
            ("enable", self.enable, "Let a disabled user sign in again."),
        ):
            self.subcommand(group, name, act, text).add_argument("name", metavar="NAME")

    def _add_import(self, group: Subparsers) -> None:
        text = "Import users from a CSV file: add, change and disable users."
        command = self.subcommand(group, "import", self.import_file, text)
        command.add_argument("file", type=Path, metavar="FILE", help="CSV file with a header row")
        command.add_argument(
            "--passwords",
            type=Path,
            metavar="FILE",
            help="new file for the names and passwords of added users",
        )

    def import_file(self, options: Namespace) -> str:
        """Import the file, and report the counts and the refused lines."""
        from pullahead.usecases.settings import people_import

        counts, refused = people_import.import_people(
            path=options.file, passwords=options.passwords
        )
        done = [f"{counts[act]} {word}" for act, word in DONE.items() if act in counts]
        said = ", ".join(done) or "No user was added or changed."
        return "\n".join([said, *(f"Refused: {line}" for line in refused)])

    def _add_add(self, group: Subparsers) -> None:
        text = "Add a user. A generated password is printed once, as the last word."
        command = self.subcommand(group, "add", self.add, text)
        command.add_argument("name", metavar="NAME", help="name for the sign-in")
        command.add_argument(
            "--role",
            required=True,
            choices=("agent", "leader", "admin", "marketer", "contributor"),
            help="agent, leader (team lead), admin, marketer (marketing) or contributor",
        )
        command.add_argument(
            "--team", default="Sales", help="created if missing (default %(default)s)"
        )
        command.add_argument(
            "--zone", default="", help="time zone of the user, such as Europe/Berlin"
        )
        command.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def add(self, options: Namespace) -> str:
        """Add a person and print the generated password, if any, as the last word."""
        from pullahead.usecases.settings import users

        password = _typed_password() if options.password_stdin else ""
        person, made = users.add_person(
            name=options.name,
            role=options.role,
            team=options.team,
            zone=options.zone,
            password=password,
        )
        role = person.get_role_display().lower()
        said = f"{person.name} can sign in now: {role} in the team {person.team.name}."
        return said if password else f"{said} The password is shown only now: {made}"

    def disable(self, options: Namespace) -> str:
        """End a person's sessions and keys, and release their leads and callbacks."""
        from pullahead.usecases.settings import users

        name, released = users.disable_by_name(name=options.name)
        things = counted(released, "lead or callback", "leads and callbacks")
        return f"{name} is disabled; {things} released."

    def enable(self, options: Namespace) -> str:
        """Let a disabled user sign in again."""
        from pullahead.usecases.settings import users

        return f"{users.enable_by_name(name=options.name)} is enabled and can sign in."


def _typed_password() -> str:
    """Read the first line of standard input."""
    try:
        password = sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Invalid("The password is not text in UTF-8. No user was added.") from None
    if not password:
        raise Invalid("Standard input has no password. No user was added.")
    return password
