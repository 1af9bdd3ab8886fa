"""Check a password, slowed down by wrong ones before it, and never at the cost of other requests.

- Failures count for the name and the address together, for the address, and for the name.
- A delay grows with each failure and ends by itself. Nothing locks a name: the first try from a new
  address is always evaluated, even while other addresses guess the name.
- A device that a person has signed in on has a count of its own, which no other device raises.
- A try is counted before its password is checked, so tries at the same moment all count. A success
  takes its own count back.
- Unknown and disabled names count and cost the same as others.

API keys need none of this: a key is random, and is found by a plain hash.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.base.errors import Problem
from pullahead.base.pool import Pool
from pullahead.base.transaction import retried, write_transaction
from pullahead.team import queries, rules, throttle
from pullahead.team.models import Person
from pullahead.team.rules import ADDRESS, PAIR, FailureCount

# Each process checks one password at a time for unknown devices and one for known devices. The app
# server queues sign-ins in threads of their own; under another server, two of four threads stay
# free.
STRANGERS = Pool(running=1, waiting=1)
KNOWN = Pool(running=1, waiting=8)
BUSY = _("Too many sign-ins right now. Your password was not checked. Try again in a few seconds.")


class TooOften(Problem):
    """The name or the address must wait; `seconds` until the next try."""

    status = 429
    code = "too_many_tries"

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__(
            ngettext(
                "Too many wrong passwords for this name or from this network. Your password was "
                "not checked. Try again in {seconds} second.",
                "Too many wrong passwords for this name or from this network. Your password was "
                "not checked. Try again in {seconds} seconds.",
                self.seconds,
            ).format(seconds=self.seconds)
        )


@dataclass(frozen=True, slots=True)
class Client:
    """Origin of a sign-in attempt."""

    address: str
    # the id of a device that this name has signed in on; "" for any other
    device: str = ""


@dataclass(frozen=True, slots=True)
class _Keys:
    """Counter keys of one attempt; `pair` is the device's for a known device."""

    pair: str
    address: str = ""
    name: str = ""

    def all(self) -> list[str]:
        return [key for key in (self.pair, self.address, self.name) if key]


def sign_in(*, name: str, client: Client, check: Callable[[], Person | None]) -> Person | None:
    """Return the person, or None for a wrong password; `check` compares name and password.

    Raise TooOften during a delay, and Full when too many sign in at once. Neither checks the
    password or counts.
    """
    keys = _keys(name, client)
    _refuse_early(throttle.read(keys.all()), clock.now())
    with (KNOWN if client.device else STRANGERS).turn(str(BUSY)):
        before = _counted(keys)
        right = None
        try:
            right = check()
        except BaseException:
            _taken_back(keys, before, success=False)
            raise
        if right is not None:
            _taken_back(keys, before, success=True)
    return right


def is_one_of(people: Collection[int], *, name: str) -> bool:
    """Check whether one of these people has this name, for a device that several people use."""
    return bool(people) and queries.people().filter(pk__in=people, name=name).exists()


def first_with_role(role: str) -> Person | None:
    """Return the first active person of a role, for the sign-in buttons of a demo."""
    return queries.first_with_role(role)


@retried
def clean() -> int:
    """Delete expired counts, and return how many."""
    with write_transaction() as now:
        return throttle.clean(now=now)


def _keys(name: str, client: Client) -> _Keys:
    if client.device:
        return _Keys(throttle.key_of("device", client.device, name))
    address = rules.network(client.address)
    return _Keys(
        pair=throttle.key_of("pair", name, address),
        address=throttle.key_of("address", address),
        name=throttle.key_of("name", name),
    )


def _refuse_early(counts: dict[str, FailureCount], now: datetime) -> None:
    wait = max(count.wait(now) for count in counts.values())
    if wait:
        raise TooOften(wait)


@retried
def _counted(keys: _Keys) -> dict[str, FailureCount]:
    """Count the try as a failure under a lock, and return the counts before it."""
    with write_transaction() as now:
        before = throttle.locked(keys.all(), now=now)
        _refuse_early(before, now)
        after = {}
        free = None
        if keys.name:
            named = before[keys.name].at(now)
            free = rules.free_tries(named.failures)
            # A name alone delays no one: its count only reduces free tries.
            after[keys.name] = FailureCount(named.failures + 1, now, now)
        if keys.address:
            after[keys.address] = before[keys.address].failed(now, ADDRESS)
        after[keys.pair] = before[keys.pair].failed(now, PAIR, free=free)
        throttle.keep(after, now=now)
    return before


@retried
def _taken_back(keys: _Keys, before: dict[str, FailureCount], *, success: bool) -> None:
    """Take the try's own count back; a success also ends the delay of its pair."""
    with write_transaction() as now:
        counts = throttle.locked_again(keys.all(), now=now)
        for key, count in counts.items():
            left = max(count.failures - 1, 0)
            # A later failed try has set its own delay.
            alone = left == before[key].at(now).failures
            until = before[key].until if alone else count.until
            counts[key] = replace(count, failures=left, until=until)
        if success:
            counts[keys.pair] = FailureCount(0, now, now)
        throttle.keep(counts, now=now)
