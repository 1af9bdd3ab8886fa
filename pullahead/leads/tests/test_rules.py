"""A row becomes a lead, or is told what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.name_rules import same_person
from pullahead.leads.rules import LeadIn, read_lead, row_hash

NOW = datetime(2026, 1, 14, 15, tzinfo=UTC)
ROW = {
    "name": "Úrsula  Vieira",
    "phone": "(61) 90085-4559",
    "email": "Ursula@Example.com",
    "value": "1234.5",
    "received_at": "14/06/2017 12:30",
    "external_id": " a1 ",
    "origin": "display",
    "landing_page": "8f08",
    "empty": "",
}


def read(row: dict[str, str], country: str = "BR", now: datetime = NOW) -> LeadIn:
    lead = read_lead(row, country=country, zone="America/Sao_Paulo", now=now)
    assert isinstance(lead, LeadIn), lead
    return lead


def refused(row: dict[str, str], country: str = "BR") -> list[tuple[str, str]]:
    found = read_lead(row, country=country, zone="America/Sao_Paulo", now=NOW)
    assert isinstance(found, tuple)
    assert found
    return [(bad.field, bad.code) for bad in found]


def codes(lead: LeadIn) -> list[tuple[str, str]]:
    return [(note.field, note.code) for note in lead.notes]


def test_a_row_is_normalised() -> None:
    asked = datetime(2017, 6, 14, 15, 30, tzinfo=UTC)
    assert read(ROW) == LeadIn(
        name="Úrsula Vieira",
        phone="+5561900854559",
        email="ursula@example.com",
        value=Decimal("1234.50"),
        received_at=asked,
        stated_at=asked,
        external_id="a1",
        attributes={"origin": "display", "landing_page": "8f08"},
        notes=(),
        dated=True,
    )


def test_an_unusable_phone_is_noted_where_an_e_mail_is_there() -> None:
    lead = read(ROW | {"phone": "11 9"})
    assert (lead.phone, lead.email) == ("", "ursula@example.com")
    assert codes(lead) == [("phone", "not_a_phone")]
    assert codes(read(ROW | {"phone": ""})) == [("phone", "missing")]


def test_an_odd_e_mail_is_noted_where_a_phone_is_there() -> None:
    lead = read(ROW | {"email": "maria@"})
    assert (lead.phone, lead.email) == ("+5561900854559", "")
    assert codes(lead) == [("email", "not_an_email")]
    assert codes(read(ROW | {"email": ""})) == []


def test_without_phone_and_e_mail_a_lead_is_refused() -> None:
    assert refused(ROW | {"phone": "", "email": " "}) == [("phone", "missing")]
    assert refused({}) == [("phone", "missing")]
    assert refused(ROW | {"phone": "n/a", "email": ""}) == [("phone", "not_a_phone")]
    assert refused(ROW | {"phone": "n/a", "email": "maria@"}) == [
        ("phone", "not_a_phone"),
        ("email", "not_an_email"),
    ]


def test_a_national_number_without_a_country_is_refused_even_with_an_e_mail() -> None:
    assert refused(ROW, country="") == [("phone", "no_country")]


def test_all_that_must_be_put_right_is_said_at_once() -> None:
    row = {"value": "-1", "received_at": "soon", "external_id": "x" * 201}
    assert refused(row) == [
        ("phone", "missing"),
        ("received_at", "not_a_time"),
        ("value", "not_a_number"),
        ("external_id", "too_long"),
    ]


def test_a_time_in_the_future_is_clipped_to_now_and_noted() -> None:
    lead = read(ROW | {"received_at": "2031-01-01"})
    assert lead.received_at == NOW
    assert lead.stated_at == datetime(2031, 1, 1, 3, tzinfo=UTC)
    assert codes(lead) == [("received_at", "in_the_future")]


def test_a_sender_s_clock_may_be_a_minute_fast() -> None:
    lead = read(ROW | {"received_at": (NOW + timedelta(minutes=1)).isoformat()})
    assert lead.received_at == NOW
    assert codes(lead) == []


def test_without_a_time_it_is_received_now() -> None:
    lead = read(ROW | {"received_at": ""})
    assert (lead.received_at, lead.stated_at) == (NOW, None)


def test_first_and_last_name_are_joined() -> None:
    lead = read({"first_name": " Ana", "last_name": "Lima ", "email": "a@example.com"})
    assert lead.name == "Ana Lima"
    assert lead.attributes == {}
    whole = read({"name": "Ana L", "first_name": "Ana", "last_name": "Lima", "email": "a@b.co"})
    assert whole.name == "Ana L"


def test_sizes_are_bounded_and_what_was_cut_is_said() -> None:
    many = {f"key{n}": "x" for n in range(70)}
    lead = read(ROW | {"name": "N" * 500, "landing_page": "p" * 3_000} | many)
    assert len(lead.name) == 200
    assert len(lead.attributes) == 50
    assert len(lead.attributes["landing_page"]) == 2_000
    assert codes(lead) == [("name", "cut"), ("landing_page", "cut"), ("attributes", "cut")]
    assert "22 more" in lead.notes[-1].message


def test_attributes_given_apart_cannot_pose_as_fields() -> None:
    lead = read_lead(
        {"phone": "(61) 90085-4559"},
        country="BR",
        zone="UTC",
        now=NOW,
        attributes={"phone": "other", "\x00": "nameless", "gone": "\x00", "words": "a\nb"},
    )
    assert isinstance(lead, LeadIn)
    assert lead.phone == "+5561900854559"
    assert lead.attributes == {"phone": "other", "words": "a\nb"}


def test_the_hash_is_of_the_row_not_of_when_or_how_it_was_read() -> None:
    first = row_hash(read(ROW | {"received_at": ""}))
    later = NOW + timedelta(days=3)
    assert len(first) == 64
    assert row_hash(read(ROW | {"received_at": ""}, now=later)) == first
    assert row_hash(read(dict(reversed(ROW.items())) | {"received_at": ""})) == first
    assert row_hash(read(ROW | {"received_at": "", "phone": "+5561900854559"})) == first
    future = ROW | {"received_at": "2031-01-01"}
    assert row_hash(read(future)) == row_hash(read(future, now=later))


@pytest.mark.parametrize("field", sorted(set(ROW) - {"empty"}))
def test_every_field_counts_in_the_hash(field: str) -> None:
    other = {"phone": "(61) 90085-4558", "email": "b@example.com", "value": "7"}
    changed = ROW | {field: other.get(field, "2018-01-01")}
    assert row_hash(read(changed)) != row_hash(read(ROW))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Úrsula Vieira", "URSULA VIEIRA LIMA", True),
        ("Ursula", "Úrsula Vieira", True),
        ("Vieira, Úrsula", "ursula vieira", True),
        ("Maria da Silva", "João da Costa", False),
        ("Dr. Anna von Berg", "Dr. Otto von Tal", False),
        ("Søren Müßig", "soren mussig", True),
        ("Łukasz", "lukasz nowak", True),
        ("王小明", "王小明", True),
        ("王小明", "李四", False),
        ("", "Maria", True),
        ("   ", "", True),
        ("da", "Maria", True),
        ("Maria", "Mariana", False),
    ],
)
def test_the_same_person_has_a_word_of_the_name_in_common(a: str, b: str, same: bool) -> None:
    assert same_person(a, b) is same
    assert same_person(b, a) is same


FIELDS = st.sampled_from([*ROW, "first_name", "last_name", "anything"])


@given(st.dictionaries(st.one_of(FIELDS, st.text()), st.text()), st.sampled_from(["", "BR", "US"]))
def test_any_row_is_a_lead_that_can_be_reached_or_is_refused_with_reasons(
    row: dict[str, str], country: str
) -> None:
    found = read_lead(row, country=country, zone="America/Sao_Paulo", now=NOW)
    if isinstance(found, LeadIn):
        assert found.phone or found.email
        assert found.received_at <= NOW
        assert len(found.name) <= 200
        assert len(found.attributes) <= 50
        row_hash(found)
    else:
        assert found
        assert all(bad.message for bad in found)


@given(st.text(), st.text())
def test_no_names_make_an_error(a: str, b: str) -> None:
    assert same_person(a, b) is same_person(b, a)
    assert same_person(a, a)
