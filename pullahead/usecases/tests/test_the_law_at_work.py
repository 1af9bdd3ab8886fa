"""Calling rules at the pull and at each dial: packs, consent, lists, and opt-outs meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.compliance import dnc_lists
from pullahead.compliance import models as compliance_models
from pullahead.compliance.models import DncList, DncNumber
from pullahead.compliance.services import add_pack
from pullahead.leads import consent, opt_outs
from pullahead.leads import services as leads_write
from pullahead.leads.models import Consent
from pullahead.pull import models, queries
from pullahead.team.models import Person
from pullahead.usecases.tests.commits import PATIENCE, closing, together, waits_for_a_lock
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    card,
    later,
    lead,
    london,
    nothing,
    person,
    pulled,
    receive,
    settle,
)
from pullahead.usecases.work import attempts, pull
from pullahead.usecases.work.home import ClaimView


def dial(agent: Person, hand: ClaimView, channel: str = "call") -> str:
    """Return the code of the refusal, or "" when the call was logged."""
    try:
        attempts.try_on(
            agent_id=agent.pk,
            token=hand.token,
            address_id=hand.lead.contact_points[0].id,
            channel=channel,
        )
    except Conflict as refused:
        return refused.code
    return ""


def pack(rules: Mapping[str, Any], name: str = "Ours", jurisdiction: str = "*") -> None:
    with write_transaction() as now:
        add_pack(
            name=name,
            jurisdiction=jurisdiction,
            valid_from=now.date(),
            rules=rules,
            note="",
            made_by=None,
            now=now,
        )


def keep_list(*values: str, name: str = "national", days: int = 0) -> None:
    with write_transaction() as now:
        made = dnc_lists.begin_list(
            name=name, country="US", as_of=now - timedelta(days=days), now=now
        )
        dnc_lists.fill_list(of=made, values=values)
        dnc_lists.use_list(of=made)


@pytest.mark.usefixtures("floor")
def test_a_number_on_a_list_waits_for_a_leader_unless_they_consented(ana: Person) -> None:
    keep_list(austin(101), austin(102))
    barred = admitted("Ana Lima", austin(101), value="900")
    agreed = admitted("Bo Reis", austin(102), consent="Yes", consent_text="You may call me.")

    hand = pulled(ana)

    assert hand.lead.id == agreed
    assert (card(barred).state, card(barred).park_reason) == ("parked", "on_a_list")
    told = Journal.objects.get(lead_id=barred, kind="card.parked").data
    assert (told["rule"], told["origin"]) == ("on_a_list", "national")
    assert dial(ana, hand) == ""
    kept = Consent.objects.get(lead_id=agreed)
    assert (kept.value, kept.text, kept.kind) == (austin(102), "You may call me.", "phone")
    with write_transaction() as now:  # they take it back while the agent has them in hand
        assert len(consent.withdraw_consents(values=[austin(102)], now=now)) == 1
    later(minutes=31)
    models.CardRow.objects.filter(pk=agreed).update(next_at=clock.now() + timedelta(minutes=5))
    assert (dial(ana, hand), dial(ana, hand, "sms")) == ("on_a_list", "on_a_list")


@pytest.mark.usefixtures("floor")
def test_an_old_list_lets_its_country_wait_and_a_new_one_frees_it(ana: Person) -> None:
    keep_list(austin(199), days=31)
    there, other = admitted("Ana Lima", austin(101), value="900"), admitted("Bo Reis", london(7))

    assert pulled(ana).lead.id == other
    assert (card(there).state, lead(there).closed_at) == ("scheduled", None)
    settle(ana, pulled(ana))

    keep_list(austin(199))
    later(hours=1)
    assert pulled(ana).lead.id == there
    with write_transaction():
        while dnc_lists.drop_old(name="national", most=10):
            pass
    assert (DncList.objects.count(), DncNumber.objects.count()) == (1, 1)


@pytest.mark.usefixtures("floor")
def test_a_new_version_of_a_pack_holds_from_its_day_on(ana: Person) -> None:
    admitted("Ana Lima", austin(101))
    pack({"holidays": [["2026-05-05", "Ours alone"]]}, jurisdiction="US")
    assert nothing(ana)
    pack({}, jurisdiction="US")  # taken back: the latest version of the day holds
    hand = pulled(ana)
    pack({"caps": [{"calls": 1, "days": 7}]}, name="Strict")
    settle(ana, hand, "dropped")
    later(minutes=45)
    assert nothing(ana)
    said = Journal.objects.filter(kind="card.deferred").latest("id").data
    assert (said["rule"], said["origin"]) == ("calls_in_days", "Strict v1")
    assert compliance_models.RulePack.objects.filter(name="Ours").count() == 2


@pytest.mark.usefixtures("floor")
def test_who_refused_is_left_alone_until_they_ask_or_it_is_over(ana: Person) -> None:
    pack({"quarantine_days": 30, "refusing": ["not_interested"]})
    one, two = admitted("Ana Lima", austin(101), value="900"), admitted("Bo Reis", austin(101))
    settle(ana, pulled(ana), "not_interested")
    later(hours=1)
    assert nothing(ana)
    assert lead(one).closed_as == "not_interested"
    wakes = card(two).next_at
    assert wakes is not None
    assert timedelta(days=29) < wakes - clock.now() < timedelta(days=30)
    assert receive("Bo Reis", austin(101), message="Call me after all").lead_id == two
    assert pulled(ana).lead.id == two


@pytest.mark.usefixtures("floor")
def test_a_callback_passes_the_gap_but_not_the_count(ana: Person) -> None:
    admitted()
    callback_settled(ana, pulled(ana), minutes=5)
    later(minutes=5)
    hand = pulled(ana)
    assert dial(ana, hand) == ""
    callback_settled(ana, hand, minutes=5)
    later(minutes=5)
    hand = pulled(ana)
    assert dial(ana, hand) == ""
    settle(ana, hand, "no_answer")
    assert models.Attempt.objects.count() == 3


def dial_during(act: Callable[[datetime], object], agent: Person, hand: ClaimView) -> str:
    """Return the answer to a dial during another open act: the dial waits for the act's end."""
    with ThreadPoolExecutor(1) as pool:
        with write_transaction() as now:
            act(now)
            dialling = pool.submit(closing(partial(dial, agent, hand)))
            # On SQLite no second act can begin
            assert connection.vendor == "sqlite" or waits_for_a_lock(dialling)
        return dialling.result(PATIENCE)


