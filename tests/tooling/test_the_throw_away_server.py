"""A PostgreSQL server comes up for a command, is the command's own, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.postgres import server

pytestmark = pytest.mark.wide  # it is what the part `postgres` runs on


def _setting(url: str, name: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""


def test_it_is_reached_by_its_password_only_and_leaves_no_folder() -> None:
    with server() as url:
        folder = Path(url.partition("host=")[2])
        assert folder.exists()
        assert _setting(url, "listen_addresses") == ""
        assert _setting(url, "fsync") == "off"
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"postgres://pullahead:wrong@/pullahead?host={folder}")
    assert not folder.exists()


def test_a_durable_one_waits_for_the_disk() -> None:
    with server(durable=True) as url:
        assert _setting(url, "fsync") == "on"
        assert _setting(url, "synchronous_commit") == "on"
