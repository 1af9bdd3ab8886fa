"""No statement of a pull or a settle reads a million cards: its plan, on both databases.

On PostgreSQL the plan must fit any values, because that plan stays with a connection. Such a plan
does not know the moment of "due". It once read every card to find none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer

from bench.floor import lay_out
from pullahead.base.db import statements
from pullahead.base.transaction import write_transaction
from pullahead.pull.models import CardRow
from pullahead.pull.selection import Rule
from pullahead.pull.store.database import DbStore
from pullahead.pull.store.port import Hold
from pullahead.usecases.work import claims, pull, settle, settle_input

pytestmark = pytest.mark.slow

CARDS = 3_000  # enough that reading them all would cost more than an index
# of a million: the oldest, the longest tried, one by lot, the best
COINS = (0, 60_000, 90_000, 500_000)
Seen = dict[str, Any]


@pytest.fixture
def seen(db: None, settings: Any) -> Seen:
    """Return the statements on cards that pulls by every rule and settles ran, with their
    values.
    """
    settings.CONFIG = replace(settings.CONFIG, exploration=0.1)
    [agent, *_] = lay_out(cards=CARDS, lanes=5, people=2)
    # half of them scheduled, as on a floor that has worked for a week
    later = datetime.now(UTC) + timedelta(days=1)
    scheduled = CardRow.objects.order_by("lead")[: CARDS // 2].values("lead")
    CardRow.objects.filter(lead__in=scheduled).update(state="scheduled", next_at=later)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found: Seen = {}
    run = statements._run

    def noting(text: str, given: Any, **how: Any) -> Any:
        if "pull_card" in text:
            found.setdefault(text, given)
        return run(text, given, **how)

    with patch.object(statements, "_run", noting):
        for coin in COINS:
            with patch("secrets.randbelow", lambda _, coin=coin: coin):
                claim = pull.pull(agent_id=agent).claim
            assert claim is not None
            assert claims.current_claim(agent_id=agent) is not None
            word = settle_input.SettleInput("no_answer", dialled=True)
            settle.settle(agent_id=agent, token=claim.token, word=word)
        pull.requeue_due()
        with write_transaction() as now:  # the orders of experiments
            for slot, rule in ((1, Rule.FIFO), (2, Rule.LIFO)):
                hold = Hold(agent, uuid4(), now + timedelta(minutes=5), slot, now)
                DbStore().claim_exploration(hold, rule, [1, 2, 3, 4, 5], [], now)
    assert any("rekey_at <=" in text or "min(rekey_at)" in text for text in found)
    return found


def plan(text: str, given: Any) -> str:
    """Return the database's plan for the statement with any values."""
    if not statements.postgres():
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + text, given)
            return "\n".join(str(row[3]) for row in cursor.fetchall())
    query = PostgresQuery(Transformer(connection.connection))
    query.convert(text, given)  # its values stay outside, as in the plan that is kept
    found = connection.connection.pgconn.exec_(b"EXPLAIN (GENERIC_PLAN) " + query.query)
    lines = (found.get_value(n, 0) for n in range(found.ntuples))
    return "\n".join(line.decode() for line in lines if line) or found.error_message.decode()


def test_cards_are_found_by_index_alone_and_the_best_is_the_first_of_its_lanes(seen: Seen) -> None:
    plans = {text: plan(text, given) for text, given in seen.items()}
    assert len(plans) >= 7, "the gate, four rules, the card of a token, the settle of a card"
    assert any("leads_inquiry" in text for text in plans), "the story of the lead in hand"
    for text, how in plans.items():
        lines = [line for line in how.splitlines() if _reads_all(line)]
        assert not lines, f"{text}\n{how}"
    [best] = [text for text in seen if "score DESC" in text and text.startswith("WITH")]
    assert "card_ready" in plans[best]
    turns = [plans[text] for text in seen if "ORDER BY c.ready_at" in text]
    assert len(turns) == 2
    assert all("card_waiting" in plan for plan in turns)


def _reads_all(line: str) -> bool:
    """Return whether a line of a plan reads every card; SQLite calls it SEARCH for a minimum.

    Also every lead, inquiry, claim or line of the journal, where the test has many.
    """
    if statements.postgres():
        return bool(re.search(r"Seq Scan on (pull_card|leads_(lead|address|inquiry))\b", line))
    return bool(re.fullmatch(r"(SCAN|SEARCH) (pull_card|leads_lead|[cimj])", line))
