"""Callbacks: their owner's when due, everybody's after the grace period, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pullahead.base import clock
from pullahead.base.errors import Invalid
from pullahead.pull import models
from pullahead.pull.card_queries import unreachable
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    callback_settled,
    card,
    later,
    london,
    nothing,
    person,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work.pull import next_lead

pytestmark = pytest.mark.usefixtures("floor")


def refused(agent: Person, at: datetime | None, code: str = "callback") -> Invalid:
    """Return the refusal of a settle of the lead in hand with this moment."""
    hand = pulled(agent)
    with pytest.raises(Invalid) as problem:
        settle(agent, hand, code, callback_at=at)
    assert pulled(agent).token == hand.token  # nothing changed
    return problem.value


def test_it_sleeps_until_everybodys_time_and_is_the_owners_before(ana: Person) -> None:
    there = admitted()
    at = callback_settled(ana, pulled(ana), hours=2)

    found = card(there)
    assert (found.state, found.owner, found.due_at) == ("scheduled", ana, at)
    assert found.owner_at == at - timedelta(minutes=2)
    assert found.next_at == at + timedelta(minutes=15)
    assert found.round == 2


def test_two_minutes_before_it_is_the_owners_ahead_of_everything(ana: Person, bo: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    at = callback_settled(ana, pulled(ana), hours=2)
    rich = admitted("Rich Roe", austin(102), value="100000")
    set_clock(at - timedelta(minutes=2))

    assert pulled(bo).lead.id == rich
    hand = pulled(ana)
    assert hand.lead.id == there
    assert hand.why == "Your callback is due at 17:00."


def test_before_that_nobody_gets_it(ana: Person, bo: Person) -> None:
    admitted()
    at = callback_settled(ana, pulled(ana), hours=2)
    set_clock(at - timedelta(minutes=2, seconds=5))

    assert nothing(ana)
    set_clock(at + timedelta(minutes=14, seconds=55))
    assert nothing(bo)


def test_after_the_grace_it_is_anybodys_earliest_due_first(ana: Person, bo: Person) -> None:
    late = admitted("Ana Lima", austin(101), value="900")
    callback_settled(ana, pulled(ana), hours=2)
    early = admitted("Bo Reis", austin(102))
    callback_settled(ana, pulled(ana), hours=1)
    admitted("Rich Roe", austin(103), value="100000")
    later(hours=3)

    first = pulled(bo)
    assert first.lead.id == early
    assert first.why == "A callback was due at 16:00, and no agent has called."
    settle(bo, first, "won")
    assert pulled(bo).lead.id == late


def test_a_moment_is_needed(ana: Person) -> None:
    admitted()
    assert refused(ana, None).code == "callback_at_required"


def test_a_moment_beside_another_disposition_is_refused(ana: Person) -> None:
    admitted()
    assert refused(ana, START + timedelta(hours=1), "no_answer").code == "callback_at_unexpected"


def test_a_moment_that_has_passed_is_refused(ana: Person) -> None:
    admitted()
    assert refused(ana, START).code == "callback_at_past"
    assert refused(ana, datetime(1, 1, 1, tzinfo=UTC)).code == "callback_at_past"
    east = timezone(timedelta(hours=14))
    assert refused(ana, datetime(1, 1, 1, tzinfo=east)).code == "callback_at_past"


def test_a_moment_too_far_away_is_refused(ana: Person) -> None:
    admitted()
    assert refused(ana, START + timedelta(days=181)).code == "callback_at_too_far"
    west = timezone(-timedelta(hours=12))
    last = datetime(9999, 12, 31, 23, 59, tzinfo=west)
    assert refused(ana, last).code == "callback_at_too_far"


def test_a_moment_that_the_law_bars_is_refused_with_the_rule_and_the_next_on_both_clocks() -> None:
    eva = person("Eva", zone="Europe/Berlin")
    admitted(phone=austin(101))
    # 23:00 in Austin; the window opens at 8:00 there, which is 15:00 in Berlin
    problem = refused(eva, datetime(2026, 5, 6, 4, tzinfo=UTC))

    assert problem.code == "callback_barred"
    assert problem.message == (
        "The calling rules allow no call at that time (United States v1). "
        "The first allowed time is Wed 6 May 08:00 in Chicago (Wed 6 May 15:00 your time)."
    )
    assert problem.errors[0].field == "callback_at"


def test_a_moment_at_which_the_number_was_called_three_times_already_is_refused(
    ana: Person,
) -> None:
    there = admitted(phone=london(7))
    for _ in range(3):
        hand = pulled(ana)
        if hand.round < 3:
            settle(ana, hand, "dropped")
            next_at = card(there).next_at
            assert next_at is not None
            set_clock(next_at)
    models.Attempt.objects.create(
        lead_id=there, value=london(7), at=clock.now(), outcome="busy", agent=ana
    )

    problem = refused(ana, clock.now() + timedelta(minutes=30))

    assert problem.code == "callback_barred"
    # 24 h after the first call, in whole minutes: what is named can be chosen
    assert "London (Wed 6 May 15:01 your time)." in problem.message
    hand = pulled(ana)
    settle(ana, hand, "callback", callback_at=datetime(2026, 5, 6, 15, 1, tzinfo=UTC))


def test_a_callback_on_the_first_minute_of_a_window_is_taken(ana: Person) -> None:
    there = admitted(phone=austin(101))
    at = datetime(2026, 5, 6, 13, tzinfo=UTC)

    settle(ana, pulled(ana), "callback", callback_at=at)

    assert card(there).due_at == at


def test_a_callback_that_nobody_took_waits_for_its_clock_time_the_next_day(
    ana: Person, bo: Person
) -> None:
    there = admitted(phone=austin(101))
    at = callback_settled(ana, pulled(ana), hours=5)  # 15:00 in Austin
    set_clock(datetime(2026, 5, 6, 14, tzinfo=UTC))  # 9:00 there, the day after

    assert nothing(bo)
    found = card(there)
    assert (found.state, found.next_at) == ("scheduled", at + timedelta(days=1))

    set_clock(at + timedelta(days=1))
    assert pulled(bo).lead.id == there
    assert not unreachable().exists()


def test_a_callback_for_the_last_minute_of_the_day_is_anybodys_when_the_window_opens_again(
    ana: Person, bo: Person
) -> None:
    there = admitted(phone=austin(101))
    at = datetime(2026, 5, 6, 1, 59, tzinfo=UTC)  # 20:59 in Austin: the grace ends after closing
    settle(ana, pulled(ana), "callback", callback_at=at)
    set_clock(at + timedelta(minutes=20))
    assert nothing(bo)

    set_clock(at + timedelta(days=1))
    assert pulled(bo).lead.id == there


def test_a_callback_is_kept_by_settling_it_again(ana: Person) -> None:
    there = admitted()
    at = callback_settled(ana, pulled(ana), hours=2)
    set_clock(at)

    got = settle(ana, pulled(ana), "no_answer")

    found = card(there)
    assert got.next == "round"
    assert (found.due_at, found.owner, found.round) == (None, None, 3)
    assert found.lane is not None
    assert not found.lane.callback


def test_an_overdue_callback_is_what_the_pull_returns_never_a_lock(ana: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    callback_settled(ana, pulled(ana), minutes=10)
    admitted("Bo Reis", austin(102))
    later(minutes=20)

    got = next_lead(agent_id=ana.pk)

    assert got.claim is not None
    assert got.claim.lead.id == there
