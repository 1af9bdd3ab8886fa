"""A disk that is full: 503 in words, nothing half-written, and recovery by itself.

The disks are small file systems in memory, which only root can mount.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.hostile.clients import HttpAnswer
from tests.outages.floor import OutageFloor, floor
from tests.postgres import NoPostgres, controlled

pytestmark = [pytest.mark.outages, pytest.mark.slow]


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a small disk that every user can reach; skip the test where this is not allowed."""
    place = Path(tempfile.mkdtemp(prefix="disk-"))
    place.chmod(0o755)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "pullahead", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def fill(place: Path) -> Path:
    """Fill a disk to the last byte with one file."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 65_536):
            pass
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while file.write(b"x"):
            pass
    return filler


def lead(office: OutageFloor, key: str, number: int) -> HttpAnswer:
    """Send a lead that takes room."""
    body = {"email": f"lead{number}@example.com", "attributes": {"message": secrets.token_hex(900)}}
    sent = json.dumps(body).encode()
    authorization = f"Bearer {key}"
    return office.timed(
        "/api/v1/leads", "POST", sent, Authorization=authorization, Content_Type="application/json"
    )


def test_sqlite_on_a_full_disk(tmp_path: Path) -> None:
    with (
        small_disk(24) as disk,
        floor(f"sqlite:///{disk}/office.sqlite3", tmp_path) as office,
    ):
        filler = fill(disk)
        # The log of writes has room that is used again; then each write is refused
        for _ in range(400):
            if office.timed("/readyz").status != 200:
                break
        else:
            pytest.skip("the log of writes has room for all")
        office.refused("full", "disk is full")
        filler.unlink()
        office.works()
        assert office.made.done("check") is not None


def test_postgres_whose_tables_have_no_room(tmp_path: Path) -> None:
    try:
        with small_disk(48) as disk, controlled() as server:
            if server.identity:
                os.chown(disk, server.identity["user"], server.identity["group"])
            server.admin(f"CREATE TABLESPACE small LOCATION '{disk}'")
            server.admin("CREATE DATABASE office TABLESPACE small")
            url = server.url.replace("/pullahead?", "/office?")
            with floor(url, tmp_path) as office:
                key = office.made.done("key", "add", "--source", "web", "--scope", "leads:write")
                filler = fill(disk)
                for n in range(2_000):
                    answer = lead(office, key.split()[-1], n)
                    if answer.status != 201:
                        break
                else:
                    pytest.fail("2,000 leads found room on the full disk")
                office.answers_503(
                    "full", "API", lambda: lead(office, key.split()[-1], 2_002), "disk is full"
                )
                assert office.reading().status == 200
                assert office.timed("/healthz").status == 200
                filler.unlink()
                office.works()
                assert lead(office, key.split()[-1], 2_001).status == 201
    except NoPostgres as missing:
        pytest.skip(str(missing))
