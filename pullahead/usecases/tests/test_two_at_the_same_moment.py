"""Races of intake and lead edits, with acts that commit: one is first, none fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from pullahead.base import jobs
from pullahead.base.errors import Conflict, Problem
from pullahead.base.transaction import write_transaction
from pullahead.leads import source_money
from pullahead.leads.models import Address, Inquiry, Lead, ReturnedLead, Source
from pullahead.leads.rules import LeadIn
from pullahead.pull import models
from pullahead.pull.services import route_of
from pullahead.usecases.intake import import_job, imports, receive, returns
from pullahead.usecases.intake.source_full import SourceFull
from pullahead.usecases.leads import edit, lifecycle
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.commits import together
from pullahead.usecases.tests.factories import austin, lead_in, london, person, source
from pullahead.usecases.tests.test_an_import_goes_on import draft
from pullahead.usecases.work import pull as pulling

pytestmark = pytest.mark.usefixtures("real_commits")
AT_ONCE = 6


def receiving(lead: LeadIn, source_id: int) -> Callable[[], str]:
    return lambda: receive.receive(source_id=source_id, lead=lead).outcome


def routed(name: str = "web form") -> Source:
    """Make a source with a route: creating the route would serialize the first intakes."""
    found = source(name)
    with write_transaction():
        route_of(source=found)
    return found


ROUNDS = 5


def one_lead_each_round(acts_of: Callable[[int], list[Callable[[], str]]]) -> None:
    """Race the acts of each round: the first one admits, the others find its lead."""
    for n in range(ROUNDS):
        acts = acts_of(n)
        outcomes = Counter(together(acts))
        assert outcomes == {"admitted": 1, "asked_again": len(acts) - 1}, f"round {n}"
        assert Lead.objects.count() == n + 1


def test_one_person_who_comes_at_once_is_one_lead_though_the_source_has_its_route() -> None:
    source_id = routed().pk

    def acts(n: int) -> list[Callable[[], str]]:
        rows = [lead_in("Ana Lima", london(n), plan=str(i)) for i in range(AT_ONCE)]
        return [receiving(row, source_id) for row in rows]

    one_lead_each_round(acts)


def test_one_person_who_comes_from_two_sources_at_once_is_one_lead() -> None:
    ids = [routed("form").pk, routed("fair").pk]

    def acts(n: int) -> list[Callable[[], str]]:
        return [
            receiving(lead_in("Ana Lima", "", f"ana{n}@example.com", plan=str(i)), ids[i % 2])
            for i in range(AT_ONCE)
        ]

    one_lead_each_round(acts)


def test_one_person_under_different_idempotency_keys_at_once_is_one_lead() -> None:
    source_id = routed().pk

    def sending(lead: LeadIn, key: str) -> Callable[[], str]:
        def send() -> str:
            _, answer = receive.receive_once(
                owner="source-key:1", key=key, body_hash=key, source_id=source_id, lead=lead
            )
            return str(answer["outcome"])

        return send

    def acts(n: int) -> list[Callable[[], str]]:
        return [
            sending(lead_in("Ana Lima", london(n), plan=str(i)), f"{n}-{i}") for i in range(AT_ONCE)
        ]

    one_lead_each_round(acts)


def test_one_person_in_an_import_and_by_the_api_at_once_is_one_lead() -> None:
    source_id, cy = routed().pk, person("Cy", role="admin")

    def acts(n: int) -> list[Callable[[], str]]:
        file = f"Name,Phone\nAna Lima,{london(n)}\n"
        found = draft(cy, file, "web form")
        imports.start(draft=found, by=cy)
        with write_transaction() as now:
            held = jobs.lease(kinds=[imports.KIND], now=now)
        assert held is not None

        def bring_in() -> str:
            import_job.step(held)
            found.refresh_from_db()
            return "admitted" if found.admitted else "asked_again"

        sent = [receiving(lead_in("Ana Lima", london(n), plan=str(i)), source_id) for i in "ab"]
        return [bring_in, *sent]

    one_lead_each_round(acts)


def test_two_intakes_of_one_person_make_one_open_lead() -> None:
    source_id = source().pk
    acts = [
        receiving(lead_in("Ana Lima", austin(101), external_id=f"A-{n}"), source_id)
        for n in range(AT_ONCE)
    ]

    outcomes = Counter(together(acts))

    assert outcomes == {"admitted": 1, "asked_again": AT_ONCE - 1}
    assert Lead.objects.count() == 1
    assert Inquiry.objects.count() == AT_ONCE


def test_the_same_row_at_once_is_admitted_once() -> None:
    row, source_id = lead_in(received_at="2026-05-05T10:00:00Z"), source().pk

    outcomes = Counter(together([receiving(row, source_id)] * AT_ONCE))

    assert outcomes == {"admitted": 1, "already_here": AT_ONCE - 1}


def test_one_external_id_with_other_addresses_at_once_is_admitted_once() -> None:
    # They share no address: only the lock on the id orders them
    source_id = routed().pk
    acts = [
        receiving(lead_in("Ana Lima", london(n), external_id="A-1"), source_id)
        for n in range(AT_ONCE)
    ]

    outcomes = Counter(together(acts))

    assert outcomes == {"admitted": 1, "already_here": AT_ONCE - 1}
    assert Lead.objects.count() == 1
    assert Address.objects.count() == AT_ONCE


def test_the_first_leads_of_a_new_source_come_in_at_once() -> None:
    source_id = source("new").pk
    acts = [receiving(lead_in(f"Ana {n}", london(n)), source_id) for n in range(AT_ONCE)]

    assert Counter(together(acts)) == {"admitted": AT_ONCE}
    assert models.Route.objects.count() == 1


def test_one_idempotency_key_at_once_has_one_effect_and_one_answer() -> None:
    source_id = source().pk

    def send() -> Any:
        return receive.receive_once(
            owner="source-key:1", key="k", body_hash="a", source_id=source_id, lead=lead_in()
        )

    answers = together([send] * AT_ONCE)

    assert all(answer == answers[0] for answer in answers)
    assert Inquiry.objects.count() == 1


def test_the_same_phone_added_twice_at_once_is_added_once() -> None:
    lee, lead_id = person("Lee", role="leader"), factories.admitted()

    def add() -> str:
        try:
            return edit.add_phone(lead_id=lead_id, phone=london(1), by=lee)
        except Conflict as problem:
            return problem.code

    assert Counter(together([add] * AT_ONCE)) == {london(1): 1, "known_already": AT_ONCE - 1}
    assert Address.objects.filter(lead_id=lead_id).count() == 2


def test_many_pull_and_each_lead_has_one_holder() -> None:
    agents = [person(f"Agent {n}") for n in range(AT_ONCE)]
    for n in range(AT_ONCE):
        factories.admitted(f"Lead {n}", london(n))

    pulls = together([lambda a=a: pulling.next_lead(agent_id=a.pk) for a in agents])  # type: ignore[misc]

    held = [p.claim.lead.id for p in pulls if p.claim]
    assert len(held) == len(set(held)) == AT_ONCE


def test_one_settle_sent_many_times_at_once_has_one_effect() -> None:
    ana = person("Ana")
    factories.admitted()
    hand = factories.pulled(ana)

    answers = together([lambda: factories.settle(ana, hand)] * AT_ONCE)

    assert sorted(a.replayed for a in answers) == [False] + [True] * (AT_ONCE - 1)
    assert len({a.at for a in answers}) == 1
    assert models.Attempt.objects.count() == 1


def test_disabling_beside_pulls_leaves_nothing_in_their_hands() -> None:
    ana = person("Ana")
    for n in range(AT_ONCE):
        factories.admitted(f"Lead {n}", london(n))

    def pull() -> object:
        return pulling.next_lead(agent_id=ana.pk)

    together([pull, pull, lambda: users.disable(person_id=ana.pk), pull])

    assert not models.CardRow.objects.filter(holder=ana).exists()
    assert not models.CardRow.objects.filter(owner=ana).exists()


def test_a_leader_closes_while_the_holder_settles_and_one_of_them_is_first() -> None:
    ana, lee = person("Ana"), person("Lee", role="leader")
    lead_id = factories.admitted()
    hand = factories.pulled(ana)

    def closing() -> str:
        lifecycle.close(lead_id=lead_id, disposition="duplicate", note="known", by=lee)
        return "closed"

    def settling() -> str:
        return factories.settle(ana, hand, "won").next

    def told(act: Callable[[], str]) -> Callable[[], str]:
        def run() -> str:
            try:
                return act()
            except Problem as problem:
                return problem.code

        return run

    answers = together([told(closing), told(settling)])

    assert answers in (["closed", "claim_lost"], ["closed_already", "closed"])
    assert Lead.objects.get().closed_as in {"duplicate", "won"}


def test_deliveries_at_once_stay_within_the_cap_of_their_source() -> None:
    source_id = routed().pk
    with write_transaction():
        source_money.set_terms(source_id=source_id, values={"cap_day": 2})

    def delivering(n: int) -> Callable[[], str]:
        def deliver() -> str:
            try:
                return receive.receive(
                    source_id=source_id, lead=lead_in(f"Lead {n}", london(n))
                ).outcome
            except SourceFull as full:
                return full.code

        return deliver

    outcomes = Counter(together([delivering(n) for n in range(AT_ONCE)]))

    assert outcomes == {"admitted": 2, "source_full": AT_ONCE - 2}
    assert Lead.objects.count() == 2


def test_a_lead_returned_twice_at_once_is_returned_once() -> None:
    mia, form = person("Mia", role="marketer"), routed()
    lead_id = factories.admitted()
    Inquiry.objects.update(cost=24)
    with write_transaction() as now:
        lifecycle.close_lead(
            lead_id=lead_id, code="duplicate", actor_id=mia.pk, now=now, note="Seen"
        )

    def send_back() -> int:
        try:
            return returns.return_leads(source_id=form.pk, lead_ids={lead_id}, by=mia)
        except Conflict:
            return 0

    assert sorted(together([send_back] * AT_ONCE)) == [0] * (AT_ONCE - 1) + [1]
    assert ReturnedLead.objects.count() == 1
