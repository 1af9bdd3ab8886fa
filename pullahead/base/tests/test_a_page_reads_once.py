"""A page reads a frequent statement once, and anew after an act."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.base.db import statements
from pullahead.base.page_reads import page_reads
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction

pytestmark = pytest.mark.django_db

TEXT = "SELECT value FROM base_setting WHERE name = %s"


def value(name: str = "a") -> str:
    found = statements.read(TEXT, [name])
    return str(found[0][0]) if found else ""


def stored(text: str, name: str = "a") -> None:
    with write_transaction():
        set_setting(name=name, value=text)


def test_equal_reads_of_a_page_are_one() -> None:
    stored("1")
    with CaptureQueriesContext(connection) as seen:
        with page_reads():
            assert [value(), value(), value("b"), value("b")] == ['"1"', '"1"', "", ""]
        assert len(seen) == 2
        assert [value(), value()] == ['"1"', '"1"']
    assert len(seen) == 4


def test_an_act_sees_the_present_state_and_so_does_the_page_after_it() -> None:
    stored("1")
    with page_reads():
        assert value() == '"1"'
        with write_transaction():
            set_setting(name="a", value="2")
            assert value() == '"2"'
            set_setting(name="a", value="3")
            assert value() == '"3"'
        assert value() == '"3"'
    with page_reads():
        assert value() == '"3"'


def test_values_that_cannot_be_compared_are_read_each_time() -> None:
    if not statements.postgres():
        pytest.skip("SQLite has no lists")
    stored("1")
    text = "SELECT name FROM base_setting WHERE name = ANY(%s::text[])"
    with CaptureQueriesContext(connection) as seen, page_reads():
        assert statements.read(text, [["a"]]) == statements.read(text, [["a"]]) == [("a",)]
    assert len(seen) == 2
