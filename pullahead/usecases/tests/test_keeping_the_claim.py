"""Extension, release and expiry of claims."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid
from pullahead.pull import models
from pullahead.pull.card_queries import unreachable
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    callback_settled,
    card,
    kinds,
    later,
    nothing,
    person,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import claims

pytestmark = pytest.mark.usefixtures("floor")


def test_extending_sets_the_end_five_minutes_from_now(ana: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    assert hand.ends_at - hand.started_at == timedelta(minutes=5)
    set_clock(START + timedelta(minutes=4))

    end = claims.extend(agent_id=ana.pk, token=hand.token)

    assert timedelta(minutes=9) <= end - START < timedelta(minutes=9, seconds=5)
    assert card(there).next_at == end
    now = claims.current_claim(agent_id=ana.pk)
    assert now is not None
    assert now.ends_at == end


def test_extending_stops_at_thirty_minutes_from_the_start(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    for _ in range(7):
        later(minutes=4)
        end = claims.extend(agent_id=ana.pk, token=hand.token)

    assert end == hand.started_at + timedelta(minutes=30) == hand.hard_stop_at
    later(minutes=4)
    with pytest.raises(Conflict) as lost:
        claims.extend(agent_id=ana.pk, token=hand.token)
    assert lost.value.code == "claim_lost"
    assert claims.current_claim(agent_id=ana.pk) is None


def test_an_ended_claim_cannot_be_extended_or_released(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    later(minutes=5)

    with pytest.raises(Conflict, match="no longer have this lead"):
        claims.extend(agent_id=ana.pk, token=hand.token)
    with pytest.raises(Conflict, match="no longer have this lead"):
        claims.release(agent_id=ana.pk, token=hand.token, reason="skill")


def test_a_released_lead_is_for_the_others_until_midnight_of_the_agent(bo: Person) -> None:
    eva = person("Eva", zone="Europe/Berlin")
    there = admitted(phone=austin(101))
    hand = pulled(eva)

    claims.release(agent_id=eva.pk, token=hand.token, reason=" skill \x00")

    assert models.ClaimRow.objects.get().release_reason == "skill"
    assert nothing(eva) == ("1 lead that you released, only for other agents until 00:00 on 6 May",)
    assert pulled(bo).lead.id == there
    settled = kinds(there)
    assert settled[-2:] == ["claim.released", "claim.made"]


def test_after_midnight_who_gave_it_back_may_have_it_again() -> None:
    eva = person("Eva", zone="Europe/Berlin")
    there = admitted(phone=austin(101))
    claims.release(agent_id=eva.pk, token=pulled(eva).token, reason="technical")
    set_clock(START.replace(hour=22, minute=0, second=1))  # midnight in Berlin, 17:00 in Austin

    assert pulled(eva).lead.id == there


def test_a_reason_is_needed_to_give_it_back(ana: Person) -> None:
    there = admitted()
    hand = pulled(ana)

    with pytest.raises(Invalid) as refused:
        claims.release(agent_id=ana.pk, token=hand.token, reason=" \x00 ")

    assert refused.value.code == "reason_required"
    assert card(there).state == "held"


@pytest.mark.parametrize(
    "typed", ["language of contract unclear", "I know them", "skills", "\u0131"]
)
def test_a_reason_that_is_no_code_is_refused(ana: Person, typed: str) -> None:
    there = admitted()
    hand = pulled(ana)

    with pytest.raises(Invalid) as refused:
        claims.release(agent_id=ana.pk, token=hand.token, reason=typed)

    assert refused.value.code == "unknown_reason"
    assert card(there).state == "held"


def test_only_the_reason_language_excludes_an_agent_past_midnight(ana: Person) -> None:
    there = admitted(phone=austin(101))
    note = "language of contract unclear"
    claims.release(agent_id=ana.pk, token=pulled(ana).token, reason="other", note=note)
    until = card(there).excluded_until
    assert until is not None
    assert until - clock.now() <= timedelta(days=1)
    row = models.ClaimRow.objects.get()
    assert (row.release_reason, row.release_language, row.release_note) == ("other", "", note)


def test_a_language_is_refused_with_another_reason(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    with pytest.raises(Invalid) as refused:
        claims.release(agent_id=ana.pk, token=hand.token, reason="skill", language="es")
    assert refused.value.code == "language_unexpected"


def test_a_released_callback_keeps_its_place_before_everything(ana: Person, bo: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    at = callback_settled(ana, pulled(ana), hours=1)
    admitted("Rich Roe", austin(102), value="100000")
    set_clock(at)
    claims.release(agent_id=ana.pk, token=pulled(ana).token, reason="skill")

    hand = pulled(bo)

    assert hand.lead.id == there
    assert card(there).due_at == at


def test_an_ended_claim_is_back_with_no_worker_running(ana: Person, bo: Person) -> None:
    there = admitted()
    pulled(ana)
    set_clock(START + timedelta(minutes=5, seconds=1))

    assert pulled(bo).lead.id == there
    assert kinds(there)[-2:] == ["claim.ended", "claim.made"]


def test_three_claims_in_a_row_that_ended_by_themselves_park_it(ana: Person) -> None:
    there = admitted()
    for _ in range(3):
        assert pulled(ana).lead.id == there
        later(minutes=6)

    assert nothing(ana)
    found = card(there)
    assert (found.state, found.park_reason) == ("parked", "ended_three_times")
    assert found.team == ana.team
    assert found.review_at is not None


def test_a_settle_or_a_release_between_them_does_not_let_the_count_reach_three(
    ana: Person, bo: Person
) -> None:
    there = admitted()
    for _ in range(2):
        pulled(ana)
        later(minutes=6)
    claims.release(agent_id=ana.pk, token=pulled(ana).token, reason="skill")
    assert card(there).expiries == 2
    settle(bo, pulled(bo), "dropped")

    assert card(there).expiries == 0
    assert not unreachable().exists()
