"""An import resumes at its checkpoint: nothing lost or doubled, one worker at a time."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest

from pullahead.base import clock, jobs
from pullahead.base.errors import Conflict, Invalid
from pullahead.base.models import Job
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Import, ImportedLead, ImportPart, Inquiry, Lead, Source
from pullahead.pull.models import Route
from pullahead.team.models import Person
from pullahead.usecases.intake import import_job, imports
from pullahead.usecases.settings import users
from pullahead.usecases.tests.commits import together
from pullahead.usecases.tests.factories import austin, later, set_clock

CHUNK = 20
ROWS = 2 * CHUNK + 10


def _row(n: int) -> str:
    """Return a row: one of ten is refused, and every second of the others asks again."""
    return f"Lead {n},12," if n % 10 == 7 else f"Lead {n},,l{n - n % 2}@example.com"


FILE = "Name,Phone,Email\n" + "".join(f"{_row(n)}\n" for n in range(ROWS))
NAMES = ["name", "phone", "email"]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", CHUNK)


def draft(by: Person | None, text: str = FILE, source: str = "fair", *maps: str) -> Import:
    """Return an uploaded file."""
    file = imports.open_file(io.BytesIO(text.encode()), maps)
    kept = imports.store_file(file=file, name="fair.csv", source=source, country="US", by=by)
    return Import.objects.get(pk=kept)


def leased() -> jobs.Lease:
    """Lease the job as a worker does."""
    with write_transaction() as now:
        held = jobs.lease(kinds=[imports.KIND], now=now)
    assert held is not None
    return held


def to_the_end(held: jobs.Lease | None) -> None:
    while held is not None:
        held = import_job.step(held)


def counts(found: Import) -> tuple[int, ...]:
    found.refresh_from_db()
    return (found.rows, found.admitted, found.asked_again, found.already_here, found.refused)


def test_a_worker_that_freezes_and_wakes_cannot_write_any_more(cy: Person) -> None:
    found = draft(cy)
    imports.start(draft=found, by=cy)
    frozen = leased()
    after = import_job.step(frozen)
    assert after is not None
    assert counts(found)[0] == CHUNK
    later(minutes=2)
    second = leased()
    assert (second.checkpoint, second.done) == ({"part": 1}, CHUNK)
    with pytest.raises(jobs.LeaseLost):
        import_job.step(after)
    assert Inquiry.objects.count() == sum(counts(found)[1:3])
    to_the_end(second)

    whole = draft(cy, source="as it would have been")
    imports.start(draft=whole, by=cy)
    to_the_end(leased())
    rows, admitted, again, here, refused = counts(found)
    assert counts(whole) == (rows, 0, admitted + again, here, refused)  # the people are here now
    assert (rows, refused) == (ROWS, 5)
    assert Inquiry.objects.filter(source__name="fair").count() == admitted + again
    assert ImportedLead.objects.filter(of=found).count() == Lead.objects.count() == admitted
    assert Job.objects.filter(state="done").count() == 2


def test_rows_are_forgotten_once_they_are_taken_but_not_why_some_were_refused(cy: Person) -> None:
    found = draft(cy, "Name,Phone\nAna,12\nBo," + austin(101) + "\n")
    assert ImportPart.objects.get().rows == [
        [2, ["Ana", "12"], "", []],
        [3, ["Bo", austin(101)], "", []],
    ]
    imports.start(draft=found, by=cy)
    to_the_end(leased())
    part = ImportPart.objects.get()
    assert part.rows == []
    assert [row[:2] for row in part.refused] == [[2, "Phone"]]


def test_stopped_it_takes_no_more_and_goes_on_when_it_is_asked_to(cy: Person) -> None:
    found = draft(cy)
    imports.start(draft=found, by=cy)
    held = import_job.step(leased())
    found.refresh_from_db()
    assert held is not None
    assert found.job_id is not None
    with write_transaction() as now:
        assert jobs.cancel(job_id=found.job_id, now=now)
    with pytest.raises(jobs.LeaseLost):
        import_job.step(held)
    assert counts(found)[0] == CHUNK
    with write_transaction() as now:
        assert jobs.go_on(job_id=found.job_id, now=now)
    to_the_end(leased())
    assert counts(found)[0] == ROWS


def test_it_is_started_once(cy: Person) -> None:
    found = draft(cy, "Name,Phone\nBo," + austin(101) + "\n")
    imports.start(draft=found, by=cy)
    two = ["name", "phone"]
    acts: list[Callable[[], None]] = [
        lambda: imports.start(draft=found, by=cy),
        lambda: imports.discard(draft=found),
        lambda: imports.remap(draft=found, by=cy, fields=two, source="x", country=""),
    ]
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "source", "country", "says"),
    [
        (["name", "phone"], "fair", "US", "hoose a field for each column"),
        (["name", "phone", "ring"], "fair", "US", "hoose a field for each column"),
        (NAMES, " ", "US", "1 to 100 characters"),
        (NAMES, "fair", "\x00Texas", "is not a country code"),
        (["name", "name", "attribute"], "fair", "US", "No column is mapped"),
    ],
)
def test_a_mapping_that_cannot_be_is_said_and_nothing_is_lost(
    cy: Person, fields: Sequence[str], source: str, country: str, says: str
) -> None:
    found = draft(cy)

    def act() -> None:
        imports.remap(draft=found, by=cy, fields=fields, source=source, country=country)
        imports.start(draft=found, by=cy)

    with pytest.raises(Invalid, match=says):
        act()
    found.refresh_from_db()
    assert (found.job_id, found.total) == (None, ROWS)
    assert ImportPart.objects.filter(of=found).count() == 3


def test_what_a_leader_brings_in_comes_to_their_own_team(cy: Person) -> None:
    text = "Name,Phone\nBo," + austin(101) + "\n"
    imports.start(draft=draft(cy, text, source="south"), by=cy)
    to_the_end(leased())
    nils = users.add_person(name="Nils", role="leader", team="North")[0]
    imports.start(draft=draft(nils, text, source="north"), by=nils)
    to_the_end(leased())
    assert Route.objects.get(source__name="north").team_id == nils.team_id

    foreign = draft(nils, text)
    two = ["name", "phone"]
    with pytest.raises(Invalid, match="belong to team Sales, not to your team"):
        imports.remap(draft=foreign, by=nils, fields=two, source="south", country="US")
    assert not Source.objects.filter(name="fair").exists()


def test_a_draft_that_nobody_started_is_forgotten_after_a_day(cy: Person) -> None:
    old = draft(cy, "Name,Phone\nBo," + austin(101) + "\n")
    set_clock(clock.now() + imports.DRAFTS_LAST)
    later(seconds=1)
    new = draft(cy, "Name,Phone\nBo," + austin(101) + "\n")
    assert set(Import.objects.values_list("pk", flat=True)) == {new.pk} != {old.pk}


def test_of_many_workers_each_gets_another_job(real_commits: None) -> None:
    with write_transaction() as now:
        made = {jobs.enqueue(kind="count", now=now) for _ in range(8)}

    def take() -> int:
        with write_transaction() as now:
            held = jobs.lease(kinds=["count"], now=now)
        assert held is not None
        return held.job_id

    assert set(together([take] * 8)) == made
