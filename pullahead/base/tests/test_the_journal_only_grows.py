"""Journal, receipts and rule packs can be added to, and nothing else, on both databases."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from pullahead.base import triggers
from pullahead.base.ids import new_id
from pullahead.base.journal import JournalEvent, record
from pullahead.base.models import Journal
from pullahead.base.transaction import OutsideTransaction, write_transaction

pytestmark = pytest.mark.django_db
# The tests of these packages try their own tables, which need rows of deals
ELSEWHERE = ("pipeline_", "conversations_", "buying_")
TABLES = [table for table in triggers.APPEND_ONLY if not table.startswith(ELSEWHERE)]


def a_line() -> Journal:
    with write_transaction() as now:
        record(JournalEvent.OPT_OUT, now=now, lead_id=new_id(), actor_id=7, data={"round": 1})
    return Journal.objects.latest("id")


def test_a_line_says_when_what_on_what_and_by_whom() -> None:
    line = a_line()
    assert (line.kind, line.actor_id, line.data) == ("opt_out", 7, {"round": 1})


def test_a_line_is_written_inside_an_act_only() -> None:
    with write_transaction() as now:
        pass
    with pytest.raises(OutsideTransaction):
        record(JournalEvent.OPT_OUT, now=now)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "act", ["UPDATE {} SET id = id", "DELETE FROM {}", "DELETE FROM {} WHERE 1 = 1"]
)
def test_nothing_is_changed_or_deleted(table: str, act: str) -> None:
    a_line()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pull_receipt (at, agent_id, rule, seen) VALUES "
            "('2026-05-05 15:00:00+00', 1, 'none', '{}')"
        )
        cursor.execute(
            "INSERT INTO compliance_rulepack "
            "(name, version, jurisdiction, valid_from, rules, note, "
            "made_at, stamp) VALUES ('Ours', 1, '*', '2026-01-01', '{}', '', "
            "'2026-01-01 00:00:00+00', '0123456789abcdef0123456789abcdef')"
        )
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(act.format(table))
    assert Journal.objects.count() == 1


@pytest.mark.parametrize("table", TABLES)
def test_on_postgresql_it_cannot_be_emptied_either(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_all_guards_are_there_and_a_missing_one_is_named() -> None:
    assert triggers.missing() == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER base_journal_append_only ON base_journal")
            assert triggers.missing() == ["base_journal_append_only"]
        else:
            cursor.execute("DROP TRIGGER base_journal_no_update")
            assert triggers.missing() == ["base_journal_no_update"]
