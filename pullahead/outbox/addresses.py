"""Check and resolve the address of an endpoint: no connection reaches an internal one.

A name is resolved once, and the connection goes to that very address. A second resolution at the
connect could answer with an internal address.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from pullahead.outbox.rules import Network, may_connect

URL_LIMIT = 500


class AddressRefused(Exception):
    """Address that is not used; the first argument is the code of the reason."""


@dataclass(frozen=True, slots=True)
class Target:
    """Parts of an endpoint's address."""

    secure: bool
    host: str
    port: int
    path: str


def allowed_networks() -> tuple[Network, ...]:
    """Return the internal networks that PULLAHEAD_HOOK_NETWORKS allows."""
    networks: tuple[Network, ...] = settings.CONFIG.hook_networks
    return networks


def read_url(url: str) -> Target:
    """Return the parts of an address; raise AddressRefused `url_invalid` or `url_not_https`.

    Plain http is for receivers in the networks that the settings allow, such as a test's.
    """
    if len(url) > URL_LIMIT or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressRefused("url_invalid")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("url_invalid") from None
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise AddressRefused("url_invalid")
    secure = parts.scheme == "https"
    if not secure and not (parts.scheme == "http" and allowed_networks()):
        raise AddressRefused("url_not_https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port or (443 if secure else 80), path)


def resolve(target: Target) -> str:
    """Return one address of the host; raise AddressRefused `unresolved` or `internal_address`.

    One internal address among several refuses the host.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused("unresolved") from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses:
        raise AddressRefused("unresolved")
    if not all(may_connect(one, allowed_networks()) for one in addresses):
        raise AddressRefused("internal_address")
    return addresses[0]
