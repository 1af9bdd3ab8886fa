"""Rules of the outbox: signature, retry schedule, pauses, allowed addresses.

Plain Python without Django, clock or I/O.

Source: the specification of Standard Webhooks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

SECRET_PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
OLD_SECRET_FOR: Final = timedelta(hours=24)  # both secrets sign after a rotation

# Pause after each failed attempt, as the specification suggests; the last failure is final
SCHEDULE: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
LONGEST_PAUSE: Final = timedelta(minutes=5)
GIVE_UP_AFTER: Final = timedelta(days=4)  # also without an attempt: a pause has no end otherwise
KEPT_FOR: Final = timedelta(days=30)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Networks that the library counts as global, and that carry an IPv4 address within
_TUNNELS: Final = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16", "2001::/32")))


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message under one secret: `v1,` and base64."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signatures(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header: one signature for each secret that is valid now."""
    return " ".join(sign(secret, message_id, timestamp, body) for secret in secrets)


def next_try(failures: int, waits_since: datetime, now: datetime) -> datetime | None:
    """Return the moment of the next attempt after so many failures; None after the last one."""
    if failures > len(SCHEDULE) or now - waits_since >= GIVE_UP_AFTER:
        return None
    return now + SCHEDULE[failures - 1]


def pause(failures: int) -> timedelta:
    """Return how long an endpoint rests after so many failures in a row: 5 s, then doubled."""
    return min(SCHEDULE[0] * (1 << min(failures - 1, 10)), LONGEST_PAUSE)


def delivered(status: int) -> bool:
    """Return whether the receiver accepted a message. A redirect is a failure."""
    return 200 <= status < 300


def may_connect(address: str, allowed: Collection[Network] = ()) -> bool:
    """Return whether an address is public, or in a network that the settings allow."""
    try:
        known: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if any(known in network for network in allowed if network.version == known.version):
        return True
    tunnel = any(known in network for network in _TUNNELS if network.version == known.version)
    return known.is_global and not known.is_multicast and not tunnel
