"""Facts of work, column by column: they are added, filtered and stored without an object a row.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from struct import Struct
from typing import Any, Final

# flags of a claim: how it ended is in the low two bits
SETTLED, RELEASED, EXPIRED, OTHER_END, END_BITS = 0, 1, 2, 3, 3
REACHED, LOOKED_UP, CALLED, SHORT = 4, 8, 16, 32
VERIFIED, GOOD = 1, 2  # flags of an attempt
AVAILABLE, ON_CLAIM, WRAP_UP = 0, 1, 2  # states of a person

# Columns of each kind of fact: the type of `array`, and a name. A slot is the number of the
# quarter hour since 1970. Of a note there is only a digest.
KINDS: Final = {
    "claims": ("qqiBdQ", ("agent", "source", "slot", "flags", "seconds", "note")),
    "attempts": ("qqiB", ("agent", "source", "slot", "flags")),
    "waits": ("qiBd", ("source", "slot", "kind", "seconds")),
    "open": ("qiQQ", ("source", "slot", "high", "low")),  # the lead's id in two halves
    "closed": ("qiB", ("source", "slot", "made")),
    "states": ("qiBd", ("agent", "slot", "state", "seconds")),
    "there": ("qidd", ("agent", "slot", "begins", "ends")),
}
_COUNT = Struct("<I")


class FactColumns:
    """Facts of one kind."""

    __slots__ = ("columns", "kind")

    def __init__(self, kind: str, columns: Sequence[array[Any]] | None = None) -> None:
        self.kind = kind
        self.columns = tuple(columns or (array(code) for code in KINDS[kind][0]))

    def __len__(self) -> int:
        return len(self.columns[0])

    def __getitem__(self, name: str) -> array[Any]:
        return self.columns[KINDS[self.kind][1].index(name)]

    def add(self, *values: float) -> None:
        """Add one fact."""
        for column, value in zip(self.columns, values, strict=True):
            column.append(value)

    def extend(self, other: FactColumns) -> None:
        """Add the facts of another part."""
        for mine, theirs in zip(self.columns, other.columns, strict=True):
            mine.extend(theirs)

    def keep(self, name: str, wanted: Callable[[Any], object]) -> bytes:
        """Return for each fact 1 if its value in a column is wanted, else 0."""
        column = self[name]
        if column.typecode == "B":
            return column.tobytes().translate(bytes(bool(wanted(n)) for n in range(256)))
        return bytes(map(bool, map(wanted, column)))

    def where(self, name: str, wanted: Callable[[Any], object]) -> FactColumns:
        """Return the facts whose value in a column is wanted."""
        return self.kept(self.keep(name, wanted))

    def kept(self, keep: bytes) -> FactColumns:
        """Return the facts that have a 1."""
        if keep.count(1) == len(self):
            return self
        kept = [array(one.typecode, compress(one, keep)) for one in self.columns]
        return FactColumns(self.kind, kept)


class WorkFacts:
    """Facts of a stretch of time, of all kinds."""

    __slots__ = ("kinds",)

    def __init__(self) -> None:
        self.kinds = {kind: FactColumns(kind) for kind in KINDS}

    def __getitem__(self, kind: str) -> FactColumns:
        return self.kinds[kind]

    def extend(self, other: WorkFacts) -> None:
        """Add the facts of another stretch."""
        for kind, columns in self.kinds.items():
            columns.extend(other[kind])

    def where(self, name: str, wanted: Callable[[Any], object]) -> None:
        """Drop the facts whose value in a column is not wanted; kinds without it stay whole."""
        for kind, (_codes, names) in KINDS.items():
            if name in names:
                self.kinds[kind] = self.kinds[kind].where(name, wanted)

    def by_hour(self) -> dict[int, WorkFacts]:
        """Return the facts of each hour, by the number of the hour since 1970."""
        found: dict[int, WorkFacts] = defaultdict(WorkFacts)
        for kind, columns in self.kinds.items():
            for slot, values in zip(
                columns["slot"], zip(*columns.columns, strict=True), strict=True
            ):
                found[slot // 4][kind].add(*values)
        return dict(found)

    def packed(self) -> bytes:
        """Return the facts as bytes: for each kind a count and its columns, little-endian."""
        parts = []
        for columns in self.kinds.values():
            parts.append(_COUNT.pack(len(columns)))
            parts += [_little(one).tobytes() for one in columns.columns]
        return b"".join(parts)

    def add_packed(self, body: bytes) -> None:
        """Add packed facts."""
        view, at = memoryview(body), 0
        for columns in self.kinds.values():
            (count,) = _COUNT.unpack_from(view, at)
            at += _COUNT.size
            if not count:
                continue
            for column in columns.columns:
                size = count * column.itemsize
                if sys.byteorder == "little":
                    column.frombytes(view[at : at + size])
                else:
                    column.extend(_little(array(column.typecode, bytes(view[at : at + size]))))
                at += size


def _little(column: array[Any]) -> array[Any]:
    """Return a column with its bytes in little-endian order, or back."""
    if sys.byteorder == "little":
        return column
    swapped = array(column.typecode, column)
    swapped.byteswap()
    return swapped


class _Appends(dict[int, Callable[[float], None]]):
    """The `append` of the list of each key: half the time of looking up list and method."""

    def __init__(self, found: defaultdict[int, list[float]]) -> None:
        self.found = found

    def __missing__(self, key: int) -> Callable[[float], None]:
        self[key] = self.found[key].append
        return self[key]


def grouped(keys: Iterable[int], values: Iterable[float]) -> defaultdict[int, list[float]]:
    """Return the values of each key."""
    found: defaultdict[int, list[float]] = defaultdict(list)
    appends = _Appends(found)
    for key, value in zip(keys, values, strict=True):
        appends[key](value)
    return found


def is_settled(flags: int) -> bool:
    """Return whether a claim ended with a saved result."""
    return flags & END_BITS == SETTLED


def is_given_back(flags: int) -> bool:
    """Return whether a claim was released or expired."""
    return flags & END_BITS in {RELEASED, EXPIRED}


def is_expired(flags: int) -> bool:
    """Return whether a claim ended by itself."""
    return flags & END_BITS == EXPIRED


def is_other_end(flags: int) -> bool:
    """Return whether a claim ended in another way than by a result, release or expiry."""
    return flags & END_BITS == OTHER_END


def is_unverified(flags: int) -> bool:
    """Return whether neither telephony nor a saved result confirms an attempt."""
    return not flags & VERIFIED
