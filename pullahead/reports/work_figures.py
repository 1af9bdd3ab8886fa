"""Figures of work by person, team, source or hour, and distributions, of one period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pullahead.pull.models import Route
from pullahead.reports import arrays, columns, honesty, speed
from pullahead.reports.arrays import Column, FactArrays, Groups
from pullahead.reports.episodes import WaitKind, Waits
from pullahead.reports.honesty import CallbackResult
from pullahead.reports.period_facts import PeriodFacts
from pullahead.reports.periods import Period
from pullahead.reports.speed import Spread
from pullahead.reports.team_stays import NO_STAYS, TeamStays, slot_of
from pullahead.reports.tempo_figures import BINS, MARKS, TempoFigures, TempoShapes

_VERIFIED_GOOD = columns.VERIFIED | columns.GOOD
_NO_SPREAD = Spread(0, None, None, None)


def figures(facts: PeriodFacts, groups: Mapping[int, TempoFigures] | None = None) -> TempoFigures:
    """Return the figures of all facts of a period; `groups` are those of its groups, if known."""
    rows = (figures_by(facts, "person", NO_STAYS) if groups is None else groups).values()

    def total(name: str) -> int:
        return sum(getattr(row, name) for row in rows)

    return TempoFigures(
        callbacks=honesty.added(row.callbacks for row in rows),
        settled=total("settled"),
        ended=total("ended"),
        by_itself=total("by_itself"),
        attempts=total("attempts"),
        reached=total("reached"),
        contacts=total("contacts"),
        wins=total("wins"),
        handle=speed.spread_of_all(facts.handle, [row.handle for row in rows]),
        first=facts.waits.estimates() if facts.waits else None,
    )


def figures_by(facts: PeriodFacts, by: str, stays: TeamStays) -> dict[int, TempoFigures]:
    """Return the figures of each group; a wait belongs to the team of its source, to no person."""
    grouping = Grouping(facts.period, by, stays)
    claims, attempts = facts.work["claims"], facts.work["attempts"]
    groups, flags = Groups(grouping.keys(claims)), claims["flags"]
    handled = groups.parts(facts.handled, claims["seconds"])
    handle = {key: speed.spread(own.tolist()) for key, own in handled.items()}
    contacts = groups.counts(arrays.has(flags, columns.REACHED))
    given_back = groups.counts(arrays.ended(flags, columns.RELEASED, columns.EXPIRED))
    by_itself = groups.counts(arrays.ended(flags, columns.EXPIRED))
    groups, flags = Groups(grouping.keys(attempts)), attempts["flags"]
    verified = groups.counts(arrays.has(flags, columns.VERIFIED))
    reached = groups.counts(flags == _VERIFIED_GOOD)
    wins = Counter(grouping.key(one.agent, one.source, one.slot) for one in facts.sales)
    callbacks: defaultdict[int, list[CallbackResult]] = defaultdict(list)
    for one in facts.callbacks:
        key = grouping.key(one.owner, one.source, slot_of(one.due_at))
        callbacks[key].append(one.result)
    waits = facts.work["waits"]
    waited = waits_by(waits, grouping.of_waits(waits)) if by != "person" else {}
    return {
        group: TempoFigures(
            callbacks=honesty.callback_counts(callbacks.get(group, ())),
            settled=handle.get(group, _NO_SPREAD).n,
            ended=handle.get(group, _NO_SPREAD).n + given_back.get(group, 0),
            by_itself=by_itself.get(group, 0),
            attempts=verified.get(group, 0),
            reached=reached.get(group, 0),
            contacts=contacts.get(group, 0),
            wins=wins[group],
            handle=handle.get(group, _NO_SPREAD),
            first=waited[group].estimates() if group in waited else None,
        )
        for group in {*handle, *given_back, *verified, *wins, *callbacks, *waited}
    }


@dataclass(frozen=True, slots=True)
class Grouping:
    """Keys of the groups of facts."""

    period: Period
    by: str
    stays: TeamStays

    def keys(self, facts: FactArrays) -> Column:
        """Return the group of each fact."""
        if self.by == "person":
            return facts["agent"]
        if self.by == "source":
            return facts["source"]
        if self.by == "hour":
            return arrays.looked_up(facts["slot"], self.period.hour_of_slot)
        return arrays.teams_of(self.stays, facts["agent"], facts["slot"])

    def of_waits(self, waits: FactArrays) -> Column:
        """Return the group of each wait."""
        if self.by != "team":
            return self.keys(waits)
        routed = dict(Route.objects.values_list("source_id", "team_id"))
        return arrays.looked_up(waits["source"], lambda source: routed.get(source, 0))

    def key_of_wait(self) -> Callable[[int, int], int]:
        """Return the function from source and quarter hour to the group of a wait."""
        if self.by == "hour":
            return lambda _source, slot: self.period.hour_of_slot(slot)
        if self.by == "source":
            return lambda source, _slot: source
        routed = dict(Route.objects.values_list("source_id", "team_id"))
        return lambda source, _slot: routed.get(source, 0)

    def key(self, agent: int, source: int, slot: int) -> int:
        """Return the group of one fact."""
        if self.by == "hour":
            return self.period.hour_of_slot(slot)
        if self.by == "team":
            return self.stays.at(agent, slot)
        return agent if self.by == "person" else source


def waits_by(waits: FactArrays, keys: Column) -> dict[int, Waits]:
    """Return the waits of each group."""
    groups, kinds, seconds = Groups(keys), waits["kind"], waits["seconds"]
    ended, cut_off = (
        groups.parts(np.flatnonzero(kinds == kind), seconds)
        for kind in (WaitKind.ENDED, WaitKind.CENSORED)
    )
    never = groups.counts(kinds == WaitKind.NEVER)
    return {
        key: Waits(ended.get(key, ()), cut_off.get(key, ()), never.get(key, 0))
        for key in {*ended, *cut_off, *never}
    }


def shapes(facts: PeriodFacts) -> TempoShapes:
    """Return the distributions of a period."""
    slots, handle = facts.work["claims"]["slot"][facts.handled], facts.handle
    hours = arrays.looked_up(slots, facts.period.hour_of_slot)
    tops = [0, *handle.searchsorted(BINS, side="right").tolist(), len(handle)]
    return TempoShapes(
        facts.waits.curve(MARKS) if facts.waits else (),
        tuple(top - before for before, top in pairwise(tops)),
        tuple(np.bincount(hours, minlength=24).tolist()),
    )
