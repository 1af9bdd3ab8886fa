"""Each kind of chart in a browser, under the security policy of the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from pullahead.web.tests.test_charts import every_kind
from tests.journeys.looks import DESK, PHONE, Look

pytestmark = pytest.mark.browser

CHART, SCRIPTS = "components/chart.html", "components/chart_scripts.html"
HTML = """<!doctype html><html lang="en"><title>Charts · Pullahead</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/static/web/base.css">{scripts}<main><h1>Charts</h1>{charts}</main>"""
SWAP = """() => {
    const scripts = [...document.querySelectorAll("chart-view script")];
    scripts[0].textContent = scripts.at(-1).textContent;
}"""
SAME_PLACE = "document.querySelector('h2').getBoundingClientRect().top"


@pytest.mark.parametrize("look", [(DESK, PHONE)], indirect=True, ids=["desk-first"])
def test_each_kind_of_chart_is_drawn_under_the_policy(
    page: Page, complaints: list[str], look: Look
) -> None:
    charts = every_kind()
    rendered = [render_to_string(CHART, {"chart": one}) for one in charts.values()]
    body = "".join(rendered) + "<h2>End</h2>"
    html = HTML.format(scripts=render_to_string(SCRIPTS), charts=body)

    def answer(route: Route) -> None:
        path = route.request.url.partition("/static/")[2]
        if path:
            found = finders.find(path)
            assert isinstance(found, str), path
            return route.fulfill(path=Path(found))
        headers = {"Content-Security-Policy": build_policy(), "Content-Type": "text/html"}
        return route.fulfill(body=html, headers=headers)

    page.route("**/*", answer)
    page.goto("http://charts.test/")
    reserved = page.evaluate(SAME_PLACE)
    drawings = page.locator("chart-view svg.marks")
    expect(drawings).to_have_count(len(charts))
    assert page.evaluate(SAME_PLACE) == reserved, "the page moved when the charts were drawn"
    look("charts")
    # A part of the page that is swapped in brings other data
    page.evaluate(SWAP)
    image = page.locator("chart-view [role=graphics-document]").first
    expect(image).to_have_attribute("aria-label", re.compile("^Ranges"))
    assert complaints == []
