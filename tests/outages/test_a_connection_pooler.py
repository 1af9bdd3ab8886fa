"""PgBouncer in transaction mode works, or is refused in a clear sentence at the start."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.installations import Installation, free_port, listens, until
from tests.outages.floor import floor, lay
from tests.postgres import NoPostgres, PostgresServer, controlled

pytestmark = [pytest.mark.outages, pytest.mark.slow]
PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def pooled(server: PostgresServer, folder: Path, mode: str, **more: str) -> Iterator[str]:
    """Run PgBouncer before a server; return the URL of its database there."""
    if PGBOUNCER is None:
        pytest.skip("install pgbouncer to run this")
    url, port = urlsplit(server.url), free_port()
    settings = {
        "listen_addr": "127.0.0.1",
        "listen_port": str(port),
        "unix_socket_dir": "",
        "auth_type": "any",
        "pool_mode": mode,
        "default_pool_size": "10",
        **more,
    }
    place = f"host={server.folder} user={url.username} password={url.password}"
    lines = ["[databases]", f"pullahead = {place} dbname=pullahead", "[pgbouncer]"]
    lines += [f"{name} = {value}" for name, value in settings.items()]
    file = folder / "pgbouncer.ini"
    file.write_text("\n".join(lines) + "\n")
    for parent in (file, *file.parents[:4]):
        parent.chmod(0o755)
    process = subprocess.Popen([PGBOUNCER, str(file)], stderr=subprocess.DEVNULL, **server.identity)
    try:
        until(lambda: listens(port) or process.poll() is not None, "PgBouncer to listen")
        yield f"postgres://{url.username}:any@127.0.0.1:{port}/pullahead"
    finally:
        process.terminate()
        process.wait(30)


def version() -> tuple[int, ...]:
    assert PGBOUNCER is not None
    said = subprocess.run([PGBOUNCER, "-V"], capture_output=True, text=True).stdout
    found = re.search(r"PgBouncer (\d+)\.(\d+)", said)
    assert found is not None
    return int(found[1]), int(found[2])


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    try:
        with controlled() as there:
            yield there
    except NoPostgres as missing:
        pytest.skip(str(missing))


def test_session_mode_works(server: PostgresServer, tmp_path: Path) -> None:
    with pooled(server, tmp_path, "session") as url, floor(url, tmp_path) as office:
        office.works()


def test_transaction_mode_is_refused_or_works(server: PostgresServer, tmp_path: Path) -> None:
    lay(Installation(server.url, tmp_path))
    # An older version does not know the setting, and ends
    more = {"max_prepared_statements": "200"} if version() >= (1, 21) else {}
    with pooled(server, tmp_path, "transaction", **more) as url:
        if more:
            with floor(url, tmp_path) as office:
                office.works()
            return
        said = Installation(url, tmp_path).refused("serve", "--port", str(free_port()))
        assert "connection pooler in transaction mode" in said
        assert "pool_mode = session" in said
