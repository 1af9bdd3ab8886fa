"""Sample of 8,000 real leads: imported once, again, and after a kill in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from pullahead.compliance.calling_hours import MAIL
from pullahead.leads.models import Inquiry, Lead
from pullahead.pull import card_queries, models
from pullahead.usecases.intake.import_now import CHUNK, ImportCounts, import_csv

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "leads-sample.csv"

pytestmark = [
    pytest.mark.wide,
    pytest.mark.skipif(
        not SAMPLE.exists(), reason="the sample is not here: ../shared/data/leads-sample.csv"
    ),
]
ROWS = 3_000
IMPORT = """
import sys
from pathlib import Path
import django
django.setup()
from pullahead.usecases.intake.import_now import import_csv
import_csv(path=Path(sys.argv[1]), source="sample", country="BR", maps=[],
           errors_to=Path(sys.argv[2]), progress=lambda rows: print(rows, flush=True))
"""


def run(errors_to: Path, path: Path = SAMPLE) -> ImportCounts:
    return import_csv(path=path, source="sample", country="BR", maps=[], errors_to=errors_to)


def adds_up(counts: ImportCounts, rows: int) -> bool:
    kept = counts.admitted + counts.asked_again + counts.already_here
    return counts.rows == rows == kept + counts.refused


@pytest.mark.usefixtures("floor")
def test_the_sample_adds_up_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    first = run(tmp_path / "errors.csv")

    assert adds_up(first, 8_000)
    assert (first.refused, first.already_here) == (0, 0)
    assert 100 < first.asked_again < 240
    assert Lead.objects.count() == models.CardRow.objects.count() == first.admitted
    assert Inquiry.objects.count() == 8_000
    assert models.CardRow.objects.filter(state="ready", lane__windows=MAIL).exists()
    assert not models.CardRow.objects.filter(park_reason="no_zone").exists()

    second = run(tmp_path / "errors.csv")

    assert second == ImportCounts(rows=8_000, already_here=8_000, noted=first.noted)


def test_a_kill_in_the_middle_and_a_rerun_doubles_nothing(
    tmp_path: Path, real_commits: None
) -> None:
    part = tmp_path / "part.csv"
    part.write_text("".join(SAMPLE.read_text().splitlines(keepends=True)[: ROWS + 1]))
    _start_and_kill(part, after=2 * CHUNK)
    kept = Inquiry.objects.count()
    assert 0 < kept < ROWS
    assert kept % CHUNK == 0  # a chunk is whole, or not there
    assert not card_queries.unreachable().exists()

    counts = run(tmp_path / "errors.csv", part)

    assert adds_up(counts, ROWS)
    assert counts.already_here == kept
    assert Inquiry.objects.count() == ROWS


def _start_and_kill(path: Path, *, after: int) -> None:
    """Import in a separate process, and kill it once it reports `after` rows."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        given = os.environ["PULLAHEAD_DATABASE_URL"]
        url = given.replace(f"/{settings.CONFIG.database['NAME']}?", f"/{database['NAME']}?")
    env = os.environ | {
        "PULLAHEAD_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "pullahead.settings",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    command = [sys.executable, "-c", IMPORT, str(path), str(path.with_suffix(".errors"))]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= after:
            break
    time.sleep(0.01)  # somewhere inside the next chunk
    process.send_signal(signal.SIGKILL)
    process.communicate()
