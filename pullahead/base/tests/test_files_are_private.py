"""Database files are created for their owner only, whatever the umask of the process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from pullahead.base import private_files


@pytest.fixture
def generous(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A umask that lets everyone read and write new files."""
    before = os.umask(0)
    with django_db_blocker.unblock():
        yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, str]:
    return {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()}


def _write_a_row(path: Path) -> dict[str, str]:
    """Open the database as the product does, write, and return the modes while it is open."""
    options = {"init_command": "PRAGMA journal_mode=WAL;", "transaction_mode": "IMMEDIATE"}
    database = {"ENGINE": "pullahead.base.sqlite3", "NAME": str(path), "OPTIONS": options}
    connection = ConnectionHandler({"default": database})["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (name text)")
            cursor.execute("INSERT INTO kept VALUES ('Ana Lima')")
        return _modes(path.parent)
    finally:
        connection.close()


def test_a_new_database_file_and_what_sqlite_puts_beside_it_are_private(
    generous: None, tmp_path: Path
) -> None:
    modes = _write_a_row(tmp_path / "kept.sqlite3")
    assert set(modes) == {"kept.sqlite3", "kept.sqlite3-wal", "kept.sqlite3-shm"}
    assert set(modes.values()) == {"0o600"}


def test_the_rights_that_an_organization_gave_an_existing_file_stay(
    generous: None, tmp_path: Path
) -> None:
    there = tmp_path / "kept.sqlite3"
    there.touch(0o660)
    assert _write_a_row(there)["kept.sqlite3"] == "0o660"
    assert private_files.readable_by_others(str(there))


def test_a_list_of_refused_rows_is_private(generous: None, tmp_path: Path) -> None:
    with open(tmp_path / "refused.csv", "w", opener=private_files.opener) as file:
        file.write("Ana Lima")
    assert _modes(tmp_path) == {"refused.csv": "0o600"}
