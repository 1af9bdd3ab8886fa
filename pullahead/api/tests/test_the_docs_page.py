"""The page of the API: Swagger UI, served from here alone, readable for everybody."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from pullahead.api.tests.callers import Caller
from pullahead.api.v1 import api
from tests.browser import no_axe_violations


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
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_it_tells_of_every_endpoint_at_both_widths_and_in_both_themes(
    emptied: None, live_server: LiveServer, page: Page, width: int, theme: str
) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 844})

    page.goto(f"{live_server.url}/api/v1/docs")

    expect(page.locator(".opblock")).to_have_count(len(operations()))
    for path, method in operations():
        row = page.locator(f".opblock-{method} [data-path='{path}']")
        expect(row).to_have_count(1)
    no_axe_violations(page)
    page.locator(".opblock-summary-control").first.click()
    expect(page.locator(".opblock-body")).to_contain_text("external_id")
    expect(page.locator(".opblock-body")).to_contain_text("leads:write")
    no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert complaints == []
