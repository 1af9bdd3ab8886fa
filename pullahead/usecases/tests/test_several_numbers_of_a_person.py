"""Second phones and emails: called, matched, barred by an opt-out, counted, searched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pullahead.base.errors import Conflict
from pullahead.leads.models import Address, Lead, OptOut
from pullahead.pull.models import Attempt
from pullahead.team.models import Person
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.leads import edit
from pullahead.usecases.leads.search import search
from pullahead.usecases.settings import dnc_import
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    card,
    later,
    lead,
    london,
    nothing,
    pulled,
    receive,
    set_clock,
    settle,
)
from pullahead.usecases.work import attempts
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("floor")


def run(path: Path, content: str, country: str) -> ImportCounts:
    """Import a file as the source *list*."""
    file = path / "list.csv"
    file.write_text(content, encoding="utf-8")
    return import_csv(
        path=file,
        source="list",
        country=country,
        maps=(),
        errors_to=path / "errors.csv",
        into_demo=False,
    )


def told(path: Path) -> str:
    return (path / "errors.csv").read_text(encoding="utf-8")


def phones(there: Lead) -> list[str]:
    found = there.addresses.filter(kind="phone").order_by("position", "id")
    return list(found.values_list("value", flat=True))


def dial(agent: Person, hand: ClaimView, value: str, *, redial: bool = False) -> str:
    """Dial a number of the lead in hand; return the code of a refusal, or the link."""
    (point,) = [one for one in hand.lead.contact_points if one.value == value]
    try:
        return attempts.try_on(
            agent_id=agent.pk, token=hand.token, address_id=point.id, channel="call", redial=redial
        ).link
    except Conflict as conflict:
        return conflict.code


# ---- files


def test_a_second_phone_column_is_a_second_number_of_one_person(tmp_path: Path) -> None:
    content = "Name,Phone,Mobile\nAna Um,+551133330001,+5511987650001\nAna Um,+5511987650001,\n"
    counts = run(tmp_path, content, "BR")
    assert (counts.admitted, counts.asked_again) == (1, 1)
    assert phones(Lead.objects.get()) == ["+551133330001", "+5511987650001"]


def test_two_numbers_in_a_cell_are_two_numbers(tmp_path: Path) -> None:
    run(tmp_path, "Name,Phone,Email\nAna Um,(11) 98765-0005 / (11) 3333-0005,\n", "BR")
    assert phones(Lead.objects.get()) == ["+5511987650005", "+551133330005"]


def test_repeated_headings_are_all_numbers(tmp_path: Path) -> None:
    content = "Name,Phone,Phone,Phone\nAna Um,,+5511987650001,+5511987650002\n"
    assert run(tmp_path, content, "BR").admitted == 1
    assert phones(Lead.objects.get()) == ["+5511987650001", "+5511987650002"]


def test_two_mailboxes_in_a_cell_are_both_kept(tmp_path: Path) -> None:
    content = (
        'Name,Phone,Email\nAna Um,+5511987650006,"d@example.com; d2@example.com"\n'
        'Rui Dois,,"b@example.com, b2@example.com"\n'
    )
    assert run(tmp_path, content, "BR") == ImportCounts(rows=2, admitted=2)
    emails = Address.objects.filter(kind="email").order_by("value")
    assert [one.value for one in emails] == [
        "b2@example.com",
        "b@example.com",
        "d2@example.com",
        "d@example.com",
    ]


def test_mexican_numbers_of_old_are_read_and_told(tmp_path: Path) -> None:
    content = "Name,Phone,Email\nAna Um,5215512345673,\nRui Dois,044 55 1234 5670,\n"
    counts = run(tmp_path, content, "MX")
    assert (counts.admitted, counts.noted) == (2, 2)
    values = set(Address.objects.values_list("value", flat=True))
    assert values == {"+525512345673", "+525512345670"}
    assert "2,Phone" in told(tmp_path)
    assert "was read as +525512345673" in told(tmp_path)


def test_an_argentine_mobile_with_15_and_without_is_one_person(tmp_path: Path) -> None:
    content = "Name,Phone,Email\nAna Um,011 15-2345-6789,\nAna Um,+54 11 2345-6789,\n"
    counts = run(tmp_path, content, "AR")
    assert (counts.admitted, counts.asked_again) == (1, 1)
    assert phones(Lead.objects.get()) == ["+5491123456789"]


def test_the_9_of_an_argentine_mobile_is_kept_when_it_comes_later(tmp_path: Path) -> None:
    run(tmp_path, "Name,Phone\nAna Um,+54 11 2345-6789\nAna Um,011 15-2345-6789\n", "AR")
    assert phones(Lead.objects.get()) == ["+5491123456789"]


def test_a_finding_names_the_column_of_its_own_phone(tmp_path: Path) -> None:
    run(tmp_path, "Name,Phone,Mobile\nAna,+551133330001,12\n", "BR")
    assert "2,Mobile" in told(tmp_path)


# ---- at the dial


def both(agent: Person) -> ClaimView:
    """Admit a lead with two numbers, and pull it."""
    admitted("Ana Lima", f"{austin(101)} / {austin(102)}")
    return pulled(agent)


def test_each_number_can_be_called_in_the_order_of_the_row(ana: Person) -> None:
    hand = both(ana)
    assert [one.value for one in hand.lead.contact_points] == [austin(101), austin(102)]
    assert dial(ana, hand, austin(102)) == f"tel:{austin(102)}"


@pytest.mark.parametrize("code", ["wrong_number", "disconnected"])
def test_a_bad_number_moves_to_the_next(ana: Person, code: str) -> None:
    hand = both(ana)
    dial(ana, hand, austin(101))
    settle(ana, hand, code)
    there = hand.lead.id
    assert lead(there).closed_at is None
    later(days=1)
    again = pulled(ana)
    good = [one.value for one in again.lead.contact_points if one.valid]
    assert good == [austin(102)]
    settle(ana, again, code)
    assert lead(there).closed_as == code


def test_an_extension_is_shown_and_dialed(ana: Person) -> None:
    admitted("Ana Lima", "(512) 555-0101 ext. 12")
    hand = pulled(ana)
    (point,) = hand.lead.contact_points
    assert (point.value, point.shown) == (austin(101), "+1 512-555-0101 ext. 12")
    assert dial(ana, hand, austin(101)) == f"tel:{austin(101)};ext=12"


def test_a_leader_adds_a_number_with_its_extension(lee: Person) -> None:
    there = admitted()
    edit.add_phone(lead_id=there, phone="+1 512 555 0102 x7", by=lee)
    assert Address.objects.get(value=austin(102)).extension == "7"


def test_a_later_row_adds_the_extension() -> None:
    there = admitted("Ana Lima", austin(101))
    assert receive("Ana Lima", "(512) 555-0101 x9").lead_id == there
    assert Address.objects.get().extension == "9"


def test_the_second_number_has_its_own_calling_hours(ana: Person) -> None:
    admitted("Ana Lima", f"{austin(101)} / {london(5)}")
    set_clock(START + timedelta(hours=5))  # 15:00 in Austin, 21:00 in London
    hand = pulled(ana)
    assert dial(ana, hand, london(5)) == "outside_hours"
    assert dial(ana, hand, austin(101)) == f"tel:{austin(101)}"


def test_calls_to_the_second_number_count_for_every_lead_with_it(ana: Person) -> None:
    admitted("Ben Ode", austin(102))
    hand = pulled(ana)
    for _ in range(3):
        Attempt.objects.create(
            lead_id=hand.lead.id, value=austin(102), at=START - timedelta(hours=1), outcome="busy"
        )
    settle(ana, hand)
    hand = both(ana)
    assert dial(ana, hand, austin(102)) == "called_enough"
    assert dial(ana, hand, austin(101)) == f"tel:{austin(101)}"


@pytest.mark.parametrize(
    ("here", "before"), [("+541123456789", "+5491123456789"), ("+5491123456789", "+541123456789")]
)
def test_calls_with_and_without_the_9_are_calls_to_one_number(
    ana: Person, here: str, before: str
) -> None:
    other = admitted("Ben Ode", austin(102))
    admitted("Ana Lima", here)
    for _ in range(3):
        Attempt.objects.create(
            lead_id=other, value=before, at=START - timedelta(hours=1), outcome="busy"
        )
    settle(ana, pulled(ana))
    assert nothing(ana)


@pytest.mark.parametrize("listed", ["11 2345-6789", "011 15 2345-6789"])
def test_a_list_bars_the_mobile_with_and_without_its_9(
    ana: Person, listed: str, tmp_path: Path
) -> None:
    there = admitted("Ana Lima", "+5491123456789")
    (tmp_path / "list.csv").write_text(f"{listed}\n")
    dnc_import.import_list(path=tmp_path / "list.csv", name="Registro", country="AR", as_of=None)
    assert nothing(ana)
    assert card(there).park_reason == "on_a_list"


def test_a_premium_rate_number_of_an_older_version_is_not_dialed(ana: Person) -> None:
    there = admitted()
    Address.objects.create(lead_id=there, kind="phone", value="+19002345678", position=2)
    hand = pulled(ana)
    assert dial(ana, hand, "+19002345678") == "premium_rate"


# ---- matching and opt-outs


def test_either_number_finds_the_person() -> None:
    there = admitted("Ana Lima", f"{austin(101)} / {austin(102)}")
    assert receive("Ana Lima", austin(102)).lead_id == there
    assert receive("Ana Lima", f"{austin(103)} / {austin(101)}").lead_id == there
    assert phones(lead(there)) == [austin(101), austin(102), austin(103)]


def test_an_opt_out_in_a_row_covers_all_its_numbers(tmp_path: Path, ana: Person) -> None:
    content = f"Name,Phone,Mobile,Do not call\nAna,{austin(101)},{austin(102)},yes\n"
    assert run(tmp_path, content, "US").opted_out == 1
    assert set(OptOut.objects.values_list("value", flat=True)) == {austin(101), austin(102)}
    admitted("Bo Ode", austin(102))
    assert nothing(ana)


def test_a_refused_row_bars_all_its_numbers(tmp_path: Path) -> None:
    content = (
        "Name,Phone,Mobile,Do not email,Do not call\n"
        f"Ana,{austin(101)} / {austin(103)},{austin(102)},perhaps,yes\n"
    )
    assert run(tmp_path, content, "US").refused == 1
    values = set(OptOut.objects.values_list("value", flat=True))
    assert values == {austin(101), austin(102), austin(103)}


def test_do_not_call_bars_the_second_number_too(ana: Person) -> None:
    hand = both(ana)
    settle(ana, hand, "do_not_call")
    assert set(OptOut.objects.values_list("value", flat=True)) == {austin(101), austin(102)}


def test_each_number_is_searched(lee: Person) -> None:
    there = admitted("Ana Lima", f"{austin(101)} / {austin(102)}")
    assert [one.id for one in search(text=austin(102), viewer=lee)] == [there]
