"""Pull, settle and end a shift in a browser that runs no script at all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
factories.add("Robin Vale"); factories.add("Lena Ortiz", role="leader")
factories.lead("Ana Lima")
"""


def test_a_lead_is_pulled_promised_and_freed(office: Office, browser: Browser) -> None:
    office.do(FLOOR)
    page = browser.new_context(java_script_enabled=False).new_page()
    _as(page, office, "Work as an agent")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Lima")

    expect(page.locator("#callback_at")).to_be_hidden()
    page.get_by_label("Call back later").check()
    at = office.do(
        "from zoneinfo import ZoneInfo\n"
        "at = clock.now().astimezone(ZoneInfo('Europe/Berlin')) + timedelta(hours=2)\n"
        "print(at.strftime('%Y-%m-%dT%H:%M%z'))"
    )
    page.locator("#callback_at").fill(at)
    page.get_by_label("I called from my own phone").check()
    page.locator("#note").fill("In two hours")
    page.get_by_role("button", name="Save & stop").click()
    expect(page.locator(".flash.success")).to_contain_text(f"Ana Lima: your callback {at[11:16]}")

    _as(page, office, "Work as a team lead")
    page.get_by_role("button", name="End shift Robin Vale").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("End Robin Vale’s shift?")
    page.get_by_role("button", name="End shift & release leads").click()
    expect(page.locator(".flash.success")).to_contain_text("Robin Vale’s shift is ended")


def _as(page: Page, office: Office, role: str) -> None:
    page.goto(office.url + "/sign-in")
    page.get_by_role("button", name=role).click()
