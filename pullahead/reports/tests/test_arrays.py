"""Figures computed on arrays are those of their plain definitions, for any facts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.reports import arrays, columns, speed
from pullahead.reports.arrays import Groups, WorkArrays
from pullahead.reports.columns import KINDS, WorkFacts
from pullahead.reports.measures import survival, wait_estimates
from pullahead.reports.period_facts import PeriodFacts
from pullahead.reports.periods import Period
from pullahead.reports.team_stays import NO_STAYS, TeamStays
from pullahead.reports.work_figures import figures, figures_by, shapes

ZONE, NOW = "Asia/Kolkata", datetime(2027, 9, 9, tzinfo=UTC)
PERIOD = Period(date(2027, 9, 1), date(2027, 9, 2), ZONE, NOW)
SLOT = int(PERIOD.since.timestamp()) // 900
Fact = tuple[float, ...]
seconds = st.floats(0, 1e6) | st.sampled_from([0.0, 0.1, 60.0, 300.0])
agents, sources = st.integers(1, 4) | st.just(1 << 40), st.integers(1, 3)
slots = st.integers(SLOT, SLOT + 191)
facts = st.fixed_dictionaries(
    {
        "claims": st.tuples(agents, sources, slots, st.integers(0, 63), seconds, st.integers(0, 2)),
        "attempts": st.tuples(agents, sources, slots, st.integers(0, 3)),
        "waits": st.tuples(sources, slots, st.integers(0, 3), seconds),
        "open": st.tuples(sources, slots, st.just((1 << 64) - 1), st.integers(0, 9)),
        "closed": st.tuples(sources, slots, st.integers(0, 255)),
        "states": st.tuples(agents, slots, st.integers(0, 2), seconds),
        "there": st.tuples(agents, slots, seconds, seconds),
    }
)
many = st.lists(facts, max_size=40)


def stored(rows: Sequence[dict[str, Fact]]) -> WorkArrays:
    """Return facts that were stored hour by hour; they come in the order of hours."""
    work = WorkFacts()
    for row in rows:
        for kind, values in row.items():
            work[kind].add(*values)
    by_hour = work.by_hour()
    return WorkArrays(by_hour[hour].packed() for hour in sorted(by_hour))


def by_hour(rows: Sequence[dict[str, Fact]], kind: str) -> list[dict[str, float]]:
    """Return the facts of a kind by column, in the order of hours."""
    names = KINDS[kind][1]
    found = [dict(zip(names, row[kind], strict=True)) for row in rows]
    return sorted(found, key=lambda one: one["slot"] // 4)


@given(many, st.sets(agents))
def test_facts_are_read_and_filtered_as_they_were_added(
    rows: list[dict[str, Fact]], wanted: set[int]
) -> None:
    work = stored(rows)
    assert all(
        work[kind][name].tolist() == [one[name] for one in by_hour(rows, kind)]
        for kind, (_codes, names) in KINDS.items()
        for name in names
    )
    work.where("agent", wanted)
    late = work["claims"].kept(work["claims"]["slot"] > SLOT + 90)
    kept = [
        one for one in by_hour(rows, "claims") if one["agent"] in wanted and one["slot"] > SLOT + 90
    ]
    assert len(late) == len(kept)
    assert late["seconds"].tolist() == [one["seconds"] for one in kept]
    assert list(late.rows("agent", "note")) == [(one["agent"], one["note"]) for one in kept]


@given(many)
def test_figures_of_groups_are_counted_fact_by_fact(rows: list[dict[str, Fact]]) -> None:
    period = PeriodFacts(PERIOD, stored(rows), [], [])
    claims, attempts = by_hour(rows, "claims"), by_hour(rows, "attempts")
    for by, name in (("person", "agent"), ("source", "source"), ("hour", "slot")):

        def key(fact: dict[str, float], by: str = by, name: str = name) -> int:
            value = int(fact[name])
            return PERIOD.hour_of_slot(value) if by == "hour" else value

        found = figures_by(period, by, NO_STAYS)
        for group, row in found.items():
            own = [one for one in claims if key(one) == group]
            flags = [int(one["flags"]) for one in own]
            done = [one["seconds"] for one in own if int(one["flags"]) & 3 == columns.SETTLED]
            tried = [int(one["flags"]) for one in attempts if key(one) == group]
            assert row.handle == speed.spread(done)
            assert row.settled == len(done)
            assert row.ended == sum(one & 3 != columns.OTHER_END for one in flags)
            assert row.by_itself == sum(one & 3 == columns.EXPIRED for one in flags)
            assert row.contacts == sum(one & columns.REACHED != 0 for one in flags)
            assert row.attempts == sum(one & columns.VERIFIED != 0 for one in tried)
            assert row.reached == sum(one == columns.VERIFIED | columns.GOOD for one in tried)
            if by != "person":
                there = [one for one in by_hour(rows, "waits") if key(one) == group]
                assert row.first == (_estimates(there) if _episodes(there) else None)
        left_out = {key(one) for one in claims if int(one["flags"]) & 3 != columns.OTHER_END}
        assert left_out <= found.keys()


@given(many)
def test_totals_and_distributions_are_those_of_all_facts(rows: list[dict[str, Fact]]) -> None:
    period = PeriodFacts(PERIOD, stored(rows), [], [])
    done = [one for one in by_hour(rows, "claims") if int(one["flags"]) & 3 == columns.SETTLED]
    times = sorted(one["seconds"] for one in done)
    total, waits = figures(period), by_hour(rows, "waits")
    assert (total.handle.n, total.handle.median, total.handle.p90) == (
        len(times), speed.quantile(times, 0.5), speed.quantile(times, 0.9),
    )  # fmt: skip
    assert total.first == (_estimates(waits) if _episodes(waits) else None)
    found = shapes(period)
    hours = Counter(PERIOD.hour_of_slot(int(one["slot"])) for one in done)
    assert found.hours == tuple(hours[n] for n in range(24))
    assert sum(found.handle) == len(times)
    assert found.handle[0] == sum(one <= 60 for one in times)


def _episodes(waits: Sequence[dict[str, float]]) -> bool:
    return any(one["kind"] < 3 for one in waits)


def _estimates(waits: Sequence[dict[str, float]]) -> object:
    ended, cut_off, never = ([w["seconds"] for w in waits if w["kind"] == n] for n in (0, 1, 2))
    return wait_estimates(ended, open=cut_off, never=len(never))


@given(st.lists(seconds), st.lists(seconds), st.integers(0, 5))
def test_the_share_that_waits_on_is_multiplied_wait_by_wait(
    ended: list[float], cut_off: list[float], never: int
) -> None:
    left, curve = 1.0, []
    for wait in sorted(set(ended)):
        at_risk = sum(one >= wait for one in (*ended, *cut_off)) + never
        left *= 1 - ended.count(wait) / at_risk
        curve.append((wait, left))
    found = survival(ended, cut_off, never)
    assert list(found) == curve
    median = next((wait for wait, rest in curve if rest <= 0.5 + 1e-9), None)
    assert found.quantile(0.5) == median
    within = [rest for wait, rest in curve if wait <= 300]
    assert found.share_by(300) == (1 - within[-1] if within else 0)


@given(st.lists(st.tuples(agents, seconds, st.booleans())))
def test_groups_count_add_and_split_as_their_definitions(
    rows: list[tuple[int, float, bool]],
) -> None:
    keys, values, wanted = (np.array([row[n] for row in rows]) for n in range(3))
    keys, wanted = keys.astype(np.int64), wanted.astype(np.bool_)
    groups = Groups(keys)
    own = {key: [v for k, v, w in rows if k == key and w] for key in {k for k, _v, _w in rows}}
    there = {key: some for key, some in own.items() if some}
    assert groups.counts(wanted) == {key: len(some) for key, some in there.items()}
    assert {key: math.fsum(some) for key, some in own.items()} == approx(
        groups.sums(values.astype(float), wanted)
    )
    ordered = groups.parts(arrays.in_order(values, wanted), values)
    assert {key: some.tolist() for key, some in ordered.items()} == {
        key: sorted(some) for key, some in there.items()
    }
    assert groups.different(values, wanted) == {key: len(set(some)) for key, some in there.items()}


def approx(found: dict[int, float]) -> object:
    """Return sums that are added in the order of facts, within their rounding."""
    return pytest.approx(found, rel=1e-12, abs=1e-6)


stays = st.builds(
    TeamStays,
    st.dictionaries(agents, st.integers(1, 3)),
    st.dictionaries(
        agents,
        st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3)), max_size=4).map(sorted),
    ),
)


@given(stays, st.lists(st.tuples(agents, st.integers(0, 25))))
def test_the_team_of_each_fact_is_that_of_its_person_then(
    known: TeamStays, rows: list[tuple[int, int]]
) -> None:
    people, quarters = (np.array([row[n] for row in rows], np.int64) for n in range(2))
    assert arrays.teams_of(known, people, quarters).tolist() == [known.at(*row) for row in rows]
