"""People from a file: join, change, leave, and what is refused."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from pullahead.base import jobs
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.transaction import write_transaction
from pullahead.team.models import PeopleImport, Person, Team
from pullahead.team.queries import skills_of
from pullahead.usecases.settings import people_import
from pullahead.usecases.tests.factories import admitted, card, pulled

pytestmark = pytest.mark.usefixtures("floor")
FILE = """Name;Role;Team;Time zone;Skills;Status
Nora;;North;Europe/Rome;lang:it lic:IT@2027-01-31;
Ana;Team lead;North;;;active
Bo;;;;;left
Zed;;;;;left
Nils;boss;North;;;
Olaf;;North;Mars;;
Nora;;South;;;
Pia;;;;;
"""


def uploaded(by: Person, text: str = FILE) -> int:
    return people_import.upload(raw=BytesIO(text.encode()), name="people.csv", by=by)


def run_job() -> int:
    """Run the waiting import to its end; return how many steps it took."""
    steps = 0
    with write_transaction() as now:
        held = jobs.lease(kinds={people_import.KIND}, now=now)
    while held is not None:
        held, steps = people_import.step(held), steps + 1
    return steps


def test_a_file_is_previewed_then_done_in_one_act_for_each_person(
    ana: Person, bo: Person, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = admitted()
    pulled(bo)
    made = uploaded(cy)
    shown = people_import.preview(import_id=made, viewer=cy)
    assert shown.found.counts == {"join": 2, "change": 1, "leave": 1, "same": 1}
    assert [row.line for row in shown.refused] == [6, 7, 8]
    assert not Person.objects.filter(name="Nora").exists()
    people_import.start(import_id=made, by=cy)
    monkeypatch.setattr(people_import, "BATCH", 2)
    assert run_job() == 3
    found = PeopleImport.objects.get()
    assert (found.counts, found.rows) == ({"join": 1, "change": 1, "leave": 1, "same": 1}, [])
    assert found.finished_at is not None
    nora, ana = Person.objects.get(name="Nora"), Person.objects.get(name="Ana")
    assert (nora.role, nora.team.name, nora.zone) == ("agent", "North", "Europe/Rome")
    assert not nora.has_usable_password()
    assert skills_of(nora.pk) == {"lang:it", "lic:IT"}
    assert (ana.role, ana.team.name) == ("leader", "North")
    assert not Person.objects.get(name="Bo").is_active
    assert card(lead).holder_id is None
    # who joins needs a team
    refused = people_import.refused_rows(import_id=made, viewer=cy)
    assert [(row.line, row.name) for row in refused][-1] == (9, "Pia")
    with pytest.raises(Conflict):
        people_import.start(import_id=made, by=cy)
    again = people_import.preview(import_id=uploaded(cy), viewer=cy)
    assert again.found.counts == {"same": 4, "join": 1}


def test_only_administrators_import_and_a_preview_can_be_discarded(
    ana: Person, lee: Person, cy: Person
) -> None:
    made = uploaded(cy)
    for stranger in (ana, lee):
        with pytest.raises(NotFound):
            uploaded(stranger)
        with pytest.raises(NotFound):
            people_import.start(import_id=made, by=stranger)
    assert people_import.discard(import_id=made, by=cy) == "people.csv"
    assert not PeopleImport.objects.exists()
    for text in ("", "Team\nNorth\n", "Name\n", "PK\x03\x04"):
        with pytest.raises(Invalid):
            uploaded(cy, text)


def test_the_command_writes_passwords_for_those_who_join(ana: Person, tmp_path: Path) -> None:
    source, out = tmp_path / "people.csv", tmp_path / "new.csv"
    source.write_text(FILE, encoding="utf-8")
    counts, refused = people_import.import_people(path=source, passwords=out)
    assert (counts["join"], len(refused)) == (1, 4)
    name, password = out.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert Person.objects.get(name=name).check_password(password)
    assert out.stat().st_mode & 0o077 == 0
    assert Team.objects.filter(name="North").exists()
    with pytest.raises(Invalid):
        people_import.import_people(path=source, passwords=out)
