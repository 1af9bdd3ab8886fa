"""Delay of sign-ins after wrong passwords.

Plain Python without Django, clock or I/O.

The delay grows and ends by itself. No account is ever locked, so no one can lock out a colleague.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""A count starts anew when its last failure is this old; then its row can be deleted, too."""

HOUR: Final = timedelta(hours=1)

MANY_FOR_A_NAME: Final = 50
"""Failures for one name, from anywhere, above which each new address gets one free try only."""

_FIRST: Final = timedelta(seconds=4)
_NETWORK_BITS: Final = 64  # one customer of a provider has a whole /64 of IPv6


@dataclass(frozen=True, slots=True)
class DelayCurve:
    """Free failures, then a delay that doubles from four seconds to the longest."""

    free: int
    longest: timedelta

    def delay(self, failures: int, *, free: int | None = None) -> timedelta:
        """Return the delay after `failures` failures in a row."""
        over = failures - (self.free if free is None else free)
        if over < 0:
            return timedelta()
        return min(_FIRST * (1 << min(over, 20)), self.longest)


PAIR: Final = DelayCurve(free=5, longest=timedelta(minutes=5))
"""One name from one address, or from one device that this name has signed in on."""

ADDRESS: Final = DelayCurve(free=20, longest=timedelta(minutes=1))
"""All names from one address: an office shares one, so the longest delay is short."""


@dataclass(frozen=True, slots=True)
class FailureCount:
    """Failures so far, the last one, and the end of the delay."""

    failures: int = 0
    last_at: datetime | None = None
    until: datetime | None = None

    def at(self, now: datetime) -> FailureCount:
        """Return the present count: empty after its expiry, or after the clock was moved back."""
        old = self.last_at is None or not self.last_at <= now < self.last_at + FORGOTTEN_AFTER
        return FailureCount() if old else self

    def wait(self, now: datetime) -> timedelta:
        """The time until the next try is allowed."""
        until = self.at(now).until
        return max(until - now, timedelta()) if until else timedelta()

    def failed(self, now: datetime, curve: DelayCurve, *, free: int | None = None) -> FailureCount:
        """The count after one more failure."""
        failures = self.at(now).failures + 1
        return FailureCount(failures, now, now + curve.delay(failures, free=free))


def free_tries(failures_for_name: int) -> int:
    """Free tries of a new address for a name; at least one, so a right password always passes."""
    return PAIR.free if failures_for_name < MANY_FOR_A_NAME else 1


def network(address: str) -> str:
    """The network that counts as one address; "" when the address cannot be read."""
    text = address.strip().strip("[]")
    try:
        known = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        host, _, port = text.rpartition(":")
        return network(host) if host and port.isdecimal() else ""
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, _NETWORK_BITS), strict=False))
    return str(known)


SEARCHES_AN_HOUR: Final = 120
"""Searches of one agent for others' leads: two a minute, each as it is typed."""


def searched(count: FailureCount, now: datetime) -> FailureCount | None:
    """The count after one more search; None above the limit. `until` is the end of the hour."""
    running = count.failures > 0 and count.until is not None and now < count.until <= now + HOUR
    if not running:
        return FailureCount(1, now, now + HOUR)
    if count.failures >= SEARCHES_AN_HOUR:
        return None
    return FailureCount(count.failures + 1, now, count.until)
