"""Calling windows: times at which a window set permits calls.

A *window set* is the text that names a lane's calling rules. It holds one jurisdiction and the
zones where the person may be, such as ``US-FL@America/New_York`` or
``BR@America/Manaus+America/Sao_Paulo``. It is open at a moment when the local time of *every* zone
is inside a window. Where two jurisdictions may apply, it names both,
``US-FL+US-GA@America/New_York``, and the windows of both must be open.

Decisions use the instant, and never turn a local time into an instant. On the days when clocks
change, a local hour may exist twice or not at all. Each instant has exactly one local time, so
``[opens, closes)`` needs no special case.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache, reduce
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pullahead.compliance.places import ANYWHERE, Location, zone_is_known

# window set of leads without a phone: an email may be sent at any hour
MAIL = "mail@UTC"
DAY = 86_400
WEEK = 7 * DAY
SEARCH_DAYS = 14
_EPOCH_MONDAY = 3 * DAY  # 1 January 1970 was a Thursday
_EPOCH = date(1970, 1, 1).toordinal()
_KEPT_STATES = 4_096
# Zone names may hold a plus sign themselves (Etc/GMT+5), but only before a digit.
_BETWEEN_ZONES = re.compile(r"\+(?=[A-Za-z])")

Span = tuple[int, int]  # seconds since Monday 00:00 local, half open
_ALWAYS = ((0, WEEK),)
_NO_RIGHTS: Mapping[str, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Window:
    """Span of one weekday (0 = Monday), local time, ``[opens, closes)``.

    ``closes`` at 00:00 means the end of that day. A jurisdiction may have several a day; a weekday
    without any is closed.
    """

    jurisdiction: str
    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday}: give 0 (Monday) to 6 (Sunday)")
        start, end = self.span
        if end <= start:
            raise ValueError(
                f"window {self.opens}-{self.closes}: it must close after it opens; "
                "write one that passes midnight as two"
            )

    @property
    def span(self) -> Span:
        """Start and end in seconds since Monday 00:00."""
        start = self.weekday * DAY
        return start + _seconds(self.opens), start + (_seconds(self.closes) or DAY)


@dataclass(frozen=True, slots=True)
class Holiday:
    """Day without calls in a jurisdiction, from local midnight to midnight."""

    jurisdiction: str
    day: date
    name: str = ""


def daily(
    jurisdiction: str, opens: time, closes: time, weekdays: Iterable[int] = range(7)
) -> tuple[Window, ...]:
    """Return one window on each of these weekdays."""
    return tuple(Window(jurisdiction, day, opens, closes) for day in weekdays)


def window_set(place: Location) -> str:
    """Return the canonical text of a place: equal places always give equal texts."""
    return f"{place.jurisdiction}@{'+'.join(sorted(set(place.zones)))}"


def place_in(text: str) -> Location:
    """Return the place that a window set names, the inverse of `window_set`.

    Raises ValueError for a text that is no window set.
    """
    jurisdiction, at, zones = text.partition("@")
    if not (jurisdiction and at and zones):
        raise ValueError(f"{text!r} is no window set; write one as US-FL@America/New_York")
    return Location(tuple(_BETWEEN_ZONES.split(zones)), jurisdiction)


def chain(jurisdiction: str) -> tuple[str, ...]:
    """Return a jurisdiction, its country and anywhere: the most specific first."""
    return jurisdiction, jurisdiction.partition("-")[0], ANYWHERE


def windows_for(jurisdiction: str, windows: Sequence[Window]) -> tuple[Window, ...]:
    """Return a jurisdiction's windows: its own, else its country's, else those of anywhere
    (``*``).
    """
    for name in chain(jurisdiction):
        found = tuple(window for window in windows if window.jurisdiction == name)
        if found:
            return found
    return ()


class Hours:
    """Windows compiled for frequent questions: a pull asks once for each lane.

    Each answer is cached with the moments between which it holds; a warm question is one lookup.
    Safe to share between threads: cached answers are immutable and replaced whole.

    A window set that cannot be read, or that no window covers, is always closed, and is no error.
    One bad lane must not stop the pulls of all the others.
    """

    def __init__(
        self,
        windows: Sequence[Window],
        holidays: Iterable[Holiday] = (),
        rights: Mapping[str, bool] = _NO_RIGHTS,
    ) -> None:
        # jurisdiction with a rule pack: whether a requested callback may be at any hour
        self._rights = rights
        self._windows = tuple(windows)
        self._holidays: dict[str, set[int]] = {}
        for one in holidays:
            self._holidays.setdefault(one.jurisdiction, set()).add(one.day.toordinal() - _EPOCH)
        self._law: dict[str, tuple[tuple[Span, ...], frozenset[int]]] = {}
        self._kept: dict[str, tuple[int, int, bool]] = {}

    def is_open(self, window_set: str, now: datetime) -> bool:
        """Return whether every zone of the set is inside a window at `now` (aware)."""
        moment = _instant(now)
        if window_set == MAIL:
            return True
        kept = self._kept.get(window_set)
        if kept is None or not kept[0] <= moment < kept[1]:
            kept = self._state(window_set, moment)
        return kept[2]

    def callback_open(self, window_set: str, now: datetime) -> bool:
        """Return whether a callback that the customer requested may be called at `now`."""
        return self.any_hour(window_set) or self.is_open(window_set, now)

    def callback_next_open(self, window_set: str, now: datetime) -> datetime | None:
        """Return the first moment from `now` on for a requested callback; None = never."""
        if self.any_hour(window_set):
            return now.astimezone(UTC)
        return self.next_open(window_set, now)

    def any_hour(self, window_set: str) -> bool:
        """Return whether the rule packs permit requested callbacks at any hour.

        The most specific jurisdiction with a pack decides. A set of two jurisdictions needs both.
        """
        if not any(self._rights.values()):
            return False
        parts = window_set.partition("@")[0].split("+")
        return all(
            next((self._rights[name] for name in chain(one) if name in self._rights), False)
            for one in parts
        )

    def closed_by(self, window_set: str, now: datetime) -> str:
        """Return the jurisdiction whose windows bar calls at `now`; "" if none do.

        A jurisdiction without windows of its own follows its country's.
        """
        names, _, zones = window_set.partition("@")
        for one in names.split("+"):
            if not self.is_open(f"{one}@{zones}", now):
                windows = windows_for(one, self._windows)
                return windows[0].jurisdiction if windows else one
        return ""

    def open_until(self, window_set: str, now: datetime) -> datetime | None:
        """Return when an open set closes; None if closed now, or open for 14 days on end."""
        moment = _instant(now)
        _, until, is_open = self._state(window_set, moment)
        if not is_open or until >= moment + SEARCH_DAYS * DAY:
            return None
        return datetime.fromtimestamp(until, UTC)

    def next_open(self, window_set: str, now: datetime) -> datetime | None:
        """Return the first moment from `now` on at which the set is open: `now` itself if it is
        open.

        None = not within 14 days, which for weekly windows means never.
        """
        moment = _instant(now)
        _, until, is_open = self._state(window_set, moment)
        if is_open:
            return now.astimezone(UTC)
        if until >= moment + SEARCH_DAYS * DAY:
            return None
        return datetime.fromtimestamp(until, UTC)

    def _state(self, text: str, moment: int) -> tuple[int, int, bool]:
        """Return (from, until, open): the answer at `moment` and the span in which it holds.

        A cached answer that the end of the search cut short does not cover later moments. The
        search is then made again from `moment`.
        """
        if text == MAIL:
            return moment, moment + SEARCH_DAYS * DAY, True
        kept = self._kept.get(text)
        if kept and kept[0] <= moment < kept[1] < kept[0] + SEARCH_DAYS * DAY:
            return kept
        zones, (spans, closed) = zones_of(text), self._law_of(text)
        if zones and spans == _ALWAYS and not closed:
            return moment, moment + SEARCH_DAYS * DAY, True  # result of every search
        state = _search(zones, spans, closed, moment) if zones and spans else _never(moment)
        if len(self._kept) >= _KEPT_STATES:
            self._kept = {}
        self._kept[text] = state
        return state

    def _law_of(self, text: str) -> tuple[tuple[Span, ...], frozenset[int]]:
        """Return the week's spans in which all jurisdictions permit calls, and the days without
        calls.

        Days count from 1970.
        """
        names = text.partition("@")[0]
        law = self._law.get(names)
        if law is None:
            parts = names.split("+")
            weeks = [_merged(w.span for w in windows_for(one, self._windows)) for one in parts]
            days = {day for one in parts for name in chain(one) for day in self._days(name)}
            law = self._law[names] = reduce(_both, weeks), frozenset(days)
        return law

    def _days(self, jurisdiction: str) -> Iterable[int]:
        return self._holidays.get(jurisdiction, ())


@lru_cache(maxsize=16_384)
def _clock_offsets(zone: str, day: int) -> tuple[tuple[int, int], ...]:
    """Return the UTC offsets of a zone during one UTC day (days since 1970).

    Pairs (until, offset), both in seconds, `until` since 1970 and exclusive, in order.
    """
    start, end = day * DAY, (day + 1) * DAY
    found: list[tuple[int, int]] = []
    step = DAY // 4  # no zone has ever changed twice within six hours since 1970
    for left in range(start, end, step):
        before, after = _offset(zone, left), _offset(zone, left + step)
        if before != after:
            found.append((_change(zone, left, left + step), before))
    found.append((end, _offset(zone, end - 1)))
    return tuple(found)


def _change(zone: str, left: int, right: int) -> int:
    """Return the second in (left, right] at which the offset first differs from that at `left`."""
    before = _offset(zone, left)
    while right - left > 1:
        middle = (left + right) // 2
        if _offset(zone, middle) == before:
            left = middle
        else:
            right = middle
    return right


def _offset(zone: str, moment: int) -> int:
    offset = datetime.fromtimestamp(moment, ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _search(
    zones: Sequence[str], spans: Sequence[Span], closed: frozenset[int], start: int
) -> tuple[int, int, bool]:
    """Walk from boundary to boundary until the answer changes, at most 14 days."""
    horizon = start + SEARCH_DAYS * DAY
    moment, first = start, None
    while True:
        states = [_zone_state(zone, spans, closed, moment) for zone in zones]
        is_open = all(inside for inside, _ in states)
        if first is None:
            first = is_open
        if is_open != first:
            return start, moment, first
        if moment >= horizon:
            return start, horizon, first
        # Open lasts at least to the first boundary; closed at least until the last closed zone
        # may open.
        moment = min(horizon, _next_moment(states, is_open))


def _next_moment(states: Sequence[tuple[bool, int]], is_open: bool) -> int:
    if is_open:
        return min(boundary for _, boundary in states)
    return max(boundary for inside, boundary in states if not inside)


def _zone_state(
    zone: str, spans: Sequence[Span], closed: frozenset[int], moment: int
) -> tuple[bool, int]:
    """Return whether one zone is inside a window, and until when that is sure."""
    until, offset = next(pair for pair in _clock_offsets(zone, moment // DAY) if moment < pair[0])
    if closed:
        # the next local day may be a holiday, so nothing is sure beyond midnight there
        day, gone = divmod(moment + offset, DAY)
        until = min(until, moment + DAY - gone)
        if day in closed:
            return False, until
    local = (moment + offset + _EPOCH_MONDAY) % WEEK
    index = bisect_right(spans, (local, WEEK + 1)) - 1
    if index >= 0 and local < spans[index][1]:
        return True, min(until, moment + spans[index][1] - local)
    following = spans[index + 1][0] if index + 1 < len(spans) else spans[0][0] + WEEK
    return False, min(until, moment + following - local)


@lru_cache(maxsize=_KEPT_STATES)
def zones_of(text: str) -> tuple[str, ...]:
    """Return the zones of a window set; none if it is unreadable or a zone is unknown."""
    try:
        zones = place_in(text).zones
    except ValueError:
        return ()
    return zones if all(zone_is_known(zone) for zone in zones) else ()


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return sorted spans, with touching and overlapping ones merged."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _both(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """Return the intersection of two lists of spans."""
    shared = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return _merged(span for span in shared if span[0] < span[1])


def _never(moment: int) -> tuple[int, int, bool]:
    return moment, moment + SEARCH_DAYS * DAY, False


def _seconds(clock: time) -> int:
    if clock.microsecond or clock.tzinfo is not None:
        raise ValueError(f"{clock!r}: a window opens and closes at a plain local time")
    return clock.hour * 3_600 + clock.minute * 60 + clock.second


def _instant(now: datetime) -> int:
    """Return whole seconds since 1970, rounded down."""
    if now.tzinfo is None:
        raise ValueError("the moment has no zone; pass an aware datetime")
    return int(now.timestamp() // 1)
