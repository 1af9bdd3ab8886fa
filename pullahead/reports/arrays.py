"""Facts of work as arrays: read from packed facts, filtered, grouped, counted.

Plain NumPy without Django, clock or I/O. NumPy takes 24 MB of a process and a tenth of a second.
Modules that a process loads at its start import this one inside the functions that compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from struct import Struct
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from pullahead.reports.columns import END_BITS, KINDS, FactColumns, parts_of
from pullahead.reports.team_stays import TeamStays

Column: TypeAlias = npt.NDArray[Any]
Flags: TypeAlias = npt.NDArray[np.uint8]
Mask: TypeAlias = npt.NDArray[np.bool_]
MANY = 4  # numbers that a table of keys may have for each fact


def _layout(codes: str, names: Sequence[str]) -> dict[str, tuple[int, int, str]]:
    """Return for each column where it begins and ends among the bytes of a fact, and its type."""
    ends = [Struct("<" + codes[:n]).size for n in range(len(codes) + 1)]
    types = ("<" + code for code in codes)
    return dict(zip(names, zip(ends, ends[1:], types, strict=False), strict=True))


LAYOUT = {kind: _layout(*one) for kind, one in KINDS.items()}


class FactArrays:
    """Facts of one kind; a column is read when it is first asked for."""

    __slots__ = ("_columns", "_parts", "_places", "kind", "n")

    def __init__(self, kind: str, parts: Sequence[tuple[int, memoryview]] = ()) -> None:
        self.kind = kind
        self.n = sum(count for count, _columns in parts)
        self._parts = parts
        self._places: Column | None = None  # of the facts that were kept
        self._columns: dict[str, Column] = {}

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            begins, ends, code = LAYOUT[self.kind][name]
            read = b"".join([one[begins * n : ends * n] for n, one in self._parts])
            found = np.frombuffer(read, code)
            self._columns[name] = found if self._places is None else found[self._places]
        return self._columns[name]

    def kept(self, keep: Mask) -> FactArrays:
        """Return the facts for which a mask is true."""
        places = np.flatnonzero(keep)
        if len(places) == len(self):
            return self
        found = FactArrays(self.kind)
        found.n, found._parts = len(places), self._parts
        found._places = places if self._places is None else self._places[places]
        found._columns = {name: column[places] for name, column in self._columns.items()}
        return found

    def where(self, name: str, wanted: Iterable[int]) -> FactArrays:
        """Return the facts whose value in a column is wanted."""
        return self.kept(np.isin(self[name], list(wanted)))

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the values of some columns, fact by fact."""
        return zip(*(self[name].tolist() for name in names), strict=True)

    def joined(self, more: FactColumns) -> FactArrays:
        """Return these facts and more."""
        if not more:
            return self
        found = FactArrays(self.kind)
        found.n = len(self) + len(more)
        found._columns = {
            name: np.concatenate([self[name], np.array(more[name])]) for name in LAYOUT[self.kind]
        }
        return found


class WorkArrays:
    """Facts of a stretch of time, of all kinds."""

    __slots__ = ("kinds",)

    def __init__(self, bodies: Iterable[bytes]) -> None:
        parts: dict[str, list[tuple[int, memoryview]]] = {kind: [] for kind in KINDS}
        for body in bodies:
            for kind, count, columns in parts_of(body):
                if count:
                    parts[kind].append((count, columns))
        self.kinds = {kind: FactArrays(kind, own) for kind, own in parts.items()}

    def __getitem__(self, kind: str) -> FactArrays:
        return self.kinds[kind]

    def where(self, name: str, wanted: Iterable[int], kinds: Iterable[str] = KINDS) -> None:
        """Drop the facts whose value in a column is not wanted; kinds without it stay whole."""
        for kind in kinds:
            if name in LAYOUT[kind]:
                self.kinds[kind] = self.kinds[kind].where(name, wanted)


