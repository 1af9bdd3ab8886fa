"""Real processes race on a database of their own; each test names the guarantees it attacks.

`--pulls` is the size of the great race, the others are a part of it; of `--seeds` a tenth, but
one at least, are run here. `python -m tests.heart` runs the same races, at any size.
"""

from __future__ import annotations

import pytest

from tests.heart.databases import Databases
from tests.heart.driver import CONTROLS, POSTGRES_ONLY, run

pytestmark = pytest.mark.heart


@pytest.fixture
def processes(grounds: Databases) -> int:
    return 32 if grounds.on_postgres else 20


def no_violation(
    grounds: Databases, name: str, *, pulls: int, processes: int, seed: int = 0
) -> None:
    found = run(grounds, name, pulls=pulls, seed=seed, processes=processes)
    print(found.summary())
    assert found.good, found.summary()


def test_racing_processes_break_no_guarantee(
    grounds: Databases, pulls: int, seeds: int, processes: int
) -> None:
    """1 2 3 7 8 13 21."""
    for seed in range(max(1, seeds // 10)):
        no_violation(grounds, "race", pulls=pulls, processes=processes, seed=seed)


def test_kill_9_loses_nothing_and_all_comes_back(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """4 6."""
    no_violation(grounds, "kill", pulls=pulls // 5, processes=processes)


def test_a_stopped_holder_writes_nothing_when_it_wakes(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """2 6."""
    no_violation(grounds, "freeze", pulls=pulls // 10, processes=processes)


def test_processes_stopped_at_any_instruction_break_nothing(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """1 2."""
    no_violation(grounds, "stop_anywhere", pulls=pulls // 8, processes=processes)


def test_database_sessions_that_are_ended_lose_nothing(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """1 4 8."""
    if not grounds.on_postgres:
        pytest.skip("SQLite has no sessions")
    no_violation(grounds, "sessions", pulls=pulls // 8, processes=processes)


def test_a_settle_sent_a_hundred_times_at_once_counts_once(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """8."""
    no_violation(grounds, "replay", pulls=pulls // 2, processes=processes)


def test_one_agent_in_many_tabs_has_one_claim(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """7 13."""
    no_violation(grounds, "tabs", pulls=pulls, processes=processes)


def test_a_herd_with_holders_that_roll_back_hears_no_false_nothing(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """9."""
    no_violation(grounds, "herd", pulls=pulls // 2, processes=processes)


def test_a_herd_at_nine_hears_no_false_nothing(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """9."""
    no_violation(grounds, "herd_at_nine", pulls=pulls // 2, processes=processes)


def test_an_act_that_hangs_stops_nobody(grounds: Databases, processes: int) -> None:
    """9."""
    if not grounds.on_postgres:
        pytest.skip("SQLite has one writer at a time")
    no_violation(grounds, "hang", pulls=processes, processes=processes)


def test_people_leaving_and_leaders_acting_strand_nothing(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """5, and no deadlock."""
    no_violation(grounds, "leave", pulls=pulls // 8, processes=processes)


def test_a_number_that_is_barred_is_neither_given_nor_dialed(
    grounds: Databases, pulls: int
) -> None:
    """14."""
    no_violation(grounds, "barred", pulls=pulls // 4, processes=6)


def test_a_pull_takes_what_it_returns_under_every_plan(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """3."""
    no_violation(grounds, "plans", pulls=pulls // 10, processes=processes)


def test_deals_moved_by_racing_sellers_exceed_no_limit(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """26."""
    no_violation(grounds, "deals", pulls=pulls // 2, processes=processes)


def test_limits_count_right_while_workflows_and_people_change(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """26, and no deadlock."""
    no_violation(grounds, "deals_change", pulls=pulls // 2, processes=processes)


def test_kill_9_leaves_every_limit_counted_right(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """26."""
    no_violation(grounds, "deals_kill", pulls=pulls // 2, processes=min(8, processes))


def test_promises_moved_by_racing_people_have_one_history(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """27, and no deadlock."""
    no_violation(grounds, "promises", pulls=pulls // 4, processes=min(8, processes))


def test_leads_imports_and_overrides_race_with_deals(
    grounds: Databases, pulls: int, processes: int
) -> None:
    """26, one open deal a lead, and no deadlock."""
    no_violation(grounds, "deals_leads", pulls=pulls // 2, processes=min(16, processes))


def test_items_have_one_promise_and_weeks_their_hours(grounds: Databases, pulls: int) -> None:
    """Items, hours, and one answer to a change."""
    no_violation(grounds, "sprints", pulls=pulls, processes=8)


def test_kill_9_leaves_items_promises_and_hours_consistent(grounds: Databases, pulls: int) -> None:
    """Items: a move of work is whole or absent."""
    no_violation(grounds, "sprints_kill", pulls=pulls, processes=6)


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_a_broken_system_is_caught(
    grounds: Databases, name: str, pulls: int, processes: int
) -> None:
    """The negative controls: the checker must find fault with each."""
    if name in POSTGRES_ONLY and not grounds.on_postgres:
        pytest.skip("SQLite has one writer at a time")
    if name not in POSTGRES_ONLY and grounds.on_postgres:
        # They try the checker, not the database. `python -m tests.heart` runs all on both.
        pytest.skip("tried on SQLite")
    found = run(grounds, name, pulls=pulls // 10, seed=0, processes=processes // 2)
    assert found.violations, f"{name} was not noticed"
    only_noise = [v for v in found.violations if not v.startswith("0 ")]
    assert only_noise, found.summary()
