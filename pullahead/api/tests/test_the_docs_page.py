"""The page of the API: Swagger UI, served from here alone, readable for everybody."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from pullahead.api.tests.callers import Caller
from pullahead.api.v1 import api
from tests.journeys.looks import DESK, PHONE, Look

# Path and method of each row of the page
ROWS = """
rows => rows.map(row => [
  row.querySelector("[data-path]").dataset.path,
  [...row.classList].map(name => name.match(/^opblock-(get|post|put|patch|delete)$/)?.[1])
    .find(Boolean),
])
"""


def operations() -> list[tuple[str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return [(path, method) for path, methods in paths.items() for method in methods]


def test_it_loads_nothing_from_elsewhere_and_has_nothing_inline(floor: None) -> None:
    got = Caller().get("/api/v1/docs")

    assert got.status == 200
    assert "//" not in got.text
    assert "style=" not in got.text
    assert re.findall(r"<script(?! src=)|<style", got.text) == []
    for path in re.findall(r'(?:src|href)="/static/([^"]+)"', got.text):
        assert finders.find(path), path


def test_its_policy_is_that_of_every_page(floor: None) -> None:
    policy = Caller().get("/api/v1/docs").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self';" in policy + ";"
    assert "unsafe" not in policy


@pytest.mark.browser
def test_it_tells_of_every_endpoint_at_both_widths_and_in_both_themes(
    emptied: None, live_server: LiveServer, page: Page
) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    look = Look(page, (DESK, PHONE))

    page.goto(f"{live_server.url}/api/v1/docs")

    expect(page.locator(".opblock")).to_have_count(len(operations()))
    # One question for all rows: each takes a walk through a large page
    rows = page.locator(".opblock").evaluate_all(ROWS)
    assert sorted(map(tuple, rows)) == sorted(operations())
    # Beside the open row, the page still has closed ones of each kind: one check sees both
    page.locator(".opblock-summary-control").first.click()
    expect(page.locator(".opblock-body")).to_contain_text("external_id")
    expect(page.locator(".opblock-body")).to_contain_text("leads:write")
    for shape in look.each():
        look.check("api-docs-open", shape)
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert complaints == []
