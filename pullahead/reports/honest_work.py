"""Figures of honest work by person: each with its denominator, and without any penalty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

from pullahead.reports import columns
from pullahead.reports.columns import WorkFacts
from pullahead.reports.tempo_figures import TempoFigures


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
    work: WorkFacts, labels: Mapping[int, str], figures: Mapping[int, TempoFigures]
) -> tuple[HonestWork, ...]:
    """Return the figures of each person who worked in the period, by name.

    `figures` are theirs in the period; they have the confirmed attempts and most ends of claims.
    """
    claims, attempts = work["claims"], work["attempts"]
    agents = claims["agent"]

    def flagged(bit: int) -> Counter[int]:
        return Counter(compress(agents, claims.keep("flags", bit.__and__)))

    looked_up, called, short = map(flagged, (columns.LOOKED_UP, columns.CALLED, columns.SHORT))
    contact = claims.keep("flags", columns.REACHED.__and__)  # only contacts have a note
    both = zip(compress(agents, contact), compress(claims["note"], contact), strict=True)
    written = [one for one in both if one[1]]
    notes = Counter(agent for agent, _note in written)
    different = Counter(agent for agent, _note in set(written))
    other = Counter(compress(agents, claims.keep("flags", columns.is_other_end)))
    all_claims = Counter({pk: one.ended for pk, one in figures.items() if one.ended}) + other
    unsure = Counter(compress(attempts["agent"], attempts.keep("flags", columns.is_unverified)))
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
            copied=notes[person] - different[person],
            notes=notes[person],
        )
        for person in {*all_claims, *tried}
    )
    return tuple(sorted(found, key=lambda one: one.label))
