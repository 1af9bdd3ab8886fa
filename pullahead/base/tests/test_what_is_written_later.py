"""A deferred write is visible to later reads of the act, and commits with the act."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.base.db import statements
from pullahead.base.models import Setting
from pullahead.base.transaction import write_transaction

INSERT = "INSERT INTO base_setting (name, value) VALUES (%s, %s)"
COUNT = "SELECT count(*) FROM base_setting WHERE name LIKE 'later.%%'"
pytestmark = pytest.mark.django_db


def keep(name: str) -> None:
    statements.defer_write("base_setting", INSERT, [f"later.{name}", '"x"'])


def _fails() -> None:
    with write_transaction():
        keep("a")
        raise RuntimeError("broken")


def test_what_is_asked_next_finds_it_however_it_is_asked() -> None:
    with write_transaction():
        keep("a")
        assert statements.read(COUNT, {})[0][0] == 1
        keep("b")
        assert Setting.objects.filter(name__startswith="later.").count() == 2
        keep("c")
        assert statements.write(
            "UPDATE base_setting SET value = %s WHERE name = %s", ['"y"', "later.c"]
        )
    assert Setting.objects.filter(name__startswith="later.").count() == 3


def test_rows_of_one_table_keep_their_order_and_those_of_several_go_together() -> None:
    with CaptureQueriesContext(connection) as seen, write_transaction() as now:
        for name in ("a", "b"):
            keep(name)
            line = "INSERT INTO base_journal (at, kind, data) VALUES (%s, %s, %s)"
            at = now if statements.postgres() else now.replace(tzinfo=None)
            statements.defer_write("base_journal", line, [at, f"later.{name}", "{}"])
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    sent = [q for q in seen.captured_queries if not (q["sql"] or "").startswith(ends)]
    if statements.postgres():
        assert len(sent) == 3, "the clock, and twice a row of both tables"
    kinds = statements.read(
        "SELECT kind FROM base_journal WHERE kind LIKE 'later.%%' ORDER BY id", {}
    )
    assert kinds == [("later.a",), ("later.b",)]


def test_an_act_that_fails_leaves_nothing_not_even_for_the_next() -> None:
    with pytest.raises(RuntimeError, match="broken"):
        _fails()
    with write_transaction():
        pass
    assert statements.read(COUNT, {})[0][0] == 0


def test_outside_an_act_it_is_written_at_once() -> None:
    keep("a")
    assert statements.read(COUNT, {})[0][0] == 1
