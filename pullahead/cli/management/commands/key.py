"""`pullahead key`: API keys of agents and sources."""

from __future__ import annotations

from argparse import Namespace

from django.core.management.base import CommandParser

from pullahead.cli.base_command import CommandGroup
from pullahead.cli.command_list import COMMANDS


class Command(CommandGroup):
    """Manage API keys."""

    help = COMMANDS["key"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommands and their arguments."""
        group = self.group(parser)
        text = "Create a key. It is printed once, as the last word."
        command = self.subcommand(group, "add", self.add, text)
        whose = command.add_mutually_exclusive_group(required=True)
        whose.add_argument(
            "--agent",
            default="",
            metavar="NAME",
            help="user who owns the key and whose acts it records",
        )
        whose.add_argument("--source", default="", metavar="NAME", help="created if missing")
        command.add_argument(
            "--scope",
            required=True,
            help="separated by commas: pull, leads:read, leads:write, sources:read, sources:write, "
            "webhooks",
        )
        text = "List every key: start, owner, scopes, creation date, status."
        self.subcommand(group, "list", self.list_keys, text)
        command = self.subcommand(group, "revoke", self.revoke, "Revoke a key.")
        command.add_argument(
            "start", metavar="START", help="first characters of the key, as in the list"
        )

    def add(self, options: Namespace) -> str:
        """Make a key and print it as the last word."""
        from pullahead.usecases.settings import api_keys

        scopes = [part for part in options.scope.split(",") if part.strip()]
        if options.agent:
            key = api_keys.make_agent_key(person=options.agent, scopes=scopes)
            whose = f"the agent {options.agent}"
        else:
            key = api_keys.make_source_key(source=options.source, scopes=scopes)
            whose = f"the source {options.source}"
        return f"A key for {whose}. It is shown only now: {key}"

    def list_keys(self, options: Namespace) -> str:
        """Return a table of all keys, the oldest first."""
        from pullahead.usecases.settings import api_keys

        rows = [("START", "OWNER", "SCOPES", "CREATED", "STATUS")]
        for key in sorted(api_keys.list_keys(viewer=None), key=lambda key: key.made_at):
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "active"
            whose = f"{key.kind} {key.whose}"
            rows.append((key.start, whose, ",".join(key.scopes), f"{key.made_at:%Y-%m-%d}", state))
        if len(rows) == 1:
            made = "pullahead key add --source NAME --scope leads:write"
            return f"There are no keys. Create one: {made}"
        widths = [max(len(row[n]) for row in rows) for n in range(5)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def revoke(self, options: Namespace) -> str:
        """Revoke the one key with this start."""
        from pullahead.usecases.settings import api_keys

        return f"The key {api_keys.revoke_by_start(start=options.start)}… is revoked."
