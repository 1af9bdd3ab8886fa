"""NumPy takes 20 MB of a process: a server and a worker load it for their first report only."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.files import ROOT

pytestmark = pytest.mark.slow

LOADED = """
import sys
import django
django.setup()
import pullahead.urls
import pullahead.worker.main
print(*sorted({"numpy", "pullahead.reports.tempo", "pullahead.worker.hour_job"} & set(sys.modules)))
"""


def test_the_pages_and_the_worker_start_without_numpy() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "pullahead.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["pullahead.reports.tempo", "pullahead.worker.hour_job"]
