"""May this number be called now? Limits from dated rule packs, checked on plain values. PURE.

A *pack* is what one jurisdiction asks for, in one version. All packs of a number's jurisdictions
hold at once, with those of its country and of anywhere (``*``): the strictest wins. Calling
windows are not here but in windows.py, since a lane has them in common.

An opt-out closes a lead, whatever else is so. What the customer asked for (a callback, a call back
to somebody who rang) passes the gap and the quarantine, which spare people what they did not ask
for; it passes neither the count of calls nor a do-not-call list. An inquiry since the call or the
refusal is such a wish too.
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
# a list that is too old is looked at again after this long: importing it anew frees its numbers
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CallCap:
    """At most so many calls to one number in any span this long, by anybody, on any lead."""

    calls: int
    within: timedelta

    @property
    def rule(self) -> str:
        """The name of the rule in verdicts."""
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
    # after a disposition of `refusing`
    quarantine: timedelta = NEVER
    refusing: frozenset[str] = frozenset()
    # how old a do-not-call list of this country may be
    list_age: timedelta | None = None
    # instead of the windows that the installation has for this jurisdiction
    windows: tuple[Window, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    # the public holidays of the jurisdiction too, which queries.py adds to `holidays`
    public_holidays: bool = False
    off: bool = False

    @property
    def label(self) -> str:
        """Its name and version, as verdicts give it."""
        return f"{self.name} v{self.version}"


@dataclass(frozen=True, slots=True)
class DncListAge:
    """A do-not-call list that was imported: of which country, and as of when."""

    name: str
    country: str
    as_of: datetime


EVERYWHERE = RulePackRules("Everywhere", 1, ANYWHERE, caps=(CallCap(3, DAY),), gap=MIN_GAP)
"""Where nothing else is said: three calls in 24 h, half an hour apart."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The packs in force now, and the lists that are kept."""

    packs: tuple[RulePackRules, ...] = (EVERYWHERE,)
    lists: tuple[DncListAge, ...] = ()

    def of(self, jurisdictions: Iterable[str]) -> tuple[RulePackRules, ...]:
        """The packs that hold there: of each jurisdiction, its country and of anywhere."""
        names = {name for one in (*jurisdictions, ANYWHERE) for name in chain(one)}
        return tuple(p for p in self.packs if p.jurisdiction in names and not p.off)

    @property
    def back(self) -> timedelta:
        """How far back calls must be known."""
        spans = [cap.within for pack in self.packs for cap in pack.caps]
        return max([DAY, *spans, *(p.gap for p in self.packs), *(p.quarantine for p in self.packs)])


SHIPPED = RuleSet()


class NumberRow(NamedTuple):
    """A phone of a lead and one try on it lately, as the database gives them."""

    value: str
    at: object  # of the try; None without one
    channel: str
    outcome: str
    opted_out: object
    listed: str | None
    consent: object
    windows: str | None  # of the card's lane
    asked_at: object


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """One valid number of a lead, and what is known of it, whosever lead the calls were for."""

    value: str
    calls: tuple[datetime, ...] = ()
    # when it was last called, unless that call dropped: it may be redialled
    paced_from: datetime | None = None
    # what attempts on it came to: (when, disposition)
    came_to: tuple[tuple[datetime, str], ...] = ()
    jurisdictions: tuple[str, ...] = ()
    # the do-not-call list that it is on; "" for none
    listed: str = ""
    consent: bool = False
    # when the person whom we call about last asked: it lifts gap and quarantine of before
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallVerdict:
    """May it be called now? If not: by which rule of which pack, and scheduled until, or parked, or
    closed."""

    ok: bool = True
    rule: str = ""
    law: str = ""
    wait_until: datetime | None = None
    park: str = ""
    close: bool = False


def may_dial(
    number: NumberFacts, limits: RuleSet, *, asked: bool = False, now: datetime
) -> CallVerdict:
    """May this one number be called now? `wait_until` is when it may; without, not by itself.

    `asked`: the customer asked for this very call.
    """
    packs = limits.of(number.jurisdictions)
    barred = _listed(number, packs, limits, now)
    if barred is not None:
        return barred
    free = list(_waits(number, packs, asked, now))
    if not free:
        return CallVerdict()
    at, rule, law = max(free)
    return CallVerdict(ok=False, rule=rule, law=law, wait_until=at)


def callable_from(
    numbers: Sequence[NumberFacts], at: datetime, limits: RuleSet = SHIPPED
) -> datetime:
    """The first moment from `at` on at which one of the numbers may be called as was asked for."""
    return min((_counted_from(number, at, limits) for number in numbers), default=at)


def _counted_from(number: NumberFacts, at: datetime, limits: RuleSet) -> datetime:
    """When a call more stays within every cap; a do-not-call list is asked at the dial."""
    packs = limits.of(number.jurisdictions)
    return max([at, *(_free_at(number.calls, cap, at) for p in packs for cap in p.caps)])


def _listed(
    number: NumberFacts, packs: Sequence[RulePackRules], limits: RuleSet, now: datetime
) -> CallVerdict | None:
    """Refuse a number on a do-not-call list, unless consent is on record."""
    if number.consent:
        return None
    if number.listed:
        return CallVerdict(ok=False, rule="on_a_list", law=number.listed, park=ON_A_LIST)
    for pack in packs:
        if pack.list_age is None:
            continue
        for kept in limits.lists:
            if kept.country == pack.jurisdiction and kept.as_of + pack.list_age <= now:
                return CallVerdict(
                    ok=False, rule="list_too_old", law=pack.label, wait_until=now + LOOK_AGAIN
                )
    return None


def _waits(
    number: NumberFacts, packs: Sequence[RulePackRules], asked: bool, now: datetime
) -> Iterator[tuple[datetime, str, str]]:
    """Future limits of a number, as (until when, rule, pack)."""
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
    """The first moment from `at` on at which one more call stays within the cap."""
    recent = sorted(c for c in calls if c > at - cap.within)
    if len(recent) < cap.calls:
        return at
    return recent[-cap.calls] + cap.within


def _refused_at(number: NumberFacts, pack: RulePackRules) -> datetime | None:
    """When its owner last refused."""
    return max((at for at, code in number.came_to if code in pack.refusing), default=None)


def _after(moment: datetime | None, asked_at: datetime | None) -> TypeGuard[datetime]:
    """Whether it was after they last asked: an inquiry since then is a wish to be called."""
    return moment is not None and (asked_at is None or moment >= asked_at)
