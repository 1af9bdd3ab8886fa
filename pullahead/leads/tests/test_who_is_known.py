"""Known people are found by row, by external id, by address and name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pullahead.base.ids import new_id
from pullahead.leads.queries import KnownPeople, Namesake, Recorded, known

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)
PHONE, MAIL = "+15125550101", "ana@example.com"


def there(*people: Namesake, at: str = PHONE) -> KnownPeople:
    return KnownPeople(people={at: list(people)})


def test_an_open_lead_comes_before_closed_ones() -> None:
    closed, opened = Namesake(new_id(), "Ana", NOW), Namesake(new_id(), "Ana", None)
    assert there(closed, opened).person("Ana Lima", [PHONE]) == opened


def test_of_closed_ones_the_latest_counts() -> None:
    early, late = (Namesake(new_id(), "Ana", NOW - timedelta(days=d)) for d in (9, 2))
    assert there(late, early).person("Ana", [PHONE]) == late


def test_another_name_at_the_same_number_is_nobody_we_know() -> None:
    assert there(Namesake(new_id(), "Bruno Reis", None)).person("Ana Lima", [PHONE]) is None


def test_without_a_name_it_is_whoever_is_there() -> None:
    ana = Namesake(new_id(), "Ana Lima", None)
    assert there(ana).person("", [PHONE]) == ana
    nameless = Namesake(new_id(), "", None)
    assert there(nameless).person("Ana Lima", [PHONE]) == nameless


def test_any_address_will_do() -> None:
    ana = Namesake(new_id(), "Ana", None)
    assert there(ana, at=MAIL).person("Ana", [PHONE, MAIL]) == ana


@pytest.mark.parametrize(
    ("name", "addresses", "agrees"),
    [
        ("Ana Lima", [PHONE], True),
        ("", [PHONE], True),
        ("Changed", [PHONE, MAIL], True),
        ("Ana Lima", ["+5511987650099"], True),
        ("LIMA, Ana Souza", ["+5511987650099"], True),
        ("Ana Dois", ["+5511987650099"], False),
        ("Bo Reis", ["+5511987650099"], False),
        ("", ["+5511987650099"], False),
        ("Bo Reis", ["+5511987650099", MAIL], False),
    ],
)
def test_an_external_id_counts_where_the_person_agrees(
    name: str, addresses: list[str], agrees: bool
) -> None:
    record = Recorded(new_id(), "Ana Lima", {PHONE, MAIL})
    found = KnownPeople(external={"A-1": [record]}).recorded("A-1", name, addresses)

    assert found == (record if agrees else None)
    assert KnownPeople(external={"A-1": [record]}).recorded("", name, addresses) is None


def test_a_lead_that_got_its_name_is_not_everybody_any_more() -> None:
    lead: UUID = new_id()
    found = there(Namesake(lead, "", None))

    found.add(lead, "Ana Lima", [PHONE, MAIL])

    assert found.person("Bruno Reis", [PHONE]) is None
    assert found.person("Ana", [MAIL]) == Namesake(lead, "Ana Lima", None)


def test_a_lead_that_was_closed_meanwhile_is_closed_at_all_its_addresses() -> None:
    lead = new_id()
    found = KnownPeople()
    found.add(lead, "Ana", [PHONE, MAIL])

    found.closed(lead, NOW)

    assert found.person("Ana", [MAIL]) == Namesake(lead, "Ana", NOW)


@pytest.mark.django_db
def test_nothing_is_known_of_nothing() -> None:
    assert known(1, hashes=[], external_ids=[""], addresses=[]) == KnownPeople()
