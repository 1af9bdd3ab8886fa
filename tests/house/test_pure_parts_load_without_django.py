"""The rules and the engine run without Django and without a database driver.

import-linter reads the written imports. This test loads them, with the packages' own `__init__`,
which Python runs on the way.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT

pytestmark = pytest.mark.slow

ENGINE = ("engine", "law", "packs", "ranking", "windows", "store/memory", "store/port")
PURE = sorted(
    [*(ROOT / "pullahead").rglob("rules.py")]
    + [ROOT / "pullahead" / "team" / f"{part}.py" for part in ("calendar", "calendar_input")]
    + [path for part in ENGINE if (path := ROOT / "pullahead" / "pull" / f"{part}.py").exists()]
)
LOADED = """
import importlib, sys
importlib.import_module(sys.argv[1])
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"django", "psycopg", "sqlite3"}))
"""


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_it_loads_without_django_or_a_driver(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    done = subprocess.run(
        [sys.executable, "-c", LOADED, module], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
