"""An agent's program: pull, settle with a note, earn the next; extend and release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.client import FakePayload
from django.test.utils import CaptureQueriesContext
from pydantic import BaseModel

from pullahead.api.answers import NothingOut, PulledOut, SettledOut
from pullahead.api.tests import callers
from pullahead.api.tests.callers import NOBODY, Caller, bring_in, pull
from pullahead.base import clock, services
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import OptOut
from pullahead.pull.models import ClaimRow
from pullahead.team.models import Person
from pullahead.usecases.settings import users

NO_ANSWER = {"disposition": "no_answer", "note": "Rang out"}


def settle(caller: Caller, token: str, body: dict[str, Any]) -> callers.ApiAnswer:
    return caller.post(f"/api/v1/claims/{token}/settle", body)


def later(**span: float) -> None:
    with write_transaction():
        services.move_clock(offset=clock.offset() + timedelta(**span))


def test_a_pull_gives_a_claim_the_lead_and_why(web: Caller, ana: Caller) -> None:
    lead = bring_in(web, name="Rui Costa", value="900.00", attributes={"message": "Call me"})

    got = ana.post("/api/v1/pull")

    assert got.status == 200
    assert set(got.body) == {"claim", "lead", "why", "again"}
    assert got.body["again"] is False
    assert got.body["claim"]["round"] == 1
    assert datetime.fromisoformat(got.body["claim"]["ends_at"]) > clock.now()
    assert (got.body["lead"]["id"], got.body["lead"]["name"]) == (lead, "Rui Costa")
    assert got.body["lead"]["phone"].startswith("+1")
    assert got.body["lead"]["asked"][0]["words"] == "Call me"
    assert (got.body["lead"]["nurturing"], got.body["lead"]["nurtured_since"]) == ("", None)
    assert got.body["why"]


def test_an_attempt_names_an_address_of_the_pulled_lead(web: Caller, ana: Caller) -> None:
    bring_in(web)
    got = ana.post("/api/v1/pull").body
    sent = {"address_id": got["lead"]["addresses"][0]["id"], "channel": "call"}

    tried = ana.post(f"/api/v1/claims/{got['claim']['token']}/attempts", sent)

    assert tried.status == 200
    assert tried.body["link"] == f"tel:{got['lead']['addresses'][0]['value']}"


def test_a_body_that_was_not_asked_for_is_read_all_the_same(web: Caller, ana: Caller) -> None:
    bring_in(web)
    sent = FakePayload(b"{}")
    asked: dict[str, Any] = {"wsgi.input": sent, "CONTENT_LENGTH": 2}
    answer = ana.client.post(
        "/api/v1/pull", headers={"Authorization": f"Bearer {ana.key}"}, **asked
    )
    assert (answer.status_code, sent.read()) == (200, b""), "unread, it would end the connection"


def test_a_second_pull_gives_the_claim_in_hand(web: Caller, ana: Caller) -> None:
    bring_in(web)
    bring_in(web)
    first = ana.post("/api/v1/pull").body
    again = ana.post("/api/v1/pull").body

    assert again["claim"] == first["claim"]
    assert again["again"] is True


def test_empty_hands_are_told_why_and_when(ana: Caller) -> None:
    got = ana.post("/api/v1/pull")

    assert got.status == 200
    assert set(got.body) == {"claim", "reasons", "next_at"}
    assert got.body["claim"] is None
    assert got.body["reasons"]


def test_settling_earns_the_next(web: Caller, ana: Caller) -> None:
    leads = {bring_in(web), bring_in(web)}
    token, lead = pull(ana)

    got = settle(ana, token, NO_ANSWER)

    assert got.status == 200
    assert got.body | {"at": None} == {
        "next": "round",
        "lead_id": lead,
        "disposition": "no_answer",
        "round": 1,
        "at": None,
    }
    assert got.body["at"]
    assert pull(ana)[1] in leads - {lead}


def test_the_same_settle_again_gives_the_same_answer(web: Caller, ana: Caller) -> None:
    bring_in(web)
    token, _ = pull(ana)
    answers = [settle(ana, token, NO_ANSWER) for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert answers[0].body == answers[1].body == answers[2].body


def test_another_body_for_a_settled_claim_is_refused(web: Caller, ana: Caller) -> None:
    bring_in(web)
    token, _ = pull(ana)
    settle(ana, token, NO_ANSWER)

    got = settle(ana, token, {"disposition": "won", "note": "Sold"})

    assert (got.status, got.body["code"]) == (422, "body_differs")
    assert ClaimRow.objects.get().disposition == "no_answer"


def test_somebody_elses_token_is_nobodys(web: Caller, ana: Caller, bo: Caller) -> None:
    bring_in(web)
    token, _ = pull(ana)

    for act in ("settle", "extend", "release"):
        body = {"settle": NO_ANSWER, "release": {"reason": "skill"}}.get(act)
        got = bo.post(f"/api/v1/claims/{token}/{act}", body)
        unknown = bo.post(f"/api/v1/claims/{NOBODY}/{act}", body)
        assert got.status == unknown.status == 404
        assert got.body == unknown.body


def test_a_lost_claim_changes_nothing_and_keeps_the_note(
    web: Caller, ana: Caller, bo: Caller
) -> None:
    bring_in(web)
    token, _ = pull(ana)
    later(minutes=6)
    pull(bo)

    got = settle(ana, token, NO_ANSWER)

    assert (got.status, got.body["code"]) == (409, "claim_lost")
    assert ClaimRow.objects.get(pk=token).late_note == "Rang out"
    for act, body in (("extend", None), ("release", {"reason": "skill"})):
        got = ana.post(f"/api/v1/claims/{token}/{act}", body)
        assert (got.status, got.body["code"]) == (409, "claim_lost")


def test_a_final_disposition_closes_the_lead(web: Caller, ana: Caller) -> None:
    lead = bring_in(web)
    token, _ = pull(ana)

    got = settle(ana, token, {"disposition": "won", "note": "Sold two of them", "amount": "850.00"})

    assert (got.body["next"], got.body["at"]) == ("closed", None)
    assert ana.get(f"/api/v1/leads/{lead}").body["state"] == "closed"


def test_a_callback_comes_back_when_it_was_promised(web: Caller, ana: Caller) -> None:
    bring_in(web)
    token, _ = pull(ana)
    at = (clock.now() + timedelta(days=1)).replace(microsecond=0)

    body = {"disposition": "callback", "note": "Tomorrow at ten", "callback_at": at.isoformat()}
    got = settle(ana, token, body)

    assert (got.status, got.body["next"]) == (200, "callback")
    assert datetime.fromisoformat(got.body["at"]) == at


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"disposition": "gone", "note": "x"}, "disposition", "unknown_disposition"),
    ({"disposition": "no\x00answer", "note": "x"}, "disposition", "unknown_disposition"),
    ({"disposition": "duplicate", "note": " \n"}, "note", "note_required"),
    ({"disposition": "duplicate", "note": "\x00"}, "note", "note_required"),
    ({"disposition": "duplicate"}, "note", "note_required"),
    ({"disposition": "no_answer", "dialled": False}, "disposition", "attempt_required"),
    ({"disposition": "asked_for", "note": "Ann, please"}, "callback_for", "callback_for_required"),
    ({"disposition": "no_answer", "amount": "5.00"}, "amount", "amount_unexpected"),
    ({"disposition": "no_answer", "note": "x" * 4_001}, "note", "too_long"),
    ({"disposition": "callback", "note": "x"}, "callback_at", "callback_at_required"),
    (
        {"disposition": "callback", "note": "x", "callback_at": "2020-01-01T10:00Z"},
        "callback_at",
        "callback_at_past",
    ),
    (
        {"disposition": "callback", "note": "x", "callback_at": "2099-01-01T10:00Z"},
        "callback_at",
        "callback_at_too_far",
    ),
    (
        {"disposition": "callback", "note": "x", "callback_at": "2026-12-01T10:00:00"},
        "callback_at",
        "zone_missing",
    ),
    (
        {"disposition": "callback", "note": "x", "callback_at": 1_790_000_000},
        "callback_at",
        "not_text",
    ),
    (
        {"disposition": "won", "note": "x", "callback_at": "2026-12-01T10:00Z"},
        "callback_at",
        "callback_at_unexpected",
    ),
]


@pytest.mark.parametrize(("body", "field", "code"), REFUSED)
def test_a_settle_that_cannot_be_is_refused_and_the_claim_stays(
    web: Caller, ana: Caller, body: dict[str, Any], field: str, code: str
) -> None:
    bring_in(web)
    token, _ = pull(ana)

    got = settle(ana, token, body)

    assert got.status == 422, got.text
    assert got.codes == {field: code}
    assert settle(ana, token, NO_ANSWER).status == 200


def test_extending_moves_the_end_and_stops_at_30_minutes(web: Caller, ana: Caller) -> None:
    bring_in(web)
    first = ana.post("/api/v1/pull").body["claim"]
    later(minutes=4)

    got = ana.post(f"/api/v1/claims/{first['token']}/extend")

    assert got.status == 200
    assert first["ends_at"] < got.body["ends_at"] <= first["hard_stop_at"]


def test_a_released_lead_is_for_others(web: Caller, ana: Caller, bo: Caller) -> None:
    lead = bring_in(web)
    token, _ = pull(ana)

    blank = ana.post(f"/api/v1/claims/{token}/release", {"reason": " "})
    got = ana.post(f"/api/v1/claims/{token}/release", {"reason": "conflict_of_interest"})

    assert (blank.status, blank.codes) == (422, {"reason": "reason_required"})
    assert (got.status, got.body) == (200, {"released": True})
    assert ana.post("/api/v1/pull").body["claim"] is None
    assert pull(bo)[1] == lead


def test_the_dispositions_come_with_their_kinds(ana: Caller) -> None:
    got = ana.get("/api/v1/dispositions")

    assert got.status == 200
    assert {one["kind"] for one in got.body} == {"final", "next", "nurture", "callback"}
    assert got.body[0].keys() == {"code", "label", "kind", "dated", "bad_number"}
    bad = {one["code"] for one in got.body if one["bad_number"]}
    assert bad == {"wrong_number", "disconnected"}


def test_whoever_is_disabled_is_unknown_and_their_lead_is_free(
    web: Caller, ana: Caller, bo: Caller
) -> None:
    lead = bring_in(web)
    token, _ = pull(ana)
    users.disable(person_id=Person.objects.get(name="Ana").pk)

    assert settle(ana, token, NO_ANSWER).status == 401
    assert ana.post("/api/v1/pull").status == 401
    assert pull(bo)[1] == lead


def test_what_is_given_all_day_has_the_shape_that_is_described(web: Caller, ana: Caller) -> None:
    lee = callers.agent("Lee", role="leader")
    nothing = ana.post("/api/v1/pull").body
    for _ in range(2):
        bring_in(web, value="900.00", attributes={"message": "Call me", "plan": "gold"})
    theirs, led = ana.post("/api/v1/pull").body, lee.post("/api/v1/pull").body
    done = settle(ana, theirs["claim"]["token"], NO_ANSWER).body
    shapes: list[tuple[type[BaseModel], Any]] = [
        (NothingOut, nothing), (PulledOut, theirs), (PulledOut, led), (SettledOut, done),
    ]  # fmt: skip
    for shape, body in shapes:
        known = shape.model_validate(body, strict=False)
        assert _names(known.model_dump(exclude_unset=True)) == _names(body)
    assert {"value", "chance"} & theirs["lead"].keys() == set()
    assert (led["lead"]["value"], led["lead"]["chance"]) == ("900.00", 0.05)


def _names(body: Any) -> Any:
    """The names in an answer, at every depth."""
    if isinstance(body, dict):
        return {name: _names(value) for name, value in body.items()}
    return [_names(one) for one in body] if isinstance(body, list) else None


def test_a_pull_and_a_settle_ask_little_over_the_api(web: Caller, ana: Caller) -> None:
    for _ in range(3):
        bring_in(web)
    settle(ana, pull(ana)[0], NO_ANSWER)  # the lanes are there by now
    postgres = connection.vendor == "postgresql"

    pulled, body = asked(lambda: ana.post("/api/v1/pull").body)
    done, _ = asked(lambda: settle(ana, body["claim"]["token"], NO_ANSWER).body)

    # the key, the act, and after a pull the lead's story; SQLite asks for its clock besides
    assert pulled <= (8 if postgres else 14)
    assert done <= (5 if postgres else 14)


def asked(do: Callable[[], Any]) -> tuple[int, Any]:
    """Count the statements, without those that begin and end a transaction."""
    with CaptureQueriesContext(connection) as seen:
        got = do()
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not (q["sql"] or "").startswith(ends) for q in seen.captured_queries), got


COPIED = {"disposition": "do_not_call", "note": "asked us never to call again"}


@pytest.mark.parametrize("note", [COPIED["note"], ""])
def test_a_second_opt_out_needs_no_new_note(web: Caller, ana: Caller, note: str) -> None:
    bring_in(web, name="Ana Lima", phone="+12125550141")
    bring_in(web, name="Bo Reis", phone="+12125550142")
    settle(ana, pull(ana)[0], COPIED)
    token, _ = pull(ana)
    assert settle(ana, token, COPIED | {"note": note}).status == 200
    assert OptOut.objects.filter(value__startswith="+1212555014").count() == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (COPIED | {"note": "x" * 4001}, "note"),
        (COPIED | {"note": 5}, "note"),
        (COPIED | {"callback_at": "soon"}, "callback_at"),
        (COPIED | {"amount": "5.00"}, "amount"),
        (COPIED | {"mood": "angry"}, "mood"),
        (COPIED | {"answers": []}, "answers"),
        (COPIED | {"disposition": "Do Not Call"}, "disposition"),
    ],
)
def test_an_opt_out_is_kept_whatever_is_refused(
    web: Caller, ana: Caller, body: dict[str, Any], field: str
) -> None:
    bring_in(web, name="Ana Lima", phone="+12125550141")
    bring_in(web, name="Bo Reis", phone="+12125550142")
    settle(ana, pull(ana)[0], COPIED)
    token, _ = pull(ana)

    got = settle(ana, token, body)

    assert (got.status, got.body["errors"][0]["field"]) == (422, field)
    assert "The opt-out is saved" in got.body["message"]
    assert OptOut.objects.filter(value__startswith="+1212555014").count() == 2


def test_a_settle_that_is_no_opt_out_says_that_nothing_was_changed(
    web: Caller, ana: Caller
) -> None:
    bring_in(web)
    token, _ = pull(ana)

    for disposition in ("no_answer", "", 5, None, "x" * 50):
        got = settle(ana, token, {"disposition": disposition, "note": 5})
        assert "nothing was changed" in got.body["message"]
    nobodys = settle(ana, NOBODY, COPIED | {"note": 5})
    assert "nothing was changed" in nobodys.body["message"]
    assert settle(ana, "no-token", COPIED | {"note": 5}).status == 422
    assert not OptOut.objects.exists()