@pytest.mark.usefixtures("real_commits")
def test_a_dial_waits_for_an_opt_out_that_is_being_written() -> None:
    ana = person("Ana")
    first, other = admitted("Ana Lima", austin(101)), admitted("Bo Reis", austin(101))
    hand = pulled(ana)
    whose = other if hand.lead.id == first else first

    def opts_out(now: datetime) -> None:
        opt_outs.opt_out(lead_id=whose, now=now)

    assert dial_during(opts_out, ana, hand) == "do_not_call"
    assert not models.Attempt.objects.exists()


@pytest.mark.usefixtures("real_commits")
@pytest.mark.parametrize("added", [True, False])
def test_a_dial_waits_for_a_number_that_is_added_or_removed(added: bool) -> None:
    ana = person("Ana")
    admitted("Ana Lima", austin(101))
    hand = pulled(ana)
    one = {"kind": "phone", "value": austin(101)}
    if not added:
        with write_transaction() as now:
            opt_outs.bar_address(**one, reason="Slip", actor_id=ana.pk, now=now)

    def changes(now: datetime) -> None:
        if added:
            opt_outs.bar_address(**one, reason="Letter", actor_id=ana.pk, now=now)
        else:
            opt_outs.unbar_address(**one)

    assert dial_during(changes, ana, hand) == ("do_not_call" if added else "")
    assert models.Attempt.objects.exists() != added


@pytest.mark.usefixtures("real_commits")
def test_a_dial_waits_for_a_list_that_is_put_in_use() -> None:
    ana = person("Ana")
    admitted("Ana Lima", austin(101))
    hand = pulled(ana)

    def puts_in_use(now: datetime) -> None:
        made = dnc_lists.begin_list(name="national", country="US", as_of=now, now=now)
        dnc_lists.fill_list(of=made, values=[austin(101)])
        dnc_lists.use_list(of=made)

    assert dial_during(puts_in_use, ana, hand) == "on_a_list"
    assert not models.Attempt.objects.exists()


@pytest.mark.usefixtures("real_commits")
def test_a_dial_waits_for_a_consent_that_is_being_withdrawn() -> None:
    ana = person("Ana")
    keep_list(austin(101))
    there = admitted("Ana Lima", austin(101), consent="yes")
    hand = pulled(ana)

    def withdraws(now: datetime) -> None:
        leads_write.lock_dials(values=[austin(101)])
        consent.withdraw_consents(values=[austin(101)], now=now)

    assert dial_during(withdraws, ana, hand) == "on_a_list"
    assert not models.Attempt.objects.exists()
    assert lead(there).closed_at is None


@pytest.mark.usefixtures("real_commits")
def test_nobody_is_called_once_an_opt_out_has_committed() -> None:
    agents = [person(f"Agent {n}") for n in range(3)]
    for turn in range(2):
        phone = austin(110 + turn)
        leads = [admitted(f"Name{turn}{n} Nr{n}", phone) for n in range(3)]
        hands = [pulled(agent) for agent in agents]
        assert {hand.lead.id for hand in hands} == set(leads)
        done: dict[str, Any] = {}

        def opt_out(of: ClaimView = hands[0], done: dict[str, Any] = done) -> str:
            with write_transaction() as now:
                opt_outs.opt_out(lead_id=of.lead.id, now=now)
                before = models.Attempt.objects.filter(
                    value=of.lead.contact_points[0].value
                ).count()
                done["before"] = before
            return "opted out"

        dials = [partial(dial, *pair) for pair in zip(agents[1:], hands[1:], strict=True)]
        acts: list[Callable[[], str]] = [opt_out, *dials]
        said = together(acts)

        # the dial was before the opt-out, which saw it; nobody else dialed
        assert models.Attempt.objects.filter(value=phone).count() == done["before"]
        assert set(said) <= {"opted out", "", "do_not_call", "called_just_now"}
        assert [dial(a, h) for a, h in zip(agents, hands, strict=True)] == ["do_not_call"] * 3
        for agent, hand in zip(agents, hands, strict=True):
            settle(agent, hand, "no_answer")


@pytest.mark.usefixtures("floor")
def test_the_law_is_read_in_few_statements(django_assert_num_queries: Any) -> None:
    now = clock.now()
    queries.limits(now)  # the packs themselves are read once
    with django_assert_num_queries(2):
        queries.hours(queries.limits(now).packs)
    assert len(queries.limits().packs) > 50
    assert pull.pull(agent_id=person("Ana").pk).reason == "nothing"