class Groups:
    """Facts by key: the keys in order, and the number of the key of each fact."""

    __slots__ = ("keys", "numbers")

    def __init__(self, keys: Column) -> None:
        found, numbers = _numbered(keys)
        self.keys: list[int] = found.tolist()
        self.numbers = numbers

    def counts(self, wanted: Mask) -> dict[int, int]:
        """Return the number of wanted facts of each key that has one."""
        counts = np.bincount(self.numbers[wanted], minlength=len(self.keys)).tolist()
        return {key: n for key, n in zip(self.keys, counts, strict=True) if n}

    def sums(self, values: Column, wanted: Mask) -> dict[int, float]:
        """Return the sum of the wanted values of each key, added in their order."""
        numbers, size = self.numbers[wanted], len(self.keys)
        sums = np.bincount(numbers, weights=values[wanted], minlength=size)
        return dict(zip(self.keys, map(float, sums.tolist()), strict=True))

    def different(self, values: Column, wanted: Mask) -> dict[int, int]:
        """Return how many different values the wanted facts of each key have, if any."""
        found = self.parts(in_order(values, wanted), values)
        return {key: int(np.count_nonzero(np.diff(own))) + 1 for key, own in found.items()}

    def parts(self, places: Column, values: Column) -> dict[int, Column]:
        """Return the values of each key that has one, in the order of their places."""
        numbers = self.numbers[places]
        order = np.argsort(numbers, kind="stable")
        counts = np.bincount(numbers, minlength=len(self.keys))
        ends = np.cumsum(counts).tolist()
        ordered, bounds = values[places[order]], pairwise([0, *ends])
        return {
            key: ordered[begins:to]
            for key, (begins, to) in zip(self.keys, bounds, strict=True)
            if to > begins
        }


def _numbered(keys: Column) -> tuple[Column, Column]:
    """Return the different keys in order, and the number of each fact's key among them."""
    if not len(keys):
        return keys, np.zeros(0, np.intp)
    low = keys.min()
    if int(keys.max()) - int(low) > MANY * len(keys):
        return np.unique(keys, return_inverse=True)
    there = np.bincount(keys - low) > 0
    numbers = np.cumsum(there) - 1
    if numbers[-1] < 1 << 16:
        numbers = numbers.astype(np.uint16)  # NumPy sorts short numbers eight times as fast
    return np.flatnonzero(there) + low, numbers[keys - low]


def looked_up(keys: Column, value_of: Callable[[int], int]) -> Column:
    """Return the value of each key; the function is called once for each different key."""
    groups = Groups(keys)
    return np.array([value_of(key) for key in groups.keys], np.int64)[groups.numbers]


def teams_of(stays: TeamStays, people: Column, slots: Column) -> Column:
    """Return the team of each fact, as `stays.at` does for one."""
    teams = looked_up(people, lambda person: stays.now.get(person, 0))
    moved = np.flatnonzero(np.isin(people, list(stays.left)))
    if len(moved):
        teams[moved] = _teams_then(stays, people[moved], slots[moved])
    return teams


def _teams_then(stays: TeamStays, people: Column, slots: Column) -> Column:
    """Return the team of each fact of people who moved.

    The ends of all stays are one sorted list of numbers: a person in the high half, a quarter hour
    in the low half. A person's last stay has no end.
    """
    groups, ends, teams = Groups(people), [], []
    for number, person in enumerate(groups.keys):
        for until, team in stays.left[person]:
            ends.append((number << 32) + until)
            teams.append(team)
        ends.append((number << 32) + (1 << 32) - 1)
        teams.append(stays.now.get(person, 0))
    facts = (groups.numbers.astype(np.int64) << 32) + slots
    return np.array(teams, np.int64)[np.searchsorted(ends, facts, side="right")]


def in_order(values: Column, wanted: Mask) -> Column:
    """Return the places of the wanted values, in the order of the values."""
    places = np.flatnonzero(wanted)
    return places[np.argsort(values[places])]


def ended(flags: Flags, *ends: int) -> Mask:
    """Return which claims ended in one of some ways."""
    return np.isin(flags & END_BITS, ends)


def has(flags: Flags, bit: int) -> Mask:
    """Return which facts have a flag."""
    return (flags & bit).astype(np.bool_)
