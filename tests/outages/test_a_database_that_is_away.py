"""PostgreSQL stopped, hung, locked and read-only: 503 in words, and work goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.installations import Installation, free_port, status_of, until
from tests.outages.floor import OutageFloor, floor, lay
from tests.postgres import NoPostgres, PostgresServer, controlled

pytestmark = [pytest.mark.outages, pytest.mark.slow]


@pytest.fixture(scope="module")
def database() -> Iterator[PostgresServer]:
    try:
        with controlled() as there:
            yield there
    except NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def office(
    database: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OutageFloor]:
    with floor(database.url, tmp_path_factory.mktemp("office")) as there:
        yield there


def test_a_database_that_is_down(database: PostgresServer, office: OutageFloor) -> None:
    database.stop()
    office.refused("away", "The database does not answer")
    database.start()
    office.works()


def test_a_database_that_hangs(database: PostgresServer, office: OutageFloor) -> None:
    database.pause()
    try:
        office.refused("away", "The database does not answer")
        # More requests than threads, of which each waits for the database
        held = (
            b"GET /next HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n" % office.cookies.encode()
        )
        for client in office.server.hold(held, 12):
            client.settimeout(30)
            assert client.recv(4096).startswith(b"HTTP/1.1 503 ")
    finally:
        database.resume()
        office.server.let_go()
    office.works()


def test_a_database_that_is_read_only(database: PostgresServer, office: OutageFloor) -> None:
    """A demoted primary answers every read."""
    database.admin("ALTER SYSTEM SET default_transaction_read_only = on")
    database.admin("SELECT pg_reload_conf()")
    try:
        until(lambda: office.ready() == "read_only", "the server to be read-only")
        office.refused("read_only", "The database is read-only")
    finally:
        with psycopg.connect(database.url, autocommit=True) as session:
            session.execute("SET default_transaction_read_only = off")
            session.execute("ALTER SYSTEM RESET default_transaction_read_only")
            session.execute("SELECT pg_reload_conf()")
    office.works()


def test_a_lock_that_another_session_keeps(database: PostgresServer, office: OutageFloor) -> None:
    with psycopg.connect(database.url) as session:
        session.execute("LOCK TABLE pull_card, base_setting IN ACCESS EXCLUSIVE MODE")
        office.refused("busy", "The database is busy")
    office.works()


def test_serve_waits_for_its_database(database: PostgresServer, tmp_path: Path) -> None:
    database.admin("CREATE DATABASE waiting")
    made = Installation(database.url.replace("/pullahead?", "/waiting?"), tmp_path)
    lay(made)
    database.stop()
    port = free_port()
    process = made.start("serve", "--port", str(port), "--workers", "1")
    try:
        assert process.stdout is not None
        assert "Waiting for it" in process.stdout.readline()
        assert process.poll() is None
        database.start()
        until(lambda: status_of(f"http://127.0.0.1:{port}/readyz") == 200, "the server to serve")
    finally:
        made.end()


def test_serve_does_not_wait_for_a_wrong_password(
    database: PostgresServer, office: OutageFloor, tmp_path: Path
) -> None:
    name, _, rest = database.url.partition(":")[2].partition(":")
    url = f"postgres:{name}:wrong@{rest.partition('@')[2]}"
    said = Installation(url, tmp_path).refused("serve", "--port", str(free_port()))
    assert "password authentication failed" in said
