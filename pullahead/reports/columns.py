"""Facts of work, column by column: they are added and stored without an object a row.

Plain Python without Django, clock or I/O. Reports compute on the stored facts in arrays.py.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator
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
_SIZES = {kind: Struct("<" + codes).size for kind, (codes, _names) in KINDS.items()}  # of a fact


class FactColumns:
    """Facts of one kind, added one by one."""

    __slots__ = ("columns", "kind")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.columns: tuple[array[Any], ...] = tuple(array(code) for code in KINDS[kind][0])

    def __len__(self) -> int:
        return len(self.columns[0])

    def __getitem__(self, name: str) -> array[Any]:
        return self.columns[KINDS[self.kind][1].index(name)]

    def add(self, *values: float) -> None:
        """Add one fact."""
        for column, value in zip(self.columns, values, strict=True):
            column.append(value)


class WorkFacts:
    """Facts of a stretch of time, of all kinds."""

    __slots__ = ("kinds",)

    def __init__(self) -> None:
        self.kinds = {kind: FactColumns(kind) for kind in KINDS}

    def __getitem__(self, kind: str) -> FactColumns:
        return self.kinds[kind]

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


def parts_of(body: bytes) -> Iterator[tuple[str, int, memoryview]]:
    """Yield the kinds of packed facts: each with its count, and its columns one after another."""
    view, at = memoryview(body), 0
    for kind, size in _SIZES.items():
        (count,) = _COUNT.unpack_from(view, at)
        at += _COUNT.size
        yield kind, count, view[at : at + size * count]
        at += size * count


def _little(column: array[Any]) -> array[Any]:
    """Return a column with its bytes in little-endian order."""
    if sys.byteorder == "little":
        return column
    swapped = array(column.typecode, column)
    swapped.byteswap()
    return swapped
