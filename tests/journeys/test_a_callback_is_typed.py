"""A callback is typed as the customer says it: few keys, both clocks, the rules said before.

SHOTS=FOLDER saves a screenshot of each step.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
robin = factories.add("Robin Vale")
factories.lead("Ana Lima"); factories.lead("Leo Park", "+1 512 555 0143", age=timedelta(hours=2))
"""
# Keys for "tomorrow at two", from the outcome to the field of the note
TOMORROW_AT_TWO = ["6", "t", "o", "m", "Space", "2", "p", "Enter"]


def test_tomorrow_at_two_takes_eight_keys(
    office: Office, page: Page, complaints: list[str], sign_in: Callable[[str], None], look: Look
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    page.keyboard.press("n")
    page.locator("#settle").wait_for()
    assert len(TOMORROW_AT_TWO) <= 8
    for key in TOMORROW_AT_TWO:
        page.keyboard.press(key)
    expect(page.locator("#note")).to_be_focused()
    expect(page.locator(".callback-yes")).to_contain_text("14:00 in Chicago")
    expect(page.locator(".callback-yes")).to_contain_text("21:00 your time")
    look("callback-shown")

    page.locator("#callback_at").fill("tomorrow 23:00")
    expect(page.locator(".callback-no")).to_contain_text("United States v1")
    look("callback-barred")
    page.locator(".callback-no + .quick button").click()
    expect(page.locator(".callback-yes")).to_contain_text("08:00 in Chicago")
    expect(page.locator("#note")).to_be_focused()

    page.keyboard.type("Asks for the price of two")
    page.reload()
    expect(page.locator(".callback-yes")).to_contain_text("08:00 in Chicago")
    page.locator("#dialled").check()
    page.locator("#note").focus()
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Ana Lima")
    assert complaints == []
