"""`pullahead work`: what waits is done, what breaks is tried again, what is killed goes on."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Callable

import psycopg
import pytest

from pullahead.base import jobs
from pullahead.base.errors import Invalid
from pullahead.base.models import Job
from pullahead.base.transaction import write_transaction
from pullahead.worker import main
from tests.installations import Installation, until

ROWS = 2_000


def _count(held: jobs.Lease) -> jobs.Lease | None:
    """A kind of job: counts to its total, one a step."""
    with write_transaction() as now:
        jobs.verify_lease(held)
        after = jobs.checkpoint(held, now=now, checkpoint={"at": held.done + 1}, done=held.done + 1)
        if after.done < after.total:
            return after
        jobs.finish(after, now=now, result={"counted": after.done})
        return None


def _refuse(held: jobs.Lease) -> jobs.Lease | None:
    raise Invalid("There is nothing to count. Nothing was changed.")


def _break(held: jobs.Lease) -> jobs.Lease | None:
    raise ZeroDivisionError


@pytest.fixture
def job(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[main.Step], Job]:
    """A job that counts to three, done as this step does it, as far as it goes."""

    def work(step: main.Step) -> Job:
        monkeypatch.setitem(main.KINDS, "count", main.JobKind(step))
        with write_transaction() as now:
            made = jobs.enqueue(kind="count", now=now, total=3)
        assert main.work_one()
        assert not main.work_one()  # what broke waits
        return Job.objects.get(pk=made)

    return work


def test_a_job_is_worked_to_its_end(job: Callable[[main.Step], Job]) -> None:
    done = job(_count)
    assert (done.state, done.done, done.result) == ("done", 3, {"counted": 3})


def test_what_is_refused_has_failed_with_its_own_words(job: Callable[[main.Step], Job]) -> None:
    done = job(_refuse)
    assert (done.state, done.error) == ("failed", "There is nothing to count. Nothing was changed.")


def test_what_breaks_waits_to_be_tried_again(
    job: Callable[[main.Step], Job], capsys: pytest.CaptureFixture[str]
) -> None:
    done = job(_break)
    assert (done.state, done.attempts) == ("waiting", 1)
    assert "ZeroDivisionError" in done.error
    assert "Traceback" in capsys.readouterr().err


def test_asked_to_end_it_leaves_the_rest_for_the_next(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(main.KINDS, "count", main.JobKind(_count))
    asked = iter([False, True])
    with write_transaction() as now:
        jobs.enqueue(kind="count", now=now, total=3)
    assert main.work_one(lambda: next(asked))
    assert (Job.objects.get().state, Job.objects.get().done) == ("waiting", 1)
    assert main.work_one()
    assert Job.objects.get().state == "done"


UPLOADED = """
import io
from pullahead.base.transaction import write_transaction
from pullahead.usecases.intake import imports
imports.CHUNK = 50  # forty parts, so that the worker is killed between the first and the last
lines = ["Name,Phone,Email,Id"]
for n in range({rows}):
    phone = "12" if n % 10 == 1 else ""
    mail = "" if n % 10 == 1 else f"l{{n - 1 if n % 20 == 3 else n}}@example.com"
    lines.append(f"Lead {{n}},{{phone}},{{mail}},{{n - 1 if n % 50 == 25 else n}}")
file = imports.open_file(io.BytesIO("\\n".join(lines).encode()))
kept = imports.store_file(file=file, name="big.csv", source="big", country="US", by=None)
with write_transaction() as now:
    imports.start_within(import_id=kept, by=None, now=now)
"""
COUNTED = """
import json
from django.db.models import Sum
from pullahead.leads.models import Import, ImportedLead, Inquiry, Lead
from pullahead.pull.models import CardRow
names = ("rows", "admitted", "asked_again", "already_here", "refused")
refused = sum(len(part.refused) for part in Import.objects.get().parts.all())
print(json.dumps([list(Import.objects.values_list(*names).get()), Lead.objects.count(),
    CardRow.objects.count(), ImportedLead.objects.count(), Inquiry.objects.count(), refused]))
"""


def _rows_done(made: Installation) -> int:
    """Read the progress of the job beside the worker."""
    asked = "SELECT done FROM base_job WHERE kind = 'import'"
    if made.url.startswith("sqlite:"):
        with sqlite3.connect(made.url.removeprefix("sqlite:///"), timeout=20) as beside:
            return int(beside.execute(asked).fetchone()[0])
    with psycopg.connect(made.url) as there:
        row = there.execute(asked).fetchone()
        return int(row[0]) if row else 0


@pytest.mark.commands
def test_killed_in_the_middle_of_an_import_another_worker_ends_it_as_if_nothing_had_been(
    laid: Installation,
) -> None:
    laid.ask(UPLOADED.format(rows=ROWS))
    first = laid.start("work")
    until(lambda: _rows_done(laid) > 0, "the first rows to be taken")
    first.send_signal(signal.SIGKILL)
    first.wait(60)
    assert 0 < _rows_done(laid) < ROWS
    laid.done("clock", "advance", "2m")  # the lease of the one that was killed is over
    laid.done("work", "--once")
    counts, leads, cards, named, inquiries, refused = json.loads(laid.ask(COUNTED))
    # One row in ten has no number, one in twenty asks again. One in fifty repeats the id of another
    # person, who is admitted
    assert counts == [ROWS, ROWS - 300, 100, 0, 200]
    assert leads == cards == named == ROWS - 300
    assert inquiries == ROWS - 200
    assert refused == 200
