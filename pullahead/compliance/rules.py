"""Decision whether a number may be called now, by dated rule packs, on plain values.

Plain Python without Django, clock or I/O.

A *pack* is one version of the rules of one jurisdiction. All packs of a number's jurisdictions
apply at once, with those of its country and of anywhere (``*``): the strictest wins. Calling
windows are in calling_hours.py instead, since a lane has them in common.

An opt-out closes a lead in every case. A call that the customer requested (a callback, or a return
call) passes the gap and the quarantine, which limit unrequested calls. It passes neither the count
of calls nor a do-not-call list. An inquiry after the call or the refusal is also such a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeGuard

from pullahead.compliance.calling_hours import Holiday, Window, chain
from pullahead.compliance.places import ANYWHERE

DAY = timedelta(hours=24)
MIN_GAP = timedelta(minutes=30)
ON_A_LIST = "on_a_list"  # the park reason of a lead whose numbers are on a do-not-call list
NEVER = timedelta()
# delay until a too old list is checked again: a fresh import frees its numbers
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CallCap:
    """Limit: the most calls to one number in any span this long, by all agents on all leads."""

    calls: int
    within: timedelta

    @property
    def rule(self) -> str:
        """Name of the rule in verdicts."""
        return "calls_in_24_h" if self.within <= DAY else "calls_in_days"


@dataclass(frozen=True, slots=True)
class RulePackRules:
    """Limits of one jurisdiction. A span of zero, or None, sets no limit."""

    name: str
    version: int
    jurisdiction: str
    caps: tuple[CallCap, ...] = ()
    # between two calls to one number, unless the first dropped
    gap: timedelta = NEVER
    # wait after a disposition of `refusing`
    quarantine: timedelta = NEVER
    refusing: frozenset[str] = frozenset()
    # maximum age of this country's do-not-call list
    list_age: timedelta | None = None
    # windows in place of the installation's for this jurisdiction
    windows: tuple[Window, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    # the public holidays of the jurisdiction too, which queries.py adds to `holidays`
    public_holidays: bool = False
    # a callback that the customer requested may be at any hour, holidays included
    callbacks_any_hour: bool = False
    off: bool = False

    @property
    def label(self) -> str:
        """Name and version of the pack, as verdicts give it."""
        return f"{self.name} v{self.version}"


@dataclass(frozen=True, slots=True)
class DncListAge:
    """Imported do-not-call list: its country, and its date."""

    name: str
    country: str
    as_of: datetime


EVERYWHERE = RulePackRules("Everywhere", 1, ANYWHERE, caps=(CallCap(3, DAY),), gap=MIN_GAP)
"""Where nothing else is said: three calls in 24 h, half an hour apart."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Packs in force now, and the stored lists."""

    packs: tuple[RulePackRules, ...] = (EVERYWHERE,)
    lists: tuple[DncListAge, ...] = ()

    def of(self, jurisdictions: Iterable[str]) -> tuple[RulePackRules, ...]:
        """Return the packs of these jurisdictions, of their countries and of anywhere."""
        names = {name for one in (*jurisdictions, ANYWHERE) for name in chain(one)}
        return tuple(p for p in self.packs if p.jurisdiction in names and not p.off)

    @property
    def back(self) -> timedelta:
        """Return how far back calls must be known."""
        spans = [cap.within for pack in self.packs for cap in pack.caps]
        return max([DAY, *spans, *(p.gap for p in self.packs), *(p.quarantine for p in self.packs)])


SHIPPED = RuleSet()


class NumberRow(NamedTuple):
    """Phone of a lead and one recent attempt on it, in the database's form."""

    value: str
    at: object  # time of the attempt; None without one
    channel: str
    outcome: str
    opted_out: object
    listed: str | None
    consent: object
    windows: str | None  # window set of the card's lane
    asked_at: object


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """Facts about one valid number of a lead; calls count for any lead."""

    value: str
    calls: tuple[datetime, ...] = ()
    # last call, unless it dropped: a dropped call may be redialed
    paced_from: datetime | None = None
    # results of attempts on it: (when, disposition)
    came_to: tuple[tuple[datetime, str], ...] = ()
    jurisdictions: tuple[str, ...] = ()
    # its do-not-call list; "" for none
    listed: str = ""
    consent: bool = False
    # last inquiry of the lead's person: lifts earlier gap and quarantine
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallVerdict:
    """Answer whether a number may be called now.

    If not: the rule and the pack, and whether the lead waits, is parked or is closed.
    """

    ok: bool = True
    rule: str = ""
    origin: str = ""
    wait_until: datetime | None = None
    park: str = ""
    close: bool = False


