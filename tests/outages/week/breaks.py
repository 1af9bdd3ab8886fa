"""Outages of the week: each is broken, worked in, mended, and over when the server is ready."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg

from tests.installations import until
from tests.outages.week.office import WeekOffice

if TYPE_CHECKING:
    from tests.outages.week.play import Week


@contextmanager
def outage(office: WeekOffice, name: str) -> Iterator[None]:
    """Name the outage in every answer until the server is ready again."""
    office.outage = name
    try:
        yield
        until(office.is_ready, f"the end of the outage: {name}")
    finally:
        office.outage = ""


def stopped(week: Week) -> None:
    """Stop PostgreSQL, and start it again."""
    with outage(week.office, "database stopped"):
        week.office.database.stop()
        week.turns()
        week.office.database.start()


def hung(week: Week) -> None:
    """Let PostgreSQL hang: it neither answers nor ends."""
    with outage(week.office, "database hangs"):
        week.office.database.pause()
        try:
            week.turns(2)
        finally:
            week.office.database.resume()


def read_only(week: Week) -> None:
    """Let PostgreSQL refuse writes, as a demoted primary does."""
    database = week.office.database
    with outage(week.office, "database read-only"):
        database.admin("ALTER SYSTEM SET default_transaction_read_only = on")
        database.admin("SELECT pg_reload_conf()")
        until(lambda: not week.office.is_ready(), "the server to be read-only")
        try:
            week.turns()
        finally:
            with psycopg.connect(database.url, autocommit=True) as session:
                session.execute("SET default_transaction_read_only = off")
                session.execute("ALTER SYSTEM RESET default_transaction_read_only")
                session.execute("SELECT pg_reload_conf()")


def locked(week: Week) -> None:
    """Let another session keep the tables of cards and settings."""
    with outage(week.office, "tables locked"), psycopg.connect(week.office.made.url) as session:
        session.execute("LOCK TABLE pull_card IN ACCESS EXCLUSIVE MODE")
        week.turns(2)


def killed_in_a_save(week: Week) -> None:
    """Kill the server, the worker and their supervisor with kill -9 while agents save."""
    week.turns()
    with outage(week.office, "server killed"):
        with ThreadPoolExecutor(len(week.agents)) as pool:
            for agent in week.agents:
                pool.submit(agent.save_now)
            time.sleep(week.dice.uniform(0.0, 0.06))
            week.office.kill()
        week.office.start()
    week.saved_again()


def app_killed_in_a_save(week: Week) -> None:
    """Kill only the app server; the supervisor starts it again by itself."""
    week.turns()
    with outage(week.office, "app server killed"):
        with ThreadPoolExecutor(len(week.agents)) as pool:
            for agent in week.agents:
                pool.submit(agent.save_now)
            time.sleep(week.dice.uniform(0.0, 0.06))
            week.office.kill("rsgi:application")
        time.sleep(0.5)
    week.saved_again()


def worker_killed(week: Week) -> None:
    """Kill the worker in the middle of an import, which it continues."""
    week.upload_long_list()
    until(week.is_importing, "the import to begin")
    with outage(week.office, "worker killed"):
        week.office.kill("pullahead work")
        week.turns()
    # The lease of the job that was killed expires after a minute
    week.office.move_clock(timedelta(minutes=2))
    until(week.is_imported, "the import to end")


def clock_set_back(week: Week) -> None:
    """Set the clock back by 50 minutes, and on again after a while."""
    span = timedelta(minutes=50)
    week.office.move_clock(-span)
    week.turns(2)
    week.office.move_clock(span)


Break = Callable[["Week"], None]
# Day (0 is Monday) and hour UTC → what breaks
SCHEDULE: dict[tuple[int, int], Break] = {
    (0, 10): stopped,
    (0, 16): killed_in_a_save,
    (1, 14): read_only,
    (1, 19): app_killed_in_a_save,
    (2, 9): locked,
    (2, 15): killed_in_a_save,
    (3, 11): worker_killed,
    (3, 17): hung,
    (4, 13): clock_set_back,
    (4, 18): killed_in_a_save,
    (5, 15): stopped,
    (6, 17): app_killed_in_a_save,
}
