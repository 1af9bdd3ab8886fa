"""Comparison over seeds: intervals of paired differences, and who wins."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pullahead.base.errors import Invalid
from pullahead.lab import policies, results, run_files, runs, world
from pullahead.lab.assumptions import DRIVERS, assumptions, driving, in_one_line
from pullahead.lab.figures import FigureCollector, PlayedCourse, RunFigures

EMPTY = FigureCollector().figures("", 0)


def run(policy: str, seed: int, value: float, conversion: float = 0.1) -> RunFigures:
    return replace(EMPTY, policy=policy, seed=seed, value=value, conversion=conversion)


def test_students_quantile() -> None:
    assert results.student(9) == pytest.approx(2.2622, abs=1e-4)
    assert results.student(1) == pytest.approx(12.7062, abs=1e-3)


def test_an_interval_is_over_seeds() -> None:
    found = results.estimate([1.0, 2.0, 3.0])
    assert found.mean == 2
    assert found.half == pytest.approx(4.3027 / 3**0.5, abs=1e-4)
    assert results.estimate([1.0, None]).mean is None


def test_differences_are_paired_and_a_push_that_wins_is_named() -> None:
    values = [(1, 100.0), (2, 200.0), (3, 400.0)]
    played = [run("pull-next-best", seed, value) for seed, value in values]
    played += [run("push-best", seed, value * 1.1) for seed, value in values]
    found = results.compare(played, "pull-next-best")
    by = found.rows[1].differences["value"]
    assert by.mean == pytest.approx(10)
    assert by.sign == 1
    said = [(one.measure, one.winner) for one in found.verdicts]
    assert said == [("value", "push-best")]


def test_open_leads_stay_in_the_estimate_of_the_first_attempt() -> None:
    collector = FigureCollector()
    for wait in (1.0, 3.0):
        collector.add(PlayedCourse(asked=0.0, first=wait, attempts=1), 100.0)
    for _ in range(2):
        collector.add(PlayedCourse(asked=0.0), 100.0)
    found = collector.figures("pull-fifo", 1)
    assert (found.first_median, found.first_p90, found.never) == (3.0, None, 0.5)


def test_each_measure_names_the_assumptions_that_move_it_most() -> None:
    found = assumptions(world.load("moderate"))
    assert {one.code for one in results.MEASURES} == set(DRIVERS)
    for measure in results.MEASURES:
        assert {one.code for one in driving(measure.code, found)} == set(DRIVERS[measure.code])
    said = in_one_line(driving("value", found))
    assert "60% half in 0.5 h" in said
    assert "Absent 15%" in said


def test_files_of_runs_have_a_row_for_each_policy_and_seed_with_its_assumptions(
    tmp_path: Path,
) -> None:
    moderate = world.load("moderate")
    worlds = [moderate, replace(moderate, people=replace(moderate.people, count=4))]
    found = run_files.rows([run("push-best", 2, 7.0), run("pull-fifo", 1, 3.0)], worlds)
    run_files.write_csv(tmp_path / "runs.csv", found)
    read = list(csv.DictReader((tmp_path / "runs.csv").open(encoding="utf-8")))
    assert [(one["policy"], one["seed"], one["value"]) for one in read] == [
        ("pull-fifo", "1", "3.0"),
        ("push-best", "2", "7.0"),
    ]
    assert "People: 4," in read[0]["assumptions"]  # each seed played its own world
    assert "People: 16," in read[1]["assumptions"]
    run_files.write_parquet(tmp_path / "runs.parquet", found)
    with duckdb.connect(":memory:") as database:
        again = database.read_parquet(str(tmp_path / "runs.parquet")).fetchall()
    assert again == found


def test_parquet_without_its_package_is_refused_before_the_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(Invalid, match="Parquet needs the package DuckDB"):
        run_files.needs_parquet()


@pytest.mark.parametrize("text", ["x", "0", "5-", "3-1", "99999"])
def test_unreadable_seeds_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        runs.seeds_of(text)


def test_an_unknown_policy_is_refused() -> None:
    assert runs.seeds_of("2-4") == [2, 3, 4]
    with pytest.raises(Invalid):
        policies.policies("push-hard")
