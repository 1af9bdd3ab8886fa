"""A store with one protection removed must fail the suite that the real stores pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest

from pullahead.pull import call_rules, claims, engine, rules, selection
from pullahead.pull.store.database import DbStore
from pullahead.pull.store.memory import MemoryStore
from pullahead.pull.tests.broken_stores import IN_DATABASE, IN_MEMORY
from pullahead.pull.tests.case import name
from pullahead.pull.tests.conformance import CASES
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import Ground, MemoryGround, database_ground
from pullahead.pull.tests.invariants import broken

Grounds = Callable[[], AbstractContextManager[Ground]]


def caught_by(grounds: Grounds) -> Iterator[str]:
    """Return the cases of the conformance suite that fail on these grounds."""
    for case in CASES:
        with grounds() as ground:
            try:
                case(Floor(ground))
                found = broken(ground)
            except Exception as error:
                found = [repr(error)]
        if found:
            yield name(case)


@contextmanager
def in_memory(store: Callable[[], MemoryStore] = MemoryStore) -> Iterator[Ground]:
    yield MemoryGround(store=store())


@contextmanager
def in_database(store: Callable[[], DbStore] = DbStore) -> Iterator[Ground]:
    with database_ground() as ground:
        ground.store = store()
        yield ground


def test_the_suite_finds_no_fault_with_the_real_memory_store() -> None:
    assert list(caught_by(in_memory)) == []


@pytest.mark.parametrize("store", IN_MEMORY, ids=lambda store: store.__name__)
def test_the_suite_catches_a_broken_memory_store(store: Callable[[], MemoryStore]) -> None:
    assert next(caught_by(lambda: in_memory(store)), None)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("store", IN_DATABASE, ids=lambda store: store.__name__)
def test_the_suite_catches_a_broken_database_store(store: Callable[[], DbStore]) -> None:
    assert next(caught_by(lambda: in_database(store)), None)


def test_the_suite_catches_a_missing_do_not_call_check(monkeypatch: pytest.MonkeyPatch) -> None:
    real = call_rules.decide

    def calls_anybody(
        card: rules.Card, facts: selection.PickFacts, **when: object
    ) -> call_rules.PickDecision:
        return real(card, replace(facts, opted_out=False), **when)  # type: ignore[arg-type]

    monkeypatch.setattr(call_rules, "decide", calls_anybody)
    assert "an_opt_out_between_admit_and_pull_closes_the_lead" in caught_by(in_memory)


def test_the_suite_catches_a_missing_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "may_pull", lambda *, active, holding: rules.PullPermission(True))
    assert "somebody_who_is_disabled_gets_nothing" in caught_by(in_memory)


def test_the_suite_catches_a_claim_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "is_over", lambda card, now: False)
    monkeypatch.setattr(engine, "is_over", lambda card, now: False)
    assert "a_settle_just_before_the_end_counts" not in caught_by(in_memory)
    assert "a_claim_that_ended_cannot_be_extended" in caught_by(in_memory)