def may_dial(
    number: NumberFacts, limits: RuleSet, *, asked: bool = False, now: datetime
) -> CallVerdict:
    """Decide whether this one number may be called now.

    `wait_until` is when it may; without it, waiting alone does not free the number. `asked`: the
    customer requested this call.
    """
    packs = limits.of(number.jurisdictions)
    barred = _listed(number, packs, limits, now)
    if barred is not None:
        return barred
    free = list(_waits(number, packs, asked, now))
    if not free:
        return CallVerdict()
    at, rule, origin = max(free)
    return CallVerdict(ok=False, rule=rule, origin=origin, wait_until=at)


def callable_from(
    numbers: Sequence[NumberFacts], at: datetime, limits: RuleSet = SHIPPED
) -> datetime:
    """Return the first moment from `at` on at which one number may be called on request."""
    return min((_counted_from(number, at, limits) for number in numbers), default=at)


def capped_by(numbers: Sequence[NumberFacts], at: datetime, limits: RuleSet) -> str:
    """Return the pack whose count of calls bars these numbers at `at`; "" if none does."""
    barred = [
        (_free_at(number.calls, cap, at), pack.label)
        for number in numbers
        for pack in limits.of(number.jurisdictions)
        for cap in pack.caps
    ]
    return max(((until, label) for until, label in barred if until > at), default=(at, ""))[1]


def hours_law(jurisdiction: str, limits: RuleSet) -> str:
    """Return the pack that a jurisdiction's calling hours belong to, the most specific first."""
    for name in chain(jurisdiction):
        for pack in limits.packs:
            if pack.jurisdiction == name and not pack.off:
                return pack.label
    return jurisdiction


def _counted_from(number: NumberFacts, at: datetime, limits: RuleSet) -> datetime:
    """Return when one more call fits every cap; the dial checks the do-not-call lists."""
    packs = limits.of(number.jurisdictions)
    return max([at, *(_free_at(number.calls, cap, at) for p in packs for cap in p.caps)])


def _listed(
    number: NumberFacts, packs: Sequence[RulePackRules], limits: RuleSet, now: datetime
) -> CallVerdict | None:
    """Refuse a number on a do-not-call list, unless consent is on record."""
    if number.consent:
        return None
    if number.listed:
        return CallVerdict(ok=False, rule="on_a_list", origin=number.listed, park=ON_A_LIST)
    for pack in packs:
        if pack.list_age is None:
            continue
        for kept in limits.lists:
            if kept.country == pack.jurisdiction and kept.as_of + pack.list_age <= now:
                return CallVerdict(
                    ok=False, rule="list_too_old", origin=pack.label, wait_until=now + LOOK_AGAIN
                )
    return None


def _waits(
    number: NumberFacts, packs: Sequence[RulePackRules], asked: bool, now: datetime
) -> Iterator[tuple[datetime, str, str]]:
    """Return the future limits of a number, as (until when, rule, pack)."""
    for pack in packs:
        for cap in pack.caps:
            if (at := _free_at(number.calls, cap, now)) > now:
                yield at, cap.rule, pack.label
        if asked:
            continue
        called, refused = number.paced_from, _refused_at(number, pack)
        if _after(called, number.asked_at) and (at := called + pack.gap) > now:
            yield at, "called_just_now", pack.label
        if _after(refused, number.asked_at) and (at := refused + pack.quarantine) > now:
            yield at, "refused_lately", pack.label


def _free_at(calls: Sequence[datetime], cap: CallCap, at: datetime) -> datetime:
    """Return the first moment from `at` on at which one more call stays within the cap."""
    if len(calls) < cap.calls:
        return at
    since = at - cap.within
    recent = [c for c in calls if c > since]
    if len(recent) < cap.calls:
        return at
    recent.sort()
    return recent[-cap.calls] + cap.within


def _refused_at(number: NumberFacts, pack: RulePackRules) -> datetime | None:
    """Return when the number's owner last refused."""
    return max((at for at, code in number.came_to if code in pack.refusing), default=None)


def _after(moment: datetime | None, asked_at: datetime | None) -> TypeGuard[datetime]:
    """Return whether a moment is after the last inquiry, which counts as a request for a call."""
    return moment is not None and (asked_at is None or moment >= asked_at)
