"""Import of a CSV file: every row has a result, the counts add up, a second run changes nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pullahead.base.errors import Conflict, Invalid
from pullahead.base.models import Job, Journal
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Address, Inquiry, Lead, Source
from pullahead.team.models import Person
from pullahead.usecases.intake.import_now import CHUNK, ImportCounts, import_csv
from pullahead.usecases.tests.factories import START, austin, card, pulled, settle

pytestmark = pytest.mark.usefixtures("floor")

HEAD = "Name,Phone,E-mail,Lead Source,Received At,Id,Note\n"


def run(
    path: Path,
    content: str | bytes | None = None,
    *maps: str,
    country: str = "US",
    into_demo: bool = False,
) -> ImportCounts:
    """Import `content` (or the present file) as the source *list*; the errors are beside the
    file.
    """
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_csv(
        path=path,
        source="list",
        country=country,
        maps=maps,
        errors_to=path.with_suffix(".errors.csv"),
        into_demo=into_demo,
    )


def errors(path: Path) -> list[list[str]]:
    """Return the refused rows: line, column, reason."""
    with path.with_suffix(".errors.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "column", "reason"]
    return rows[1:]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def test_every_row_is_admitted_asked_again_already_here_or_refused(path: Path) -> None:
    counts = run(
        path,
        HEAD
        + f"Ana Lima,{austin(101)},,web,2026-05-01 10:00,1,hello\n"
        + "\n"
        + f"Ana Lima,{austin(101)},ana@example.com,fair,2026-05-02 10:00,2,\n"
        + f"Ana Lima,{austin(101)},,web,2026-05-01 10:00,1,hello\n"
        + "Bo Reis,12,,web,2026-05-01 10:00,3,\n"
        + "Cora Diaz,,cora@example.com,web,2026-05-01 10:00,4,\n"
        + f"Dora Ng,{austin(102)},,web,31/02/2026,5,\n",
    )

    assert counts == ImportCounts(
        rows=6, admitted=3, asked_again=1, already_here=1, refused=1, noted=1
    )
    assert [(line, column) for line, column, _ in errors(path)] == [
        ("6", "Phone"),
        ("8", "Received At"),
    ]
    assert "“12” is not a phone number" in errors(path)[0][2]
    assert Source.objects.get().name == "list"
    ana = Lead.objects.get(name="Ana Lima")
    assert [i.attributes for i in ana.inquiries.order_by("id")] == [
        {"origin": "web", "note": "hello"},
        {"origin": "fair"},
    ]


def test_a_second_run_of_the_same_file_changes_nothing(path: Path, ana: Person) -> None:
    content = HEAD + "".join(f"Lead {n},{austin(100 + n)},,,,,\n" for n in range(5))
    run(path, content)
    settle(ana, pulled(ana))
    on_leads = Journal.objects.exclude(lead_id=None)
    before = list(Lead.objects.order_by("id").values()), on_leads.count()

    counts = run(path)

    assert counts == ImportCounts(rows=5, already_here=5)
    assert (list(Lead.objects.order_by("id").values()), on_leads.count()) == before


def test_progress_is_told_after_each_chunk(path: Path) -> None:
    told: list[int] = []
    rows = "".join(f"Lead {n},l{n}@example.com\n" for n in range(CHUNK + 3))
    path.write_text("Name,Email\n" + rows)

    import_csv(
        path=path,
        source="list",
        country="",
        maps=[],
        errors_to=path.with_suffix(".errors.csv"),
        progress=told.append,
    )

    assert told == [CHUNK, CHUNK + 3]


def test_interrupted_it_ends_there_and_no_worker_goes_on(path: Path) -> None:
    rows = "".join(f"Lead {n},l{n}@example.com\n" for n in range(CHUNK + 3))
    path.write_text("Name,Email\n" + rows)

    def interrupt(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_csv(
            path=path,
            source="list",
            country="",
            maps=[],
            errors_to=path.with_suffix(".errors.csv"),
            progress=interrupt,
        )

    assert Job.objects.get().state == "cancelled"
    assert Lead.objects.count() == CHUNK
    assert run(path) == ImportCounts(rows=CHUNK + 3, admitted=3, already_here=CHUNK)


def test_columns_can_be_mapped_by_hand(path: Path) -> None:
    run(
        path,
        f"Who,Ring,Source\nAna,{austin(101)},fair\n",
        "Who=name",
        "Ring=phone",
        "Source=ignore",
    )

    found = Lead.objects.get()
    assert (found.name, found.attributes) == ("Ana", {})


def test_a_phone_and_a_mobile_are_reported_under_the_first(path: Path) -> None:
    run(path, f"Name,Phone,Mobile\nAna,12,\nBo,,{austin(101)}\n")

    assert [row[:2] for row in errors(path)] == [["2", "Phone"]]
    assert Lead.objects.get().name == "Bo"


@pytest.mark.parametrize(
    ("map_", "says"),
    [
        ("Ring=phone", "The file has no column “Ring”"),
        ("Phone=ring", "“ring” is not a field"),
        ("Phone", "is not a mapping"),
    ],
)
def test_a_map_that_cannot_be_followed_imports_nothing(path: Path, map_: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        run(path, f"Name,Phone\nAna,{austin(101)}\n", map_)

    assert not Lead.objects.exists()
    assert not Source.objects.exists()


def test_a_file_in_which_nothing_is_known_as_a_phone_or_an_e_mail_is_refused(path: Path) -> None:
    with pytest.raises(Invalid, match="The columns are: Who, Ring"):
        run(path, f"Who,Ring\nAna,{austin(101)}\n")

    assert not path.with_suffix(".errors.csv").exists()


def test_a_national_number_without_a_country_is_refused(path: Path) -> None:
    counts = run(path, "Name,Phone,Email\nAna,(512) 555-0101,ana@example.com\n", country="")

    assert (counts.rows, counts.refused) == (1, 1)
    assert "no country is given" in errors(path)[0][2]


def test_an_unknown_country_is_refused_at_once(path: Path) -> None:
    with pytest.raises(Invalid, match="“Texas” is not a country code"):
        run(path, f"Name,Phone\nAna,{austin(101)}\n", country="Texas")

    assert not Lead.objects.exists()


def test_a_countrys_letters_may_be_small(path: Path) -> None:
    assert run(path, "Name,Phone\nAna,(512) 555-0101\n", country="us").admitted == 1
    assert Address.objects.get().value == austin(101)


def test_the_demos_database_is_refused_with_the_way_to_an_empty_one(path: Path) -> None:
    with write_transaction():
        set_setting(name="demo", value=True)

    with pytest.raises(Conflict, match="PULLAHEAD_DATABASE_URL"):
        run(path, f"Name,Phone\nAna,{austin(101)}\n")
    assert not Lead.objects.exists()

    assert run(path, into_demo=True).admitted == 1


def test_the_list_of_refused_rows_is_never_written_over_the_file(path: Path) -> None:
    content = f"Name,Phone\nAna,{austin(101)}\n"
    path.write_text(content)

    with pytest.raises(Invalid, match="Name another"):
        import_csv(path=path, source="list", country="", maps=[], errors_to=path)

    assert path.read_text() == content
    assert not Lead.objects.exists()


def test_a_list_of_refused_rows_that_cannot_be_written_imports_nothing(path: Path) -> None:
    path.write_text(f"Name,Phone\nAna,{austin(101)}\n")

    with pytest.raises(Invalid, match="Nothing was imported"):
        import_csv(
            path=path, source="list", country="", maps=[], errors_to=path.parent / "no" / "e.csv"
        )
    assert not Lead.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "\x00\udcff"])
def test_a_source_needs_a_name_that_can_be_kept(path: Path, name: str) -> None:
    path.write_text(f"Name,Phone\nAna,{austin(101)}\n")

    with pytest.raises(Invalid, match="1 to 100 characters"):
        import_csv(
            path=path, source=name, country="", maps=[], errors_to=path.with_suffix(".errors.csv")
        )


def test_times_without_a_zone_are_in_the_organisations(path: Path) -> None:
    run(path, f"Name,Phone,Received At\nAna,{austin(101)},2026-05-05 10:00\n")

    assert Lead.objects.get().asked_at == START.replace(hour=10)


def test_a_closed_persons_new_row_opens_the_lead_again(path: Path, ana: Person) -> None:
    run(path, f"Name,Phone,Id\nAna,{austin(101)},1\n")
    first = pulled(ana)
    settle(ana, first, "not_interested")

    counts = run(path, f"Name,Phone,Id\nAna,{austin(101)},1\nAna,{austin(101)},2\n")

    assert (counts.already_here, counts.asked_again) == (1, 1)
    there = Lead.objects.get(closed_at=None)
    assert there.pk == first.lead.id
    assert card(there.pk).state == "ready"
    assert Inquiry.objects.count() == 2
