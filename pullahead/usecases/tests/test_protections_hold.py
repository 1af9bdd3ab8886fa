"""Protections that no other test held: removing one must turn its test red."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from django.db import OperationalError, connection

from pullahead.base import clock
from pullahead.base.errors import Invalid, Problem
from pullahead.base.transaction import write_transaction
from pullahead.leads import opt_outs
from pullahead.leads.models import Import, Lead
from pullahead.pull import models
from pullahead.pull.take_rules import TakeReason
from pullahead.team.models import Person
from pullahead.team.queries import PersonLock
from pullahead.usecases.intake import import_job, imports, withdraw
from pullahead.usecases.leads import detail, edit, lifecycle
from pullahead.usecases.settings import users
from pullahead.usecases.tests.commits import PATIENCE, closing, waits_for_a_lock
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    later,
    london,
    person,
    pulled,
    said,
    settle,
)
from pullahead.usecases.tests.test_an_import_goes_on import draft, leased
from pullahead.usecases.tests.test_withdrawing_an_import import work_off
from pullahead.usecases.work import attempts, claims, handover, pull, take, undo
from pullahead.usecases.work import settle as settling
from pullahead.usecases.work.settle_input import SettleInput, body_hash
from pullahead.usecases.work.take import TAKING

T = TypeVar("T")


def code_of(act: Callable[[], object]) -> str:
    """Return the code of an act's refusal; "" for none."""
    try:
        act()
    except Problem as refusal:
        return refusal.code
    return ""


# ---- settle


