"""A row dated before a refusal or a sale, or at a known inquiry's moment, has no effect."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from pullahead.leads.models import Inquiry, Lead
from pullahead.pull.models import CardRow
from pullahead.team.models import Person
from pullahead.usecases.intake import imports, withdraw
from pullahead.usecases.intake import receive as intake
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.leads import lifecycle, sale_outcome
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    kinds,
    later,
    lead,
    lead_in,
    london,
    pulled,
    receive,
    settle,
    source,
)
from pullahead.usecases.tests.test_an_import_goes_on import draft
from pullahead.usecases.tests.test_withdrawing_an_import import work_off
from pullahead.usecases.work.undo import undo

pytestmark = pytest.mark.usefixtures("floor")

ASKED = "2026-01-10 10:00"
HEAD = "Name,Phone,Created"


def imported(tmp_path: Path, text: str, source_name: str = "listA") -> ImportCounts:
    path = tmp_path / "list.csv"
    path.write_text(text)
    errors = tmp_path / "errors.csv"
    return import_csv(path=path, source=source_name, country="US", maps=[], errors_to=errors)


def state(lead_id: UUID) -> tuple[str, int]:
    its = card(lead_id)
    return its.state, its.round


# ---- a sleeper


@pytest.mark.parametrize(
    ("more", "source_name"),
    [
        (",Score\nSid,{phone},2026-01-10 10:00,7", "listA"),
        ("\nSid,{phone},2026-01-10 10:00", "listB"),
        ("\nSid,{phone},10 Jan 2026 10:00:00", "listB"),
        ("\nSid,{phone},2026-01-10", "listB"),
        ("\nSid,{phone},2026-01-10T10:00:20", "listA"),
        (",Email\nSid Long,{phone},2026-01-10 10:00,sid@example.com", "listA"),
    ],
)
def test_a_row_at_the_moment_of_a_known_inquiry_lets_its_lead_sleep(
    tmp_path: Path, ana: Person, more: str, source_name: str
) -> None:
    imported(tmp_path, f"{HEAD}\nSid,{austin()},{ASKED}\n")
    there = Lead.objects.get().pk
    settle(ana, pulled(ana), "no_answer")
    later(minutes=40)
    text = f"{HEAD}{more}\n".format(phone=austin())

    assert imported(tmp_path, text, source_name) == ImportCounts(rows=1, already_here=1)

    assert state(there) == ("scheduled", 2)
    assert "lead.asked_again" not in kinds(there)
    assert Inquiry.objects.count() == 1
    assert imported(tmp_path, text, source_name) == ImportCounts(rows=1, already_here=1)


def test_the_further_columns_and_addresses_of_such_a_row_are_kept(tmp_path: Path) -> None:
    imported(tmp_path, f"{HEAD}\nSid,{austin()},{ASKED}\n")

    text = f"{HEAD},Score,Email\nSid,{austin()},{ASKED},7,sid@example.com\n"
    imported(tmp_path, text)

    there = Lead.objects.get()
    assert there.inquiries.get().attributes["score"] == "7"
    assert there.addresses.filter(value="sid@example.com").exists()


def test_a_moment_yet_to_come_is_known_again(tmp_path: Path, ana: Person) -> None:
    text = f"{HEAD}\nSid,{austin()},2027-01-10 10:00\n"
    imported(tmp_path, text)
    there = Lead.objects.get().pk
    settle(ana, pulled(ana), "no_answer")
    later(minutes=40)

    assert imported(tmp_path, text, "listB").already_here == 1
    assert state(there) == ("scheduled", 2)


def test_an_inquiry_older_than_the_latest_is_kept_and_wakes_nobody(ana: Person) -> None:
    there = admitted(received_at="2026-05-05T10:00:00Z")
    settle(ana, pulled(ana), "no_answer")

    got = receive(received_at="2026-05-01T10:00:00Z", of=source("fair"))

    assert got.lead_id == there
    assert state(there) == ("scheduled", 2)
    assert lead(there).inquiries.count() == 2
    assert "lead.asked_again" not in kinds(there)


def test_two_rows_of_one_moment_in_one_act_are_one_inquiry() -> None:
    rows = [
        lead_in(received_at="2026-05-01T10:00:00Z"),
        lead_in(received_at="2026-05-01T10:00:00Z", score="7"),
        lead_in(received_at="2026-05-02T10:00:00Z"),
    ]

    got = intake.receive_all(source_id=source().pk, rows=rows)

    assert [one.outcome for one in got] == ["admitted", "already_here", "asked_again"]


def test_a_later_row_and_a_row_without_a_moment_still_wake(ana: Person) -> None:
    there = admitted(received_at="2026-05-01T10:00:00Z")
    settle(ana, pulled(ana), "no_answer")
    assert receive(received_at="2026-05-05T15:00:01Z").outcome == "asked_again"
    assert state(there) == ("ready", 1)
    settle(ana, pulled(ana), "no_answer")
    assert receive(plan="gold").outcome == "asked_again"
    assert state(there) == ("ready", 1)


# ---- a lead that was refused or sold


@pytest.mark.parametrize("code", ["not_interested", "won", "wrong_number", "do_not_call"])
@pytest.mark.parametrize("created", [ASKED, "2026-01-09 08:00", "2026-05-05 14:59", "2026-05-05"])
@pytest.mark.parametrize("days", [1, 60])
def test_a_row_from_before_the_refusal_opens_nobody(
    tmp_path: Path, ana: Person, code: str, created: str, days: int
) -> None:
    imported(tmp_path, f"{HEAD}\nNed,{austin()},{ASKED}\n")
    there = Lead.objects.get().pk
    settle(ana, pulled(ana), code)
    later(days=days)

    got = imported(tmp_path, f"{HEAD}\nNed,{austin()},{created}\n", "listB")

    assert got == ImportCounts(rows=1, already_here=1)
    assert lead(there).closed_as == code
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(("code", "there"), [("not_interested", None), ("no_answer", "scheduled")])
def test_a_moment_that_cannot_be_read_opens_and_wakes_nobody(
    tmp_path: Path, ana: Person, code: str, there: str | None
) -> None:
    imported(tmp_path, f"{HEAD}\nNed,{austin()},{ASKED}\n")
    settle(ana, pulled(ana), code)
    later(days=1)

    got = imported(tmp_path, f"{HEAD}\nNed,{austin()},some day\n", "listB")

    assert (got.rows, got.admitted, got.noted) == (1, 0, 1)
    assert Inquiry.objects.count() == 2
    assert list(CardRow.objects.values_list("state", flat=True)) == ([there] if there else [])


def test_a_row_from_after_the_refusal_opens_it(ana: Person) -> None:
    there = admitted(received_at="2026-01-10T10:00:00Z")
    settle(ana, pulled(ana), "not_interested")
    later(days=1)

    got = receive(received_at="2026-05-05T18:00:00Z", of=source("listB"))

    assert (got.outcome, got.lead_id) == ("asked_again", there)
    assert state(there) == ("ready", 1)


def test_a_row_from_before_a_sale_told_later_opens_nobody(ana: Person, lee: Person) -> None:
    there = admitted(received_at="2026-01-10T10:00:00Z")
    settle(ana, pulled(ana), "not_interested")
    later(days=8)
    sold = sale_outcome.OutcomeReport("won", None, datetime(2026, 5, 10, 12, tzinfo=UTC))
    sale_outcome.reported_by_person(lead_id=there, fact=sold, by=lee)

    got = receive(received_at="2026-05-08T10:00:00Z", of=source("listB"))

    assert (got.outcome, got.lead_id) == ("already_here", there)
    assert lead(there).closed_at is not None
    assert receive(received_at="2026-05-11T10:00:00Z").outcome == "asked_again"


@pytest.mark.parametrize("verdict", ["won", "lost"])
def test_a_row_from_before_the_outcome_that_closed_it_opens_nobody(
    lee: Person, verdict: str
) -> None:
    there = admitted(received_at="2026-01-10T10:00:00Z")
    sale_outcome.reported_by_person(lead_id=there, fact=sale_outcome.OutcomeReport(verdict), by=lee)

    got = receive(received_at="2026-04-10T10:00:00Z", of=source("listB"))

    assert (got.outcome, lead(there).closed_as) == ("already_here", verdict)


def test_a_row_from_before_the_refusal_does_not_wake_a_lead_that_was_opened_since(
    ana: Person, lee: Person
) -> None:
    there = admitted(received_at="2026-01-10T10:00:00Z")
    settle(ana, pulled(ana), "not_interested")
    later(minutes=31)
    lifecycle.reopen(lead_id=there, by=lee)
    settle(ana, pulled(ana), "no_answer")

    receive(received_at="2026-05-05T14:00:00Z", of=source("listB"))

    assert state(there) == ("scheduled", 2)
    assert lead(there).inquiries.count() == 2


def test_a_refusal_that_was_undone_is_none(ana: Person) -> None:
    there = admitted(received_at="2026-01-10T10:00:00Z")
    hand = pulled(ana)
    settle(ana, hand, "not_interested")
    undo(agent_id=ana.pk, token=hand.token)
    settle(ana, pulled(ana), "no_answer")

    got = receive(received_at="2026-05-05T14:00:00Z", of=source("listB"))

    assert got.outcome == "asked_again"
    assert state(there) == ("ready", 1)


def test_a_new_phone_in_such_a_row_is_kept(ana: Person) -> None:
    there = admitted("Ned", austin(), "ned@example.com", received_at="2026-01-10T10:00:00Z")
    settle(ana, pulled(ana), "not_interested")

    receive("Ned", london(7), "ned@example.com", received_at="2026-01-10T10:00:00Z")

    assert lead(there).closed_as == "not_interested"
    assert lead(there).addresses.filter(value=london(7)).exists()


def test_after_its_import_was_withdrawn_a_corrected_file_comes_in(
    tmp_path: Path, cy: Person
) -> None:
    found = draft(cy, f"{HEAD}\nNed,{austin()},{ASKED}\n", "listA")
    imports.start(draft=found, by=cy)
    work_off()
    withdraw.withdraw(of=found, by=cy)
    work_off()

    corrected = f"{HEAD},Plan\nNed,{austin()},{ASKED},gold\n"

    assert imported(tmp_path, corrected) == ImportCounts(rows=1, admitted=1)


def test_another_of_the_household_is_news_at_any_moment(ana: Person) -> None:
    admitted("Ned", received_at="2026-01-10T10:00:00Z")
    settle(ana, pulled(ana), "not_interested")

    assert receive("Rui Costa", received_at="2026-01-10T10:00:00Z").outcome == "admitted"
