"""May this number be called now? Limits from dated rule packs, checked on plain values. PURE.

A *pack* is what one jurisdiction asks for, in one version. All packs of a number's jurisdictions
hold at once, with those of its country and of anywhere (``*``): the strictest wins. Calling
windows are not here but in windows.py, since a lane has them in common.

An opt-out closes a lead, whatever else is so. What the customer asked for (a promise, a call back
to somebody who rang) passes the gap and the quarantine, which spare people what they did not ask
for; it passes neither the count of calls nor a do-not-call list. An inquiry since the call or the
refusal is such a wish too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard
from zoneinfo import ZoneInfo

from pullahead.pull.places import ANYWHERE
from pullahead.pull.rules import DAY, MIN_GAP, Card, Park
from pullahead.pull.windows import Holiday, Window, chain

NEVER = timedelta()
# a list that is too old is looked at again after this long: importing it anew frees its numbers
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many calls to one number in any span this long, by anybody, on any lead."""

    calls: int
    within: timedelta

    @property
    def rule(self) -> str:
        """The name of the rule in verdicts."""
        return "calls_in_24_h" if self.within <= DAY else "calls_in_days"


@dataclass(frozen=True, slots=True)
class Pack:
    """What one jurisdiction asks for. A span of zero, or None, asks for nothing."""

    name: str
    version: int
    jurisdiction: str
    caps: tuple[Cap, ...] = ()
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
    off: bool = False

    @property
    def label(self) -> str:
        """Its name and version, as verdicts give it."""
        return f"{self.name} v{self.version}"


@dataclass(frozen=True, slots=True)
class DncList:
    """A do-not-call list that was imported: of which country, and as of when."""

    name: str
    country: str
    as_of: datetime


EVERYWHERE = Pack("Everywhere", 1, ANYWHERE, caps=(Cap(3, DAY),), gap=MIN_GAP)
"""Where nothing else is said: three calls in 24 h, half an hour apart."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The packs in force now, and the lists that are kept."""

    packs: tuple[Pack, ...] = (EVERYWHERE,)
    lists: tuple[DncList, ...] = ()

    def of(self, jurisdictions: Iterable[str]) -> tuple[Pack, ...]:
        """The packs that hold there: of each jurisdiction, its country and of anywhere."""
        names = {name for one in (*jurisdictions, ANYWHERE) for name in chain(one)}
        return tuple(p for p in self.packs if p.jurisdiction in names and not p.off)

    @property
    def back(self) -> timedelta:
        """How far back calls must be known."""
        spans = [cap.within for pack in self.packs for cap in pack.caps]
        return max([DAY, *spans, *(p.gap for p in self.packs), *(p.quarantine for p in self.packs)])


SHIPPED = Limits()


