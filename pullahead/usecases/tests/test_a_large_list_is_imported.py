"""A large do-not-call list is read by a job, part by part; the version before it is in use."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from uuid import uuid4

import pytest

from pullahead.base import jobs
from pullahead.base.errors import Invalid, NotFound
from pullahead.base.models import Job, Journal
from pullahead.base.transaction import write_transaction
from pullahead.compliance import dnc_lists
from pullahead.compliance.models import DncList, DncNumber, DncPart
from pullahead.team.models import Person
from pullahead.usecases.settings import dnc_job

pytestmark = pytest.mark.usefixtures("floor")
LINES = dnc_job.LINES + 3
LIST = "\n".join(["Number", *(f"212{2_000_000 + n}" for n in range(LINES)), "no number"])


@pytest.fixture
def ada(lee: Person) -> Person:
    return Person.objects.create(name="Ada Office", role="admin", team=lee.team)


def enqueued(by: Person, content: str = LIST) -> int:
    raw = BytesIO(content.encode())
    return dnc_job.enqueue_list(raw=raw, name="national", country="US", as_of=None, by=by)


def leased() -> jobs.Lease:
    with write_transaction() as now:
        held = jobs.lease(kinds=[dnc_job.KIND], now=now)
    assert held is not None
    return held


def test_a_list_is_read_in_parts_and_in_use_after_the_last(ada: Person) -> None:
    enqueued(ada)
    (waiting,) = dnc_job.list_imports(viewer=ada)
    assert (waiting.name, waiting.state, waiting.percent) == ("national", "waiting", 0)
    with pytest.raises(Invalid, match="is being imported"):
        enqueued(ada)

    held = leased()
    after = dnc_job.step(held)
    assert after is not None
    assert DncNumber.objects.count() == dnc_job.LINES - 1
    assert not dnc_lists.lists().exists()
    with pytest.raises(jobs.LeaseLost):  # a worker that slept reads no part twice
        dnc_job.step(replace(held, token=uuid4()))
    after = dnc_job.step(after)
    assert after is not None
    assert dnc_job.step(after) is None

    assert dnc_lists.lists().get().count == LINES
    assert not DncPart.objects.exists()
    (done,) = dnc_job.list_imports(viewer=ada)
    assert (done.state, done.numbers, done.refused) == ("done", LINES, 1)
    assert f"line {LINES + 2}" in done.reasons[0]
    told = Journal.objects.get(kind="dnc.imported")
    assert (told.actor_id, told.data["numbers"]) == (ada.pk, LINES)


def test_a_list_without_a_number_changes_nothing(ada: Person) -> None:
    enqueued(ada, "Name\nAna\n")
    after = dnc_job.step(leased())
    assert after is not None
    assert dnc_job.step(after) is None
    (failed,) = dnc_job.list_imports(viewer=ada)
    assert (failed.state, failed.error) == (
        "failed",
        "No line of the file is a number. Nothing was changed.",
    )
    assert not DncList.objects.exists()


def test_only_administrators_import_a_list(ana: Person) -> None:
    with pytest.raises(NotFound):
        enqueued(ana)
    with pytest.raises(NotFound):
        dnc_job.list_imports(viewer=ana)
    assert not Job.objects.filter(kind=dnc_job.KIND).exists()