@pytest.mark.usefixtures("floor")
def test_a_lead_that_its_leader_parked_is_not_settled_late(ana: Person, lee: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    later(minutes=6)
    assert pull.requeue_due() == 1
    lifecycle.park(lead_id=there, by=lee)
    assert code_of(lambda: settle(ana, hand)) == "claim_lost"
    assert card(there).state == "parked"


BODY = SettleInput(
    "callback",
    "Wants a quote",
    callback_for=3,
    amount=Decimal(5),
    answers={"Budget?": "500"},
)


@pytest.mark.parametrize(
    "other",
    [
        {"amount": Decimal(10)},
        {"amount": None},
        {"callback_for": None},
        {"callback_for": 7},
        {"answers": {"Budget?": "700"}},
        {"answers": {}},
        {"dialled": True},
        {"dialled": None},
        {"callback_at": datetime(2026, 5, 6, 15, tzinfo=UTC)},
        {"note": "Wants two quotes"},
        {"disposition": "won"},
    ],
)
def test_each_part_of_a_settle_makes_another_body(other: Mapping[str, Any]) -> None:
    assert body_hash(replace(BODY, **other)) != body_hash(BODY)
    assert body_hash(replace(BODY)) == body_hash(BODY)


@pytest.mark.usefixtures("floor")
@pytest.mark.parametrize(
    "other", [{"amount": Decimal(200)}, {"dialled": None}, {"answers": {"Budget?": "700"}}]
)
def test_a_repeated_settle_with_another_part_is_refused(
    ana: Person, other: Mapping[str, Any]
) -> None:
    admitted()
    hand = pulled(ana)
    body = SettleInput("won", said(hand.token), amount=Decimal(100), dialled=True)

    def send(word: SettleInput) -> str:
        return settling.settle(agent_id=ana.pk, token=hand.token, word=word).next

    assert send(body) == send(body) == "closed"
    with pytest.raises(Invalid) as refusal:
        send(replace(body, **other))
    assert refusal.value.code == "body_differs"


# ---- hand over, undo


@pytest.mark.usefixtures("floor")
@pytest.mark.parametrize("leaves", ["end shift", "disable"])
def test_what_a_person_handed_over_does_not_return_to_them_once_they_left(
    ana: Person, bo: Person, cy: Person, leaves: str
) -> None:
    there = admitted()
    brief = "Wants the larger unit"
    handover.hand_over(agent_id=ana.pk, token=pulled(ana).token, to=bo.pk, brief=brief)
    if leaves == "disable":
        users.disable(person_id=ana.pk, by=cy)
    else:
        users.send_home(person_id=ana.pk, by=cy)
    claims.release(agent_id=bo.pk, token=pulled(bo).token, reason="skill")
    assert card(there).owner_id is None
    assert card(there).state == "ready"


@pytest.mark.usefixtures("floor")
def test_an_undone_settle_leaves_the_lead_with_the_team_that_it_was_moved_to(
    ana: Person, cy: Person
) -> None:
    there = admitted()
    hand = pulled(ana)
    settle(ana, hand)
    team = users.add_team(name="Renewals")
    edit.move(lead_id=there, team_id=team.pk, by=cy)
    undo.undo(agent_id=ana.pk, token=hand.token)
    assert card(there).team_id == team.pk


@pytest.mark.usefixtures("floor")
def test_a_settle_is_not_undone_after_its_lead_moved_on(ana: Person, lee: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    settle(ana, hand)
    lifecycle.park(lead_id=there, by=lee)
    assert code_of(lambda: undo.undo(agent_id=ana.pk, token=hand.token)) == "moved_on"
    assert card(there).state == "parked"


# ---- import


@pytest.mark.usefixtures("floor")
def test_a_batch_without_its_checkpoint_is_not_kept(cy: Person) -> None:
    found = draft(cy, f"Name,Phone\nEva Roth,{austin(101)}\nIda Berg,{austin(102)}\n")
    imports.start(draft=found, by=cy)
    held = leased()

    def fail(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        if statement.startswith("UPDATE") and "base_job" in statement:
            raise OperationalError("the server is gone")
        return execute(statement, *rest)

    with connection.execute_wrapper(fail), suppress(OperationalError):
        import_job.step(held)
    assert not Lead.objects.exists()
    after = import_job.step(held)
    assert after is None
    assert Import.objects.get(pk=found.pk).admitted == Lead.objects.count() == 2


# ---- acts at the same moment, on PostgreSQL


@pytest.fixture
def postgres(real_commits: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one writer runs at a time")


@contextmanager
def beside(act: Callable[[], T]) -> Iterator[Future[T]]:
    """Run an act in another session for the time of the block."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(closing(act))


@pytest.mark.usefixtures("postgres")
def test_an_e_mail_waits_for_an_opt_out_that_is_being_written() -> None:
    ana = person("Ana")
    mail = "ana@example.com"
    # Another lead at this mailbox: the lock of one card would not do
    first, other = admitted("Ana Lima", email=mail), admitted("Bo Reis", email=mail)
    hand = pulled(ana)
    whose = other if hand.lead.id == first else first
    address = Lead.objects.get(pk=hand.lead.id).addresses.get(value=mail)

    def write() -> str:
        return code_of(
            lambda: attempts.try_on(
                agent_id=ana.pk, token=hand.token, address_id=address.pk, channel="email"
            )
        )

    with write_transaction() as now:
        opt_outs.opt_out(lead_id=whose, now=now)
        pool = ThreadPoolExecutor(1)
        written = pool.submit(closing(write))
        assert waits_for_a_lock(written)
    assert written.result(PATIENCE) == "do_not_call"
    pool.shutdown()
    assert not models.Attempt.objects.exists()


@pytest.mark.usefixtures("postgres")
def test_a_withdrawal_waits_for_a_claim_that_is_being_made() -> None:
    ana, cy = person("Ana"), person("Cy", "admin")
    found = draft(cy, f"Name,Phone\nEva Roth,{london(1)}\n")
    imports.start(draft=found, by=cy)
    work_off()
    there = Lead.objects.get().pk
    withdraw.withdraw(of=Import.objects.get(pk=found.pk), by=cy)
    lock, pool = PersonLock(ana.pk), ThreadPoolExecutor(1)
    with write_transaction(lock=lock.take) as now:
        took = TAKING.take(
            there,
            agent=ana.pk,
            ground=TakeReason.CALLED_IN,
            over=False,
            lane_for=lambda: pytest.fail("the card has a lane"),
            now=now,
        )
        assert took.kind == "taken"
        withdrawn = pool.submit(closing(work_off))
        assert waits_for_a_lock(withdrawn)
    assert withdrawn.result(PATIENCE) == {"worked": 1}
    pool.shutdown()
    assert card(there).state == "held"


@pytest.mark.usefixtures("postgres")
def test_an_own_callback_that_another_act_locks_is_no_empty_queue() -> None:
    ana = person("Ana")
    there = admitted()
    hand = pulled(ana)
    settle(ana, hand, "callback", callback_at=clock.now() + timedelta(hours=1))
    later(hours=1)
    with write_transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pull_card WHERE lead_id = %s FOR NO KEY UPDATE", [there])
        with beside(lambda: pull.pull(agent_id=ana.pk).reason) as pulling:
            assert pulling.result(PATIENCE) == "busy"
    assert pulled(ana).lead.id == there


@pytest.mark.usefixtures("postgres")
def test_a_lead_that_is_pulled_while_it_is_taken_over_stays_with_its_new_holder() -> None:
    ana, bo = person("Ana"), person("Bo")
    there = admitted()
    ready = threading.Event()

    def takes() -> str:
        ready.set()
        return take.take(lead_id=there, agent_id=ana.pk, ground="called_in", over=True).kind

    pool = ThreadPoolExecutor(1)
    with write_transaction(lock=PersonLock(ana.pk).take):
        taking = pool.submit(closing(takes))
        assert waits_for_a_lock(taking)  # nobody holds the lead so far
        with beside(lambda: pulled(bo)) as pulling:
            assert pulling.result(PATIENCE).lead.id == there
    assert taking.result(PATIENCE) == "held"
    pool.shutdown()
    assert card(there).holder_id == bo.pk
    assert detail.visible_lead(there, bo)
