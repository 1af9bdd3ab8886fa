"""A report that is open for minutes takes no lock that an act waits for (PostgreSQL)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import connection, transaction

from pullahead.base import clock
from pullahead.reports import (
    buying,
    floor_capacity,
    floor_now,
    source_table,
    spoilage_page,
    standing_rows,
    tempo,
)
from pullahead.reports.tests.factories import past_days
from pullahead.team.models import Person
from pullahead.usecases.tests import factories as floor

pytestmark = pytest.mark.slow
PAIRS = 5
PATIENCE = 60  # seconds
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
LOCKS = """
SELECT DISTINCT locktype, mode FROM pg_locks WHERE pid = %s AND locktype <> 'virtualxid'
"""


@dataclass(frozen=True, slots=True)
class OpenReport:
    """Server process whose snapshot is held, and the locks that it has."""

    pid: int

    def locks(self) -> set[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(LOCKS, [self.pid])
            return set(cursor.fetchall())


def every_report(viewer: Person) -> None:
    """Compute what pages and the worker read, in the open transaction."""
    for by in tempo.DIMENSIONS:
        tempo.tempo(viewer=viewer, by=by, days="28", zone="UTC")
    floor_capacity.capacity_page(viewer=viewer)
    spoilage_page.spoilage_page(viewer=viewer)
    source_table.source_table(viewer=viewer)
    buying.plan_at(clock.now(), hour_cost=Decimal(0))
    floor_now.floor_now(clock.now())
    standing_rows.standing_rows(clock.now(), {})


@contextmanager
def held(viewer: Person, then: str = "SELECT 1") -> Iterator[OpenReport]:
    """Hold the snapshot of every report, and after them that of one more statement."""
    ready, over, pids = threading.Event(), threading.Event(), []

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(SNAPSHOT)
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
                every_report(viewer)
                cursor.execute(then)
                ready.set()
                assert over.wait(PATIENCE)
        finally:
            ready.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(hold)
        try:
            assert ready.wait(PATIENCE)
            yield OpenReport(pids[0])
        finally:
            over.set()
        running.result()


def test_acts_wait_for_no_lock_of_an_open_report(emptied: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row locks; readers of its log never block a writer")
    floor.lay_floor()
    robin, cy = floor.person("Robin"), floor.person("Cy", role="admin")
    floor.source()
    past_days(robin, days=3)
    for n in range(PAIRS):
        floor.admitted(f"Lead {n}", floor.austin(100 + n))
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")  # an act that waits for the report fails
    with held(cy) as report:
        for _ in range(PAIRS):
            floor.settle(robin, floor.pulled(robin))
        assert {mode for _type, mode in report.locks()} == {"AccessShareLock"}
    # the control: a report that locks a row
    with held(cy, "SELECT 1 FROM team_person ORDER BY id LIMIT 1 FOR SHARE") as report:
        assert ("relation", "RowShareLock") in report.locks()
    connection.close()  # with its time limit
