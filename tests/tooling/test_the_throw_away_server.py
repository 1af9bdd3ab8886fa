"""A PostgreSQL server comes up for a command, is the command's own, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.postgres import server


@pytest.mark.parametrize(("durable", "fsync"), [(False, "off"), (True, "on")])
def test_it_waits_for_the_disk_only_when_asked(durable: bool, fsync: str) -> None:
    with server(durable=durable) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_setting('fsync')").fetchone() == (fsync,)


def test_it_listens_on_no_network() -> None:
    with server() as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == ("",)


def test_it_leaves_no_folder_and_takes_no_connection_without_its_password() -> None:
    with server() as url:
        folder = Path(url.partition("host=")[2])
        assert folder.exists()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"postgres://pullahead:wrong@/pullahead?host={folder}")
    assert not folder.exists()
