"""Acts on two cards lock them in one order, so no two acts wait for each other in a circle."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from pullahead.base import transaction
from pullahead.base.errors import Problem
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.models import Import, Lead
from pullahead.pull.models import CardRow, ClaimRow
from pullahead.team.models import Person
from pullahead.usecases.intake import imports, receive, withdraw
from pullahead.usecases.leads import edit, lifecycle
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.commits import together
from pullahead.usecases.tests.factories import lead_in, london, person, source
from pullahead.usecases.tests.test_an_import_goes_on import draft
from pullahead.usecases.tests.test_withdrawing_an_import import work_off
from pullahead.usecases.work import claims, handover, pull, settle, settle_input, take

pytestmark = [
    pytest.mark.usefixtures("real_commits"),
    pytest.mark.slow,
]
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class TwoCards:
    """Floor on which Ana holds one or both cards of an import; `first` was in her hand first."""

    ana: Person
    bo: Person
    cy: Person
    of: Import
    first: Lead
    second: Lead

    def token(self, lead: Lead) -> UUID:
        return (
            ClaimRow.objects.filter(lead=lead)
            .order_by("-started_at")
            .values_list("token", flat=True)[0]
        )


@pytest.fixture(autouse=True)
def _postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's; on SQLite one writer runs at a time")


def two_cards(n: int = 0, *, swapped: bool, both: bool) -> TwoCards:
    """Make the floor: `both` cards in Ana's hands, or `first` in hand and `second` hers to call."""
    ana, bo, cy = person(f"Ana {n}"), person(f"Bo {n}"), person(f"Cy {n}", "admin")
    of = draft(cy, f"Name,Phone\nEva Roth,{london(2 * n)}\nIda Berg,{london(2 * n + 1)}\n")
    imports.start(draft=of, by=cy)
    work_off()
    leads = Lead.objects.filter(imported__of=of)
    first, second = sorted(leads, key=lambda one: one.pk, reverse=swapped)
    on_the_line(ana, first.pk)
    if both:
        on_the_line(ana, second.pk)
    else:
        CardRow.objects.filter(pk=second.pk).update(handed_over_by=ana)
    return TwoCards(ana, bo, cy, of, first, second)


def on_the_line(agent: Person, lead: UUID) -> None:
    take.take(lead_id=lead, agent_id=agent.pk, ground="called_in")


# ---- acts, each on the cards of the floor


def _settle(floor: TwoCards, lead: Lead, code: str = "no_answer") -> None:
    token = floor.token(lead)
    word = settle_input.SettleInput(code, factories.said(token), dialled=True)
    settle.settle(agent_id=floor.ana.pk, token=token, word=word)


def _release(floor: TwoCards) -> None:
    token = floor.token(floor.second)
    claims.release(agent_id=floor.ana.pk, token=token, reason="know_them")


def _hand_over(floor: TwoCards) -> None:
    token = floor.token(floor.second)
    handover.hand_over(agent_id=floor.ana.pk, token=token, to=floor.bo.pk, brief="Wants a quote")


def _receive(floor: TwoCards) -> None:
    rows = [lead_in(one.name, _phone(one), message="Again") for one in (floor.second, floor.first)]
    receive.receive_all(source_id=source("web form").pk, rows=rows)


def _withdraw(floor: TwoCards) -> None:
    withdraw.withdraw(of=floor.of, by=floor.cy)
    work_off()


def _phone(lead: Lead) -> str:
    return lead.addresses.values_list("value", flat=True)[0]


