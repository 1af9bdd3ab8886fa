"""Number of statements of an act: tested, so that a new statement is a decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.base.db import statements as db_statements
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import admitted, austin, pulled, settle
from pullahead.usecases.work import claims, pull, settle_input
from pullahead.usecases.work import settle as settling

pytestmark = pytest.mark.usefixtures("floor")


def statements(do: Callable[[], object]) -> int:
    """Return the number of statements, without those that begin and end a transaction."""
    with CaptureQueriesContext(connection) as seen:
        do()
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not (query["sql"] or "").startswith(ends) for query in seen.captured_queries)


def test_a_pull_and_a_settle_make_few_statements(ana: Person) -> None:
    for n in range(3):
        admitted(f"Lead {n}", austin(101 + n))
    settle(ana, pulled(ana))  # the lanes are there by now
    assert statements(lambda: pull.pull(agent_id=ana.pk)) <= (5 if db_statements.postgres() else 10)
    hand = claims.current_claim(agent_id=ana.pk)
    assert hand is not None
    word = settle_input.SettleInput("no_answer", dialled=True)
    assert statements(partial(settling.settle, agent_id=ana.pk, token=hand.token, word=word)) <= (
        4 if db_statements.postgres() else 7
    )
