"""Raw SQL against the changes of a buyer: one answer, and nothing else is altered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from pullahead.pipeline.models import Deal
from pullahead.sprints.models import BuyerChange, BuyerStep
from pullahead.sprints.schema import FINITE
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.tests import factories

pytestmark = pytest.mark.usefixtures("db")
NOW = datetime(2026, 12, 8, 9, 40, tzinfo=UTC)
MOMENT = "'2026-12-08 10:05:00+00:00'"


@pytest.fixture
def change() -> BuyerChange:
    ana = factories.person("Ana")
    workflow.publish_standard(team_id=ana.team_id, by=factories.person("Cy", role="admin"))
    deal = Deal.objects.get(pk=edit.add(typed=edit.DealInput("Northgate"), by=ana))
    step = BuyerStep.objects.create(deal=deal, name="board", position=1, added_at=NOW)
    return BuyerChange.objects.create(
        deal=deal, step=step, field="due", was="2027-01-19", now="2026-12-10", heard_at=NOW
    )


def sql(text: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)


def test_a_change_is_answered_once_and_its_words_may_be_blanked(change: BuyerChange) -> None:
    sql(f"UPDATE sprints_buyerchange SET answer = 'changed', answered_at = {MOMENT}")
    sql("UPDATE sprints_buyerchange SET was = '', now = ''")
    change.refresh_from_db()
    assert (change.answer, change.was, change.now) == ("changed", "", "")
    for assignment in ("answer = 'stands'", "answer = '', answered_at = NULL"):
        with pytest.raises(DatabaseError):
            sql(f"UPDATE sprints_buyerchange SET {assignment}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET was = 'other'",
        "UPDATE {table} SET field = 'name'",
        "UPDATE {table} SET heard_at = '2026-12-09 10:05:00+00:00'",
        "UPDATE {table} SET answer = 'changed'",
        f"UPDATE {{table}} SET answered_at = {MOMENT}",
        f"UPDATE {{table}} SET answer = 'later', answered_at = {MOMENT}",
        "DELETE FROM {table}",
    ],
)
def test_the_database_keeps_a_change(statement: str, change: BuyerChange) -> None:
    before = BuyerChange.objects.values().get()
    with pytest.raises(DatabaseError):
        sql(statement.format(table="sprints_buyerchange"))
    assert BuyerChange.objects.values().get() == before


def test_infinity_is_no_date(change: BuyerChange) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no infinity")
    for column in ("due", "added_at"):
        with pytest.raises(DatabaseError, match="sprints_buyerstep_finite"):
            sql(f"UPDATE sprints_buyerstep SET {column} = 'infinity'")
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint")
        checks = dict(cursor.fetchall())
    for table, columns in FINITE.items():
        assert all(f"isfinite({column})" in checks[f"{table}_finite"] for column in columns)
