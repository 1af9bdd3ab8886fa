"""*Calling rules*: packs, hours and lists in force; an edit makes a new version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.base.models import Journal
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.compliance import dnc_lists
from pullahead.compliance.models import RulePack
from pullahead.pull import queries
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow

GOOD = {
    "caps": "2 in 24 hours",
    "windows": "Mon-Sat 08:00-20:00",
    "holidays": "2030-12-25 Christmas",
    "note": "Looked up by Ada",
}


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def florida() -> RulePack:
    return RulePack.objects.filter(name="Florida").latest("version")


def test_an_edit_is_a_new_version_that_holds_from_its_day(admin: Visitor) -> None:
    page = admin.see("/settings/law")
    assert "Mon-Sun 08:00-20:00" in page
    assert "Texas" in page
    first = florida()
    assert "At most 3 calls in 24 hours" in admin.see(f"/settings/law/{first.pk}")
    later = (clock.now() + timedelta(days=40)).date()
    admin.send(f"/settings/law/{first.pk}/save", **GOOD, valid_from=str(later))
    assert "At most 3 calls in 24 hours" in admin.see("/settings/law")  # it does not hold yet
    admin.send(f"/settings/law/{first.pk}/save", **GOOD, quarantine_days="5", refusing="won")
    page = admin.see("/settings/law")
    assert "At most 2 calls in 24 hours; No calls for 5 days after: won; Own calling" in page
    assert "Mon-Sat 08:00-20:00" in page
    assert [p.version for p in queries.limits().packs if p.name == "Florida"] == [3]
    assert RulePack.objects.get(pk=first.pk).rules == first.rules
    assert florida().made_by is not None
    assert Journal.objects.filter(kind="pack.added").count() == 2
    assert "by Ada" in admin.see(f"/settings/law/{first.pk}")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("caps", "three a day", "Enter it as “3 in 24 hours”"),
        ("caps", "3 in 99999 days", "from 0 to 400"),
        ("windows", "Mon-Fri 20:00-09:00", "Enter days and local hours"),
        ("windows", "every day", "Enter it as “Mon-Fri 09:00-20:00”"),
        ("holidays", "Christmas", "Enter a date and a name"),
        ("gap_minutes", "soon", "whole number"),
        ("gap_minutes", "9" * 400, "Enter a number from 0 to"),
        ("list_days", "-1", "Enter a number from 0 to"),
        ("refusing", "Not Interested!", "codes of call outcomes"),
        ("valid_from", "2001-01-01", "date from today"),
        ("valid_from", "9999-12-31", "date from today"),
        ("note", "x" * 501, "at most 500"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_it(
    admin: Visitor, field: str, typed: str, said: str
) -> None:
    page = admin.send(f"/settings/law/{florida().pk}/save", **{**GOOD, field: typed})
    assert (admin.status, said in page) == (422, True)
    assert "Looked up by Ada" in page or field == "note"
    assert florida().version == 1


def test_a_new_pack_for_a_place_that_had_none(admin: Visitor) -> None:
    assert admin.see("/settings/law/0")
    for name, where in (("", "BR"), ("Brasil", "Brazil"), ("florida", "US-FL")):
        admin.send("/settings/law/0/save", **GOOD, name=name, jurisdiction=where)
        assert admin.status == 422
    admin.send("/settings/law/0/save", **GOOD, name="Brasil", jurisdiction="br")
    assert (admin.status, RulePack.objects.get(name="Brasil").jurisdiction) == (303, "BR")


def test_a_leader_reads_and_an_old_list_says_so(admin: Visitor) -> None:
    with write_transaction() as now:
        made = dnc_lists.begin_list(
            name="national", country="US", as_of=now - timedelta(days=40), now=now
        )
        dnc_lists.use_list(of=made)
    leader = Visitor(factories.add("Lena", role="leader"))
    page = leader.see("/settings/law")
    assert "40 days" in page
    assert "numbers in US without consent are not called" in page
    page = leader.see(f"/settings/law/{florida().pk}")
    assert "Save new version" not in page
    leader.send(f"/settings/law/{florida().pk}/save", caps="soon")
    assert leader.status == 404


def test_a_demo_floor_says_that_its_hours_are_its_own(admin: Visitor) -> None:
    assert "The demo allows calls from 8:00 to 21:00" not in admin.see("/settings/law")
    with write_transaction():
        set_setting(name="demo", value=True)
    assert "The demo allows calls from 8:00 to 21:00" in admin.see("/settings/law")


def test_a_pack_keeps_its_public_holidays_year_by_year(admin: Visitor) -> None:
    pack = florida()
    admin.send(f"/settings/law/{pack.pk}/save", **GOOD, public_holidays="1")
    assert "No calls on public holidays of US-FL; 1 other day" in admin.see("/settings/law")
    page = admin.see(f"/settings/law/{pack.pk}")
    assert 'name="public_holidays" id="id_public_holidays" checked' in page
    hours = queries.hours()
    lane = "US-FL@America/New_York"
    for day in [(2027, 7, 5), (2027, 12, 25), (2028, 7, 4)]:  # the clock here is in 2027
        assert not hours.is_open(lane, datetime(*day, 16, tzinfo=UTC))
    assert hours.is_open(lane, datetime(2027, 12, 23, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("jurisdiction", "said"),
    [
        ("*", "need a country"),
        ("QQ", "No public holidays are available"),
        ("US-QQ", "are available for"),
    ],
)
def test_public_holidays_need_a_place_that_has_some(
    admin: Visitor, jurisdiction: str, said: str
) -> None:
    facts = {**GOOD, "name": "New", "jurisdiction": jurisdiction, "public_holidays": "1"}
    page = admin.send("/settings/law/0/save", **facts)
    assert (admin.status, said in page) == (422, True)
    assert not RulePack.objects.filter(name="New").exists()
