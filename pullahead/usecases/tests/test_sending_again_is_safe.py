"""Idempotency keys: a retry gets the first answer again, and changes nothing."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.base.errors import Invalid
from pullahead.base.models import Retry
from pullahead.leads.models import Inquiry, Lead
from pullahead.leads.rules import LeadIn
from pullahead.team.models import Person
from pullahead.usecases.intake import receive
from pullahead.usecases.tests.factories import austin, later, lead_in, pulled, settle, source

pytestmark = pytest.mark.usefixtures("floor")


def once(
    key: str, lead: LeadIn | None = None, body: str = "a", owner: str = "source-key:1"
) -> tuple[int, dict[str, object]]:
    return receive.receive_once(
        owner=owner, key=key, body_hash=body, source_id=source().pk, lead=lead or lead_in()
    )


def test_a_retry_gets_the_first_answer_and_adds_nothing() -> None:
    first = once("k1")
    later(days=3)

    assert once("k1") == first
    assert first[0] == 201
    assert first[1]["outcome"] == "admitted"
    assert (Lead.objects.count(), Inquiry.objects.count(), Retry.objects.count()) == (1, 1, 1)


def test_a_retry_gets_the_first_answer_even_when_the_lead_is_closed(ana: Person) -> None:
    first = once("k1")
    settle(ana, pulled(ana), "not_interested")

    assert once("k1") == first
    assert Lead.objects.count() == 1


def test_another_body_under_the_same_key_is_refused_and_changes_nothing() -> None:
    once("k1")

    with pytest.raises(Invalid) as refused:
        once("k1", lead_in("Bo Reis", austin(102)), body="b")

    assert refused.value.code == "idempotency_key_reused"
    assert Lead.objects.count() == 1


def test_two_owners_may_choose_the_same_key() -> None:
    once("k1")

    status, answer = once("k1", lead_in("Bo Reis", austin(102)), "b", owner="source-key:2")

    assert (status, answer["outcome"]) == (201, "admitted")


def test_another_key_with_a_row_that_is_here_says_so() -> None:
    _, first = once("k1", lead_in(external_id="A-1"))
    status, answer = once("k2", lead_in(external_id="A-1"))

    assert (status, answer["outcome"]) == (200, "already_here")
    assert UUID(str(answer["id"])) == UUID(str(first["id"]))
