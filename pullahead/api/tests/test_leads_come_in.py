"""POST /leads: a source brings in leads, and sending one again is safe."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller, bring_in, lead_body
from pullahead.leads.models import Inquiry, Lead, OptOut
from pullahead.pull.models import CardRow
from pullahead.usecases.intake.import_rows import by_line

LEADS = "/api/v1/leads"


def test_a_new_lead_is_admitted_with_what_was_sent(web: Caller) -> None:
    got = web.post(
        LEADS,
        {
            "name": "Ana Lima",
            "phone": "+1 (212) 555-0199",
            "email": "Ana@Example.com",
            "value": "1200.50",
            "received_at": "2026-03-01T14:30:00-03:00",
            "external_id": "form-831",
            "attributes": {"message": "Please call\nafter six", "color": "blue"},
        },
    )

    assert got.status == 201, got.text
    assert got.body == {"id": got.body["id"], "outcome": "admitted", "notes": []}
    lead = Lead.objects.get(pk=got.body["id"])
    assert (lead.name, lead.value, lead.source.name) == (
        "Ana Lima",
        Decimal("1200.50"),
        "web form",
    )
    assert lead.asked_at.isoformat() == "2026-03-01T17:30:00+00:00"
    assert lead.attributes["color"] == "blue"
    addresses = set(lead.addresses.values_list("kind", "value"))
    assert addresses == {("phone", "+12125550199"), ("email", "ana@example.com")}
    assert Inquiry.objects.get().words == "Please call\nafter six"


def test_a_stage_puts_a_lead_into_its_nurturing_plan_and_an_unknown_one_is_a_note(
    web: Caller,
) -> None:
    contact = {"nurturing_stage": "Quoted", "contacted_at": "2026-01-05"}
    got = web.post(LEADS, lead_body(phone="+12125550611", **contact))
    assert (got.status, got.body["notes"]) == (201, [])
    assert CardRow.objects.get(pk=got.body["id"]).stage == "quote_sent"
    odd = web.post(LEADS, lead_body(phone="+12125550612", nurturing_stage="Odd"))
    assert (odd.status, odd.body["notes"][0]["code"]) == (201, "unknown_stage")
    assert Lead.objects.get(pk=odd.body["id"]).attributes["stage"] == "Odd"


def test_the_same_person_asks_again_and_stays_one_lead(web: Caller) -> None:
    body = lead_body(external_id="a")
    first = web.post(LEADS, body)
    again = web.post(LEADS, {**body, "external_id": "b"})

    assert (again.status, again.body["outcome"]) == (200, "asked_again")
    assert again.body["id"] == first.body["id"]
    assert Lead.objects.count() == 1
    assert Inquiry.objects.count() == 2


def test_the_same_external_id_is_already_here(web: Caller) -> None:
    body = lead_body(external_id="form-831")
    first = web.post(LEADS, body)
    again = web.post(LEADS, {**body, "name": "Changed"})

    assert (again.status, again.body["outcome"]) == (200, "already_here")
    assert again.body["id"] == first.body["id"]
    assert Inquiry.objects.count() == 1


def test_another_person_of_a_known_external_id_never_gets_the_first_ones_lead(web: Caller) -> None:
    first = web.post(LEADS, {"name": "Ext Anna", "phone": "+12125550601", "external_id": "1"})
    body = {"name": "Ext Boris", "phone": "+12125550602", "external_id": "1"}
    second = web.post(LEADS, body)
    again = web.post(LEADS, body)

    assert (first.status, second.status) == (201, 201)
    assert second.body["id"] != first.body["id"]
    assert (again.body["outcome"], again.body["id"]) == ("already_here", second.body["id"])


def test_a_new_phone_under_a_known_external_id_is_added(web: Caller) -> None:
    first = web.post(LEADS, {"name": "Rui Sa", "phone": "+12125550601", "external_id": "2"})
    again = web.post(LEADS, {"name": "Rui Sa", "phone": "+12125550602", "external_id": "2"})

    assert again.body["id"] == first.body["id"]
    phones = Lead.objects.get().addresses.values_list("value", flat=True)
    assert set(phones) == {"+12125550601", "+12125550602"}


def test_the_moment_of_a_known_inquiry_is_no_new_one(web: Caller) -> None:
    body = lead_body(received_at="2026-03-01T14:30:00-03:00")
    first = web.post(LEADS, body)
    again = web.post(LEADS, {**body, "attributes": {"score": "7"}})
    older = web.post(LEADS, {**body, "received_at": "2026-02-01T14:30:00-03:00"})
    later = web.post(LEADS, {**body, "received_at": "2026-03-02T14:30:00-03:00"})

    assert (again.status, again.body["outcome"]) == (200, "already_here")
    assert {one.body["id"] for one in (first, again, older, later)} == {first.body["id"]}
    assert later.body["outcome"] == "asked_again"
    assert Inquiry.objects.order_by("id")[0].attributes["score"] == "7"


@pytest.mark.parametrize(("sent", "codes"), [("N/A", []), ("1.23457E+15", ["rounded"])])
def test_what_is_no_external_id_is_left_out(web: Caller, sent: str, codes: list[str]) -> None:
    for number in (1, 2):
        body = {"name": "Ana Lima", "phone": f"+1212555060{number}", "external_id": sent}
        got = web.post(LEADS, body)
        assert got.status == 201
        assert [note["code"] for note in got.body["notes"]] == codes


def test_an_external_id_is_a_sources_own(web: Caller) -> None:
    other = callers.source("fair")
    bring_in(web, external_id="1")
    bring_in(other, external_id="1")

    assert Lead.objects.count() == 2


def test_a_retry_under_an_idempotency_key_gets_the_first_answer(web: Caller) -> None:
    body = lead_body()
    sent = {"Idempotency-Key": "k-1"}
    first = web.post(LEADS, body, **sent)
    again = web.post(LEADS, dict(reversed(body.items())), **sent)

    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert Inquiry.objects.count() == 1


def test_an_idempotency_key_with_another_body_is_refused(web: Caller) -> None:
    web.post(LEADS, lead_body(), **{"Idempotency-Key": "k-1"})
    got = web.post(LEADS, lead_body(), **{"Idempotency-Key": "k-1"})

    assert (got.status, got.body["code"]) == (422, "idempotency_key_reused")
    assert Lead.objects.count() == 1


def test_two_keys_may_choose_the_same_idempotency_key(web: Caller) -> None:
    other = callers.source("fair")
    for caller in (web, other):
        assert caller.post(LEADS, lead_body(), **{"Idempotency-Key": "1"}).status == 201


@pytest.mark.parametrize("key", ["k" * 201, "k\u00e9"])
def test_an_idempotency_key_is_bounded(web: Caller, key: str) -> None:
    got = web.post(LEADS, lead_body(), **{"Idempotency-Key": key})

    assert got.status == 422
    assert set(got.codes) == {"Idempotency-Key"}


def test_the_key_fixes_the_source(web: Caller) -> None:
    assert web.post(LEADS, lead_body(source="web form")).status == 201
    got = web.post(LEADS, lead_body(source="somebody else"))

    assert (got.status, got.body["code"]) == (422, "source_fixed")
    assert got.codes == {"source": "source_fixed"}
    assert Lead.objects.count() == 1


REFUSED: list[tuple[Mapping[str, Any], dict[str, str]]] = [
    ({"attributes": ["a"]}, {"attributes": "not_an_object"}),
    ({"attributes": {str(n): "" for n in range(1_001)}}, {"attributes": "too_many"}),
    ({"attributes": {"a": "x" * 20_001}}, {"attributes.a": "too_long"}),
    ({"phone": "11 98765-4321"}, {"phone": "no_country"}),
    ({"phone": None}, {"phone": "missing"}),
    (
        {"phone": "+1 212 555", "email": "no mailbox"},
        {"phone": "not_a_phone", "email": "not_an_email"},
    ),
    ({"telephone": "+12125550101"}, {"telephone": "unknown_field"}),
]


@pytest.mark.parametrize(("wrong", "codes"), REFUSED)
def test_what_cannot_be_used_is_refused_by_field(
    web: Caller, wrong: Mapping[str, Any], codes: dict[str, str]
) -> None:
    got = web.post(LEADS, lead_body(**wrong))

    assert got.status == 422, got.text
    assert got.codes == codes
    assert not Lead.objects.exists()


SIDE_FIELDS: list[tuple[Mapping[str, Any], list[tuple[str, str]]]] = [
    ({"value": 12.5}, []),
    ({"value": 0}, [("value", "out_of_range")]),
    ({"value": "0"}, [("value", "out_of_range")]),
    ({"value": "0.00"}, [("value", "out_of_range")]),
    ({"value": "N/A"}, [("value", "not_a_number")]),
    ({"value": True}, [("value", "not_a_number")]),
    ({"value": "-1"}, [("value", "not_a_number")]),
    ({"value": "1,000"}, [("value", "ambiguous")]),
    ({"value": "12345678901"}, [("value", "out_of_range")]),
    ({"name": "n" * 201}, [("name", "cut")]),
    ({"name": ["Ana"]}, []),
    ({"external_id": 77}, []),
    ({"external_id": "x" * 201}, [("external_id", "too_long")]),
    ({"attributes": {"a": 1, "b": None, "c": {"d": [1]}}}, []),
    ({"attributes": {str(n): "x" for n in range(51)}}, [("attributes", "cut")]),
    ({"attributes": {"message": "x" * 2_001}}, [("message", "cut")]),
    ({"attributes": {"k" * 101: "x", "": "y"}}, [("attributes", "cut")]),
    ({"received_at": "yesterday"}, [("received_at", "not_a_time")]),
    ({"received_at": "1899-01-01"}, [("received_at", "out_of_range")]),
    ({"email": "x" * 600}, [("email", "too_long")]),
]


@pytest.mark.parametrize(("side", "notes"), SIDE_FIELDS)
def test_no_callable_lead_is_refused_for_a_side_field(
    web: Caller, side: Mapping[str, Any], notes: list[tuple[str, str]]
) -> None:
    got = web.post(LEADS, lead_body(**side))

    assert got.status == 201, got.text
    assert [(note["field"], note["code"]) for note in got.body["notes"]] == notes
    kept = [(column, reason) for _, column, reason in by_line(Inquiry.objects.get().notes)]
    assert kept == [(note["field"], note["message"]) for note in got.body["notes"]]


NUMBERS = ["+12125550191", "+12125550192"]
AS_SENT = [
    (b'{"name": "Ana Lima", "phone": "+12125550191"}', "Ana Lima", NUMBERS[:1]),
    (b'\xef\xbb\xbf{"name": "Ana Lima", "phone": "+12125550191"}', "Ana Lima", NUMBERS[:1]),
    (b'{"name": ["Ana", null, "Lima"], "phone": "+12125550191"}', "Ana Lima", NUMBERS[:1]),
    (
        b'{"name": {"first": "Ana", "last": "Lima"}, "phone": "+12125550191"}',
        "Ana Lima",
        NUMBERS[:1],
    ),
    (b'{"phone": ["+12125550191", "+1 212 555 0192"]}', "", NUMBERS),
    (b'{"phone": 12125550191, "attributes": {"country": "US"}}', "", NUMBERS[:1]),
    (b'{"phone": 12125550191.0, "attributes": {"country": "US"}}', "", NUMBERS[:1]),
    (b'{"phone": ["+12125550191", null, "", "+12125550192"]}', "", NUMBERS),
    (b'{"email": ["ana@example.com", "lima@example.com"]}', "", ["ana@example.com"]),
]


@pytest.mark.parametrize(("raw", "name", "addresses"), AS_SENT)
def test_names_and_addresses_are_read_in_the_shapes_of_other_systems(
    web: Caller, raw: bytes, name: str, addresses: list[str]
) -> None:
    got = web.post(LEADS, raw)

    assert got.status == 201, got.text
    lead = Lead.objects.get()
    kept = lead.addresses.order_by("position", "pk").values_list("value", flat=True)
    assert (lead.name, list(kept)[: len(addresses)]) == (name, addresses)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"phone": "+12125550191"}\n{"phone": "+12125550192"}',
        b'[{"phone": "+12125550191"}]',
        b'{"lead": {"phone": "+12125550191"}}',
        b'{"phone": 12125550191.5}',
        b'{"phone": {"mobile": "+12125550191"}}',
        b'{"phone": "+12125550191", "phone": "+12125550192"}',
    ],
)
def test_another_shape_is_refused_whole(web: Caller, raw: bytes) -> None:
    assert web.post(LEADS, raw).status in {400, 422}
    assert not Lead.objects.exists()


def test_a_vendors_test_lead_is_refused_by_name(web: Caller) -> None:
    got = web.post(LEADS, lead_body(attributes={"is_test": "true"}))

    assert (got.status, got.codes) == (422, {"row": "test_lead"})
    assert not Lead.objects.exists()


def test_a_bad_phone_beside_a_good_mailbox_is_kept_and_said(web: Caller) -> None:
    got = web.post(LEADS, lead_body(phone="call me", email="ana@example.com"))

    assert got.status == 201
    assert [(note["field"], note["code"]) for note in got.body["notes"]] == [
        ("phone", "not_a_phone")
    ]


def test_a_time_without_a_zone_is_the_organisations(web: Caller) -> None:
    lead = bring_in(web, received_at="2026-03-01T14:30:00")

    assert Lead.objects.get(pk=lead).asked_at.isoformat() == "2026-03-01T14:30:00+00:00"


def test_a_time_to_come_is_taken_as_now_and_said(web: Caller) -> None:
    got = web.post(LEADS, lead_body(received_at="2099-01-01T00:00:00Z"))

    assert got.status == 201
    assert [note["code"] for note in got.body["notes"]] == ["in_the_future"]
    assert Lead.objects.get().asked_at.year < 2099


def test_null_is_the_same_as_left_out(web: Caller) -> None:
    nothing = dict.fromkeys(
        ["email", "value", "received_at", "external_id", "attributes", "source"]
    )
    assert web.post(LEADS, lead_body(**nothing)).status == 201


@pytest.mark.parametrize(
    ("name", "said"), [("DoNotCall", "true"), ("Robinson", "ja"), ("No Phone", "1")]
)
def test_attributes_that_say_do_not_call_bar_the_number(web: Caller, name: str, said: str) -> None:
    body = lead_body(external_id="a", attributes={name: said})
    assert web.post(LEADS, body).status == 201
    assert Lead.objects.get().closed_as == "do_not_call"
    assert OptOut.objects.get().kind == "phone"

    unclear = web.post(LEADS, lead_body(external_id="b", attributes={"dnc": "perhaps"}))
    assert (unclear.status, unclear.codes) == (422, {"do_not_call": "not_a_flag"})


def test_the_attribute_country_stands_before_the_installation_s(web: Caller) -> None:
    body = {"name": "Ana", "phone": "55 1234 5678", "attributes": {"country": "Mexico"}}
    got = web.post(LEADS, body)
    assert got.status == 201, got.text
    assert Lead.objects.get().addresses.get().value == "+525512345678"

    body = {"name": "Bo", "phone": "212 555 0123", "attributes": {"country": "Atlantis"}}
    assert web.post(LEADS, body).codes == {"phone": "unknown_country"}


def test_a_list_of_one_text_is_this_text(web: Caller) -> None:
    got = web.post(LEADS, lead_body(attributes={"state": ["FL"], "tags": ["a", "b"]}))

    assert got.status == 201
    assert Lead.objects.get().attributes == {"state": "FL", "tags": '["a", "b"]'}
    lane = CardRow.objects.get().lane
    assert lane is not None
    assert lane.windows.startswith("US-FL@")
