"""A marketer on Monday: which source to buy more or less of, at what price, what to return."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import DESK, PHONE, Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

SOURCES = """
from pullahead.demo import data, sources
from pullahead.usecases.floor import demo
factories.add(data.MARKETER, role="marketer")
agents = [factories.add(name).pk for name in data.COLLEAGUES[:2]]
factories.demo()
ids = {one.name: demo.source_id(one.name) for one in sources.SOURCES}
from random import Random
sources.lay(Random(1), ids, days=0)
sources.lay_history(ids, agents, days=0)
factories.lead("Ana Lima")
"""


@pytest.mark.parametrize("look", [(PHONE, DESK)], indirect=True, ids=["phone-first"])
def test_a_marketer_buys_less_and_sends_leads_back(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(SOURCES)
    sign_in("marketer")

    week = page.get_by_role("region", name="What to do this week")
    expect(week).to_contain_text("Buy less Lead Harbor")
    expect(week).to_contain_text("Buy more demo")
    expect(page.get_by_role("region", name="Alerts")).to_contain_text("more bad numbers")
    look("monday-sources")

    week.get_by_role("link", name="Buying plan").click()
    page.get_by_role("button", name="Apply plan as daily caps").click()
    expect(page.locator(".banner")).to_contain_text("The caps of 3 sources have followed the plan")
    look("monday-buying")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".flash")).to_contain_text("3 caps are restored")

    page.get_by_role("link", name="Results").click()
    page.get_by_role("link", name="to QuickQuotes").click()
    page.get_by_role("button", name="Return selected leads").click()
    expect(page.locator(".flash")).to_contain_text("returned")
    expect(page.get_by_role("link", name="Download the vendor’s file")).to_be_visible()

    for tab in ("capacity", "spoilage", "campaigns", "conversions"):
        page.goto(f"{office.url}/sources/{tab}")
        look(f"monday-{tab}")
    page.goto(office.url + "/sources")
    page.get_by_role("link", name="demo", exact=True).last.click()
    expect(page.locator(".chart")).to_be_visible()
    look("monday-source")
    assert complaints == []
