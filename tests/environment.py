"""Variables that the settings read, for a test run without preparation.

`bin/test` names the database itself. A plain `.venv/bin/pytest` gets a SQLite file in a folder of
its own, removed at the end. Pytest loads this module before Django (pyproject.toml, `addopts`).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

SECRET = "only-for-tests-" + "x" * 32
USUAL_EXAMPLES = 5  # random requests for each endpoint of the API


def _own_folder() -> str:
    folder = tempfile.mkdtemp(prefix="pullahead-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


os.environ.setdefault("PULLAHEAD_MODE", "test")
os.environ.setdefault("PULLAHEAD_SECRET_KEY", SECRET)
if "PULLAHEAD_DATABASE_URL" not in os.environ:
    os.environ["PULLAHEAD_DATABASE_URL"] = f"sqlite:///{_own_folder()}/pullahead.sqlite3"