Act = Callable[[TwoCards], object]
ON_BOTH: dict[str, Act] = {
    "settle": lambda f: _settle(f, f.second),
    "close by settle": lambda f: _settle(f, f.second, "not_interested"),
    "settle the interrupted": lambda f: _settle(f, f.first),
    "release": _release,
    "hand over": _hand_over,
    "pull": lambda f: pull.next_lead(agent_id=f.ana.pk),
    "take over the second": lambda f: take.take(
        lead_id=f.second.pk, agent_id=f.bo.pk, ground="called_in", over=True
    ),
    "take over the first": lambda f: take.take(
        lead_id=f.first.pk, agent_id=f.bo.pk, ground="called_in", over=True
    ),
    "end shift": lambda f: users.send_home(person_id=f.ana.pk, by=f.cy),
    "disable": lambda f: users.disable(person_id=f.ana.pk, by=f.cy),
    "receive": _receive,
    "withdraw": _withdraw,
    "close": lambda f: lifecycle.close(
        lead_id=f.first.pk, disposition="duplicate", note="Twice here", by=f.cy
    ),
    "park": lambda f: lifecycle.park(lead_id=f.second.pk, by=f.cy),
    "value": lambda f: edit.revalue(lead_id=f.first.pk, value=edit.checked_value("70"), by=f.cy),
}
ON_ONE: dict[str, Act] = {
    "take": lambda f: on_the_line(f.ana, f.second.pk),
    "take from": lambda f: take.take(
        lead_id=f.first.pk, agent_id=f.bo.pk, ground="called_in", over=True
    ),
    "end shift with a card handed over": ON_BOTH["end shift"],
    "disable with a card handed over": ON_BOTH["disable"],
    "receive one in hand": _receive,
    "withdraw one in hand": _withdraw,
}
CASES = [(name, True, act) for name, act in ON_BOTH.items()]
CASES += [(name, False, act) for name, act in ON_ONE.items()]


# ---- an act that waits for the lower card holds no higher one


@contextmanager
def another() -> Iterator[Any]:
    """Open a second session with a transaction of its own."""
    session = connection.copy()
    session.set_autocommit(False)
    try:
        with session.cursor() as cursor:
            yield cursor
    finally:
        session.rollback()
        session.close()


def waits(pid: list[int]) -> bool:
    """Return whether the session of an act waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = ANY(%s)", [pid])
        return ("Lock",) in cursor.fetchall()


def is_free(lead_id: UUID) -> bool:
    """Return whether no act has locked this card."""
    with another() as cursor:
        try:
            cursor.execute(
                "SELECT 1 FROM pull_card WHERE lead_id = %s FOR UPDATE NOWAIT", [lead_id]
            )
        except OperationalError:
            return False
    return True


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(("both", "act"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_an_act_waiting_for_one_card_holds_none_of_a_higher_id(
    act: Act, both: bool, swapped: bool
) -> None:
    floor = two_cards(swapped=swapped, both=both)
    low, high = sorted([floor.first.pk, floor.second.pk])
    pid: list[int] = []

    def run() -> None:
        connection.ensure_connection()
        pid.append(connection.connection.info.backend_pid)
        try:
            with suppress(Problem):
                act(floor)
        finally:
            connection.close()

    with another() as cursor:
        cursor.execute("SELECT 1 FROM pull_card WHERE lead_id = %s FOR UPDATE", [low])
        thread = threading.Thread(target=run)
        thread.start()
        until = time.monotonic() + SECONDS
        while thread.is_alive() and not waits(pid) and time.monotonic() < until:
            time.sleep(0.01)
        free = not thread.is_alive() or is_free(high)
    thread.join(SECONDS)
    assert free
    assert not thread.is_alive()


# ---- every pair at the same moment


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("both", [True, False])
def test_every_pair_of_acts_at_the_same_moment_ends_without_a_deadlock(
    both: bool, swapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "CONFLICTS", frozenset())  # nothing is retried
    acts = ON_BOTH if both else ON_ONE
    for n, (one, other) in enumerate(itertools.combinations(acts, 2)):
        floor = two_cards(n, swapped=swapped, both=both)
        pair = [_refusable(acts[one], floor), _refusable(acts[other], floor)]
        try:
            together(pair)
        except OperationalError as error:
            pytest.fail(f"{one} and {other}: {error}")
    factories.assert_sound()


def _refusable(act: Act, floor: TwoCards) -> Callable[[], None]:
    def run() -> None:
        with suppress(Problem):
            act(floor)

    return run


# ---- a deadlock that another program causes


def test_an_act_that_the_database_chose_to_end_in_a_deadlock_is_done_again() -> None:
    lead = factories.admitted()
    tries: list[int] = []

    @retried
    def act() -> None:
        with write_transaction():
            tries.append(1)
            CardRow.objects.filter(pk=lead).update(team=CardRow.objects.get(pk=lead).team)
            if len(tries) == 1:
                with connection.cursor() as cursor:
                    cursor.execute("DO $$BEGIN RAISE deadlock_detected; END$$")

    act()
    assert len(tries) == 2
    with pytest.raises(OperationalError):
        _always()


@retried
def _always() -> None:
    with write_transaction(), connection.cursor() as cursor:
        cursor.execute("DO $$BEGIN RAISE serialization_failure; END$$")
