"""`pullahead webhooks`: endpoints that receive events."""

from __future__ import annotations

from argparse import Namespace

from django.core.management.base import CommandParser

from pullahead.cli.base_command import CommandGroup
from pullahead.cli.command_list import COMMANDS


class Command(CommandGroup):
    """Manage webhook endpoints."""

    help = COMMANDS["webhooks"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommands and their arguments."""
        group = self.group(parser)
        text = "Add an endpoint. Its signing secret is printed once, as the last word."
        command = self.subcommand(group, "add", self.add, text)
        command.add_argument("--name", required=True, help="name in the list")
        command.add_argument("--url", required=True, help="address that begins with https://")
        command.add_argument(
            "--events", required=True, help="kinds of journal events, separated by commas"
        )
        text = "List every endpoint: id, status, queued and failed messages, address."
        self.subcommand(group, "list", self.list_endpoints, text)
        for name, act, text in (
            ("enable", self.enable, "Enable an endpoint."),
            ("disable", self.disable, "Disable an endpoint."),
            ("secret", self.secret, "Replace the signing secret; printed as the last word."),
        ):
            command = self.subcommand(group, name, act, text)
            command.add_argument("id", type=int, metavar="ID", help="as in the list")

    def add(self, options: Namespace) -> str:
        """Add an endpoint and print its secret as the last word."""
        from pullahead.usecases.settings import endpoints

        events = [part.strip() for part in options.events.split(",") if part.strip()]
        typed = endpoints.EndpointInput(options.name, options.url, events)
        made, secret = endpoints.add_endpoint(typed=typed, by=None)
        return f"Endpoint {made} is added. Its secret is shown only now: {secret}"

    def list_endpoints(self, options: Namespace) -> str:
        """Return one line for each endpoint."""
        from pullahead.usecases.settings import endpoints

        rows = endpoints.list_endpoints(viewer=None)
        if not rows:
            return "There are no endpoints. Add one: pullahead webhooks add --name … --url …"
        return "\n".join(
            f"{one.id}  {'disabled' if one.disabled_at else 'active'}  "
            f"{one.waiting} queued  {one.failed} failed  {one.label}  {one.url}"
            for one in rows
        )

    def enable(self, options: Namespace) -> str:
        """Enable an endpoint."""
        return self._switch(options.id, True)

    def disable(self, options: Namespace) -> str:
        """Disable an endpoint."""
        return self._switch(options.id, False)

    def secret(self, options: Namespace) -> str:
        """Replace the secret and print the new one as the last word."""
        from pullahead.usecases.settings import endpoints

        secret = endpoints.rotate_secret(endpoint_id=options.id, by=None)
        return f"The old secret signs too for 24 hours. The new one is shown only now: {secret}"

    def _switch(self, endpoint_id: int, enabled: bool) -> str:
        from pullahead.usecases.settings import endpoints

        endpoints.set_enabled(endpoint_id=endpoint_id, enabled=enabled, by=None)
        return f"Endpoint {endpoint_id} is {'enabled' if enabled else 'disabled'}."
