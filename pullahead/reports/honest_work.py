"""Figures of honest work by person: each with its denominator, and without any penalty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pullahead.reports import columns
from pullahead.reports.tempo_figures import TempoFigures

if TYPE_CHECKING:
    from pullahead.reports.arrays import WorkArrays


@dataclass(frozen=True, slots=True)
class HonestWork:
    """Counts of one person: (what stands out, of how many)."""

    person: int
    label: str
    unverified: int
    attempts: int
    looked_up: int
    claims: int
    short: int  # contacts without an open call of 15 s or more
    calls: int  # contacts with a call whose length is known
    copied: int  # notes equal to an earlier one of this period
    notes: int


def honest_work(
    work: WorkArrays, labels: Mapping[int, str], figures: Mapping[int, TempoFigures]
) -> tuple[HonestWork, ...]:
    """Return the figures of each person who worked in the period, by name.

    `figures` are theirs in the period; they have the confirmed attempts and most ends of claims.
    """
    from pullahead.reports import arrays

    claims, attempts = work["claims"], work["attempts"]
    groups, flags = arrays.Groups(claims["agent"]), claims["flags"]
    looked_up, called, short = (
        Counter(groups.counts(arrays.has(flags, bit)))
        for bit in (columns.LOOKED_UP, columns.CALLED, columns.SHORT)
    )
    # only contacts have a note
    noted = arrays.has(flags, columns.REACHED) & (claims["note"] != 0)
    notes = Counter(groups.counts(noted))
    different = groups.different(claims["note"], noted)
    other = Counter(groups.counts(arrays.ended(flags, columns.OTHER_END)))
    all_claims = Counter({pk: one.ended for pk, one in figures.items() if one.ended}) + other
    verified = arrays.has(attempts["flags"], columns.VERIFIED)
    unsure = Counter(arrays.Groups(attempts["agent"]).counts(~verified))
    tried = Counter({pk: one.attempts for pk, one in figures.items() if one.attempts}) + unsure
    found = (
        HonestWork(
            person=person,
            label=labels.get(person, ""),
            unverified=unsure[person],
            attempts=tried[person],
            looked_up=looked_up[person],
            claims=all_claims[person],
            short=short[person],
            calls=called[person],
            copied=notes[person] - different.get(person, 0),
            notes=notes[person],
        )
        for person in {*all_claims, *tried}
    )
    return tuple(sorted(found, key=lambda one: one.label))
