"""Error pages in the product's look: what failed, what was kept, and what to do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from pullahead.web.tests.browsing import Visitor


def test_an_unknown_address_is_our_own_page(agent: Visitor) -> None:
    agent.see("/nowhere")
    assert agent.status == 404
    assert "Page not found" in agent.text


def test_a_page_open_too_long_says_so(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"username": "Robin"})
    assert answer.status_code == 403
    assert "page has expired" in answer.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_each_stands_without_a_request_or_a_database(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert "<h1>" in page
    assert code in page


def test_an_act_is_not_done_by_looking(agent: Visitor) -> None:
    agent.see("/next/pull")
    assert agent.status == 405


def test_a_page_of_somebody_is_kept_nowhere(agent: Visitor) -> None:
    assert "no-store" in agent.get("/next").headers["Cache-Control"]


def test_what_refreshes_itself_leads_to_sign_in_when_the_session_is_over(db: None) -> None:
    answer = Client().get("/next/today", headers={"hx-request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz", "/next"])
def test_a_host_that_is_not_served_is_refused_in_words(db: None, path: str) -> None:
    answer = Client().get(path, HTTP_HOST="leads.example.com")
    assert answer.status_code == 400
    assert "does not answer at this host name" in answer.content.decode()


def test_a_database_that_is_read_only_is_told_in_words(agent: Visitor) -> None:
    """The database itself refuses the write."""
    with connection.cursor() as cursor:
        on_postgres = connection.vendor == "postgresql"
        if on_postgres:  # what is deferred is checked before, for it locks rows
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SET transaction_read_only = on" if on_postgres else "PRAGMA query_only = ON"
        )
    try:
        agent.raise_request_exception = False
        agent.send("/next/pull")
        assert agent.status == 503
        assert "The database is read-only" in agent.text
    finally:
        if not on_postgres:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = OFF")
