"""A lead that can never be called names the rule, and is listed until something changes."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Conflict
from pullahead.leads.models import Address
from pullahead.team.models import Person
from pullahead.usecases.floor.overview import floor
from pullahead.usecases.leads import edit, lifecycle, uncallable
from pullahead.usecases.leads.consent import ConsentGiven, recorded_by_person
from pullahead.usecases.leads.lead_list import NEVER, LeadFilter, page
from pullahead.usecases.tests.factories import admitted, austin, card, nothing, pulled, receive
from pullahead.usecases.tests.test_the_law_at_work import keep_list, pack

pytestmark = pytest.mark.usefixtures("floor")
MIAMI = "+1 305 555 01{:02d}"
MORNINGS = {"windows": [[0, "08:00", "09:00"]]}
EVENINGS = {"windows": [[1, "18:00", "19:00"]]}
NO_MOMENT = (
    "The calling hours allow no call in New York within two weeks: Sunshine v1: Mon 08:00-09:00; "
    "Peaches v1: Tue 18:00-19:00."
)


def listed(lee: Person) -> dict[object, tuple[str, bool]]:
    rows = page(viewer=lee, wanted=LeadFilter(state=NEVER)).rows
    return {row.id: (row.state, row.never) for row in rows}


def test_packs_that_leave_no_hour_are_named_and_their_leads_listed(
    ana: Person, lee: Person
) -> None:
    before = admitted("Ana Lima", MIAMI.format(1), state="GA")
    assert (uncallable.reason_text(lead_id=before), listed(lee)) == ("", {})
    pack(MORNINGS, name="Sunshine", jurisdiction="US-FL")
    pack(EVENINGS, name="Peaches", jurisdiction="US-GA")
    after = admitted("Bo Reis", MIAMI.format(2), state="GA")
    admitted("Cora Diaz", MIAMI.format(3))

    assert (card(before).state, card(after).park_reason) == ("ready", "never_open")
    assert (
        uncallable.reason_text(lead_id=before) == uncallable.reason_text(lead_id=after) == NO_MOMENT
    )
    assert listed(lee) == {before: ("ready", True), after: ("parked", False)}
    seen = floor(viewer=lee)
    assert (seen.never_open, seen.parked_total) == (1, 1)
    assert nothing(ana)
    with pytest.raises(Conflict):
        lifecycle.unpark(lead_id=after, by=lee)

    pack({}, name="Peaches", jurisdiction="US-GA")
    pack({}, name="Sunshine", jurisdiction="US-FL")
    assert (floor(viewer=lee).never_open, uncallable.reason_text(lead_id=after)) == (0, "")
    lifecycle.unpark(lead_id=after, by=lee)
    assert listed(lee) == {}


def test_bad_numbers_lists_and_zones_are_named_and_listed(ana: Person, lee: Person) -> None:
    keep_list(austin(101), austin(102))
    on_a_list = admitted("Ana Lima", austin(101), value="9000")
    both = admitted("Bo Reis", austin(102))
    edit.add_phone(lead_id=both, phone=austin(103), by=lee)
    bad = admitted("Cora Diaz", austin(104), value="9000")
    nowhere = admitted("Dora Ng", "+1 800 555 0199")
    Address.objects.filter(lead_id=bad).update(valid=False, reason="disconnected")
    mail = receive("Eve Roe", "", "eve@example.com").lead_id

    assert {pulled(ana).lead.id} <= {both, mail}
    said = {
        on_a_list: "The only number is on a do-not-call list, without consent: “national”.",
        bad: "The lead has no valid phone and no email.",
        nowhere: "The phone does not determine a time zone, so the calling hours are unknown.",
        both: "",
        mail: "",
    }
    assert {lead_id: uncallable.reason_text(lead_id=lead_id) for lead_id in said} == said
    assert set(listed(lee)) == {on_a_list, bad, nowhere}

    recorded_by_person(lead_id=on_a_list, given=ConsentGiven("call", "Call me"), by=lee)
    assert uncallable.reason_text(lead_id=on_a_list) == ""
    lifecycle.unpark(lead_id=on_a_list, by=lee)
    assert set(listed(lee)) == {bad, nowhere}
