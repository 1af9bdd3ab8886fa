"""Decay of interest: at most three curves, each of at most three exponential pieces.

Plain Python without Django, clock or I/O.

Only exponential decay has an order that time does not change. A curve is therefore cut into
exponential pieces. A card moves to the next piece's lane when its age reaches it. Three pieces lose
at most 0.4 % against the smooth curve. A curve's half-lives are shares of its source's own
(`Route.half_life_hours`), so that one figure moves the whole curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from pullahead.base.wording import worded

MAX_HALF_LIFE_HOURS = 30 * 24.0
# Lower bound of the middle of a piece that begins at age 0.
YOUNGEST = timedelta(minutes=1)
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Exponential piece of a curve from age `begins` on; `share` × the source's half-life."""

    begins: timedelta
    share: float


EVEN, INQUIRY, LIST = "even", "inquiry", "list"
# Start values until an organization's own curve is measured.
# inquiry: conversion by minutes to the first call, of 3.5 million web inquiries in 2012 (Leads360:
#   +391 % within 1 min, +98 % in the third, +36 % within an hour, +17 % within a day): half-lives
#   1.5 min, 105 min and 4.4 days where the source's is the default. Not an experiment: who was
#   called early may have been the better lead.
# list: bought or aged leads, half of whose interest halves in 8 h and half in 10 days (assumed).
CURVES: dict[str, tuple[Piece, ...]] = {
    EVEN: (Piece(timedelta(), 1.0),),
    INQUIRY: (
        Piece(timedelta(), 1 / 4_140),
        Piece(timedelta(minutes=3), 1 / 60),
        Piece(timedelta(hours=1), 1.0),
    ),
    LIST: (
        Piece(timedelta(), 0.19),
        Piece(timedelta(hours=12), 0.82),
        Piece(timedelta(hours=72), 2.3),
    ),
}
LABELS = {
    EVEN: worded("steady"),
    INQUIRY: worded("web inquiry: fast at first, then slower"),
    LIST: worded("purchased list: fast for half a day, then slower"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """Curve with its source's half-life: start (s) and rate (1/s) of each piece, and ln f there."""

    begins: tuple[float, ...]
    rates: tuple[float, ...]
    levels: tuple[float, ...]

    def piece_at(self, age: float) -> int:
        """Return the piece at this age (s); an age below 0 counts as 0."""
        return max(i for i, at in enumerate(self.begins) if at <= max(age, 0.0))

    def left(self, age: float) -> float:
        """Return ln f(age): the interest left at this age (s)."""
        i = self.piece_at(age)
        return self.levels[i] - self.rates[i] * (max(age, 0.0) - self.begins[i])

    def ends(self, piece: int) -> float | None:
        """Return the age (s) at which a piece ends; None for the last."""
        return self.begins[piece + 1] if piece + 1 < len(self.begins) else None

    def middle(self, piece: int) -> float:
        """Return the geometric middle (s) of a piece's ages.

        For the last piece, return its start: the decay is equal everywhere in it.
        """
        end = self.ends(piece)
        if end is None:
            return self.begins[piece]
        return math.sqrt(max(self.begins[piece], min(YOUNGEST.total_seconds(), end)) * end)

    def lost_by(self, piece: int, wait: float) -> float:
        """Return 1 − f(a + wait) / f(a) at the piece's middle age a, wait in s > 0."""
        a = self.middle(piece)
        return -math.expm1(self.left(a + wait) - self.left(a))


def rate(half_life_hours: float) -> float:
    """Return λ per second, with a floor (half-life 30 days) so that no lead starves."""
    return math.log(2) / (min(half_life_hours, MAX_HALF_LIFE_HOURS) * HOUR)


@lru_cache(maxsize=1_024)
def curve(name: str, half_life_hours: float) -> Curve:
    """Return the curve of this name at a half-life (hours > 0); an unknown name gives `even`."""
    pieces = CURVES.get(name, CURVES[EVEN])
    begins = tuple(p.begins.total_seconds() for p in pieces)
    rates = tuple(rate(p.share * half_life_hours) for p in pieces)
    levels = [0.0]
    for i in range(1, len(pieces)):
        levels.append(levels[-1] - rates[i - 1] * (begins[i] - begins[i - 1]))
    return Curve(begins, rates, tuple(levels))
