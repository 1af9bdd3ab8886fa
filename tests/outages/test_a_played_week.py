"""A week of lists, agents and outages: nothing lost in silence, nobody called who must not be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.outages.week.agents import Save, WeekRecord
from tests.outages.week.judge import faults
from tests.outages.week.office import Heard
from tests.outages.week.play import Week, WeekSize, begin, summary
from tests.postgres import NoPostgres, controlled

pytestmark = [pytest.mark.outages, pytest.mark.slow]
# A change of the tables that the judge must find, and words of its finding
TAMPERED = {
    "a row lost": (
        "UPDATE leads_inquiry SET attributes = attributes - 'row_mark' "
        "WHERE attributes->>'row_mark' = 'fair-2'",
        "row fair-2: no lead",
    ),
    "a number lost": (
        "UPDATE leads_address SET value = '+1415' || lpad(id::text, 7, '0') "
        "WHERE kind = 'phone' AND value LIKE '+1%'",
        "is not at its lead",
    ),
    "a refusal without a reason": (
        "UPDATE leads_importpart SET refused = '[]'",
        "with a reason",
    ),
    "a lead without a card": (
        "SET CONSTRAINTS ALL DEFERRED; SET session_replication_role = replica; "
        "DELETE FROM pull_card WHERE state = 'ready'",
        "open without a card",
    ),
    "a call at night": (
        "UPDATE pull_attempt SET at = date_trunc('day', at) + interval '3 hours' "
        "WHERE value LIKE '+44%' OR value LIKE '+49%'",
        "is outside",
    ),
    "a stranger called": (
        "UPDATE leads_lead SET name = 'Somebody Else' "
        "WHERE id IN (SELECT lead_id FROM pull_attempt WHERE channel = 'call')",
        "'Somebody Else' was called",
    ),
    "a call after an opt-out": (
        "INSERT INTO leads_optout (kind, value, at, reason) SELECT DISTINCT 'phone', value, "
        "'2026-01-01'::timestamptz, '' FROM pull_attempt WHERE channel = 'call' "
        "ON CONFLICT (kind, value) DO UPDATE SET at = excluded.at",
        "is in the table of opt-outs",
    ),
    "an opt-out lost": ("DELETE FROM leads_optout", "its opt-out was not kept"),
    "another outcome stored": (
        "SET session_replication_role = replica; "
        "UPDATE pull_claim SET settled_as = 'won', disposition = 'won' WHERE note <> ''",
        "stored won",
    ),
}


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    """Play the week."""
    try:
        with controlled() as database:
            made = begin(database, tmp_path, WeekSize())
            try:
                made.play()
                yield made
            finally:
                made.office.made.end()
    except NoPostgres as missing:
        pytest.skip(str(missing))


def test_a_week_loses_nobody_and_calls_no_stranger(week: Week) -> None:
    """One test, so that one worker plays the week once; then the judge itself is tested."""
    print(json.dumps(summary(week), indent=1))
    found = faults(week.facts())
    assert not found, "\n".join([f"{len(found)} faults", *found[:40]])
    for name in TAMPERED:
        the_judge_finds_a_changed_table(week, name)
    the_judge_finds_false_answers(week)


def the_judge_finds_a_changed_table(week: Week, name: str) -> None:
    """Put a fault into the tables, and take it back."""
    statements, words = TAMPERED[name]
    with psycopg.connect(week.office.made.url) as connection:

        def sql(statement: str, *values: object) -> list[tuple[Any, ...]]:
            found = connection.execute(statement.encode(), values)
            return found.fetchall() if found.description else []

        for statement in statements.split("; "):
            connection.execute(statement.encode())
        found = faults(replace(week.facts(), sql=sql))
        connection.rollback()
    assert any(words in one for one in found), (name, found[:5])


def the_judge_finds_false_answers(week: Week) -> None:
    """A fault of ours, a 503 without words, and a save that is not in the journal."""
    heard = [
        Heard(500, "POST /next/pull", "It is our fault.", "", "database stopped"),
        Heard(503, "POST /next/pull", "away", "", "database stopped"),
        Heard(503, "GET /next", "The database does not answer. Try again.", "5", ""),
    ]
    save = Save(1, "token", "no such lead", "won", "Never stored by anyone", [200])
    facts = week.facts()
    record = WeekRecord(saves=[*facts.record.saves, save], labels=["won was saved as lost"])
    found = faults(replace(facts, heard=heard, record=record))
    wanted = ("500 during", "without words", "without an outage", "not in the journal")
    for words in (*wanted, "pressed won", "won was saved as lost"):
        assert any(words in one for one in found), words