@dataclass(frozen=True, slots=True)
class Number:
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
class PickFacts:
    """What is read again of the card that was picked."""

    opted_out: bool
    numbers: tuple[Number, ...]
    zone: str
    # without a number: it can be written to
    mailable: bool = False
    limits: Limits = SHIPPED

    @property
    def packs(self) -> list[list[str | int]]:
        """[name, version] of each pack that holds for one of its numbers: those it was checked
        against."""
        there = {one for number in self.numbers for one in number.jurisdictions}
        return [[p.name, p.version] for p in self.limits.of(there)] if self.numbers else []


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be called now? If not: by which rule of which pack, and asleep until, or parked, or
    closed."""

    ok: bool = True
    rule: str = ""
    law: str = ""
    sleep_until: datetime | None = None
    park: str = ""
    close: bool = False


def may_call(card: Card, facts: PickFacts, *, now: datetime) -> Verdict:
    """May the picked card be called now? One number that may is enough.

    Do-not-call closes; no number and no e-mail address parks, as do numbers that are all on a
    do-not-call list; numbers that must wait put it to sleep until the first of them is free.
    """
    if facts.opted_out:
        return Verdict(ok=False, rule="do_not_call", close=True)
    if not facts.numbers and not facts.mailable:
        return Verdict(ok=False, rule="no_phone", park=Park.NO_PHONE)
    asked = card.due_at is not None
    verdicts = [may_dial(n, facts.limits, asked=asked, now=now) for n in facts.numbers]
    if verdicts and not any(verdict.ok for verdict in verdicts):
        later = [(v.sleep_until, n) for n, v in enumerate(verdicts) if v.sleep_until]
        return verdicts[min(later)[1]] if later else verdicts[0]
    if (at := _clock_time_today(card, facts.zone, now)) is not None:
        return Verdict(ok=False, rule="promise_clock_time", sleep_until=at)
    return Verdict()


def may_dial(number: Number, limits: Limits, *, asked: bool = False, now: datetime) -> Verdict:
    """May this one number be called now? `sleep_until` is when it may; without, not by itself.

    `asked`: the customer asked for this very call.
    """
    packs = limits.of(number.jurisdictions)
    barred = _listed(number, packs, limits, now)
    if barred is not None:
        return barred
    free = list(_waits(number, packs, asked, now))
    if not free:
        return Verdict()
    at, rule, law = max(free)
    return Verdict(ok=False, rule=rule, law=law, sleep_until=at)


def callable_from(numbers: Sequence[Number], at: datetime, limits: Limits = SHIPPED) -> datetime:
    """The first moment from `at` on at which one of the numbers may be called as was asked for."""
    return min((_counted_from(number, at, limits) for number in numbers), default=at)


def _counted_from(number: Number, at: datetime, limits: Limits) -> datetime:
    """When a call more stays within every cap; a do-not-call list is asked at the dial."""
    packs = limits.of(number.jurisdictions)
    return max([at, *(_free_at(number.calls, cap, at) for p in packs for cap in p.caps)])


def _listed(number: Number, packs: Sequence[Pack], limits: Limits, now: datetime) -> Verdict | None:
    """What a do-not-call list bars, where there is no consent."""
    if number.consent:
        return None
    if number.listed:
        return Verdict(ok=False, rule="on_a_list", law=number.listed, park=Park.ON_A_LIST)
    for pack in packs:
        if pack.list_age is None:
            continue
        for kept in limits.lists:
            if kept.country == pack.jurisdiction and kept.as_of + pack.list_age <= now:
                return Verdict(
                    ok=False, rule="list_too_old", law=pack.label, sleep_until=now + LOOK_AGAIN
                )
    return None


def _waits(
    number: Number, packs: Sequence[Pack], asked: bool, now: datetime
) -> Iterator[tuple[datetime, str, str]]:
    """What a number must wait for: (until when, rule, pack), those in the future only."""
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


def _free_at(calls: Sequence[datetime], cap: Cap, at: datetime) -> datetime:
    """The first moment from `at` on at which one more call stays within the cap."""
    recent = sorted(c for c in calls if c > at - cap.within)
    if len(recent) < cap.calls:
        return at
    return recent[-cap.calls] + cap.within


def _refused_at(number: Number, pack: Pack) -> datetime | None:
    """When its owner last refused."""
    return max((at for at, code in number.came_to if code in pack.refusing), default=None)


def _after(moment: datetime | None, asked_at: datetime | None) -> TypeGuard[datetime]:
    """Whether it was after they last asked: an inquiry since then is a wish to be called."""
    return moment is not None and (asked_at is None or moment >= asked_at)


def _clock_time_today(card: Card, zone: str, now: datetime) -> datetime | None:
    """A promise that nobody took on its day is offered later not before its clock time."""
    if card.due_at is None:
        return None
    local = ZoneInfo(zone or "UTC")
    today, due = now.astimezone(local), card.due_at.astimezone(local)
    if due.date() >= today.date() or today.time() >= due.time():
        return None
    return datetime.combine(today.date(), due.time(), local).astimezone(now.tzinfo)
