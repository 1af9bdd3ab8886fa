"""The page of the API: served by ourselves, nothing inline, readable for everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from pullahead.api.tests.callers import Caller
from pullahead.api.v1 import api
from tests.browser import no_axe_violations


def test_it_tells_of_every_endpoint_and_loads_nothing_from_elsewhere(floor: None) -> None:
    got = Caller().get("/api/v1/docs")

    assert got.status == 200
    assert all(path in got.text for path in api.get_openapi_schema()["paths"])
    assert "https://" not in got.text
    assert "<script" not in got.text
    assert "style=" not in got.text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_it_is_readable_at_both_widths_and_in_both_themes(
    emptied: None, live_server: LiveServer, page: Page, width: int, theme: str
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 844})

    page.goto(f"{live_server.url}/api/v1/docs")

    no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
