"""Every page at both widths and in both themes: axe finds nothing, nothing overflows, no error.

SHOTS=FOLDER saves a screenshot of each.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
factories.demo()
robin, lena = factories.add("Robin Vale"), factories.add("Lena Ortiz", role="leader")
sam = factories.add("Sam Reed")
for n in range(8):
    factories.lead(f"Leo Park {n}", f"+1 512 555 01{n + 50}", age=timedelta(minutes=20 * n + 5))
factories.without_an_address()
ana = factories.lead("Ana Lima", email="ana@example.com", budget="12,000", city="Austin",
    message="I would like a quote for two rooftop units. Mornings are best.")
claim = pull.next_lead(agent_id=sam.pk).claim
settle.settle(agent_id=sam.pk, token=claim.token,
    word=settle.SettleInput("no_answer", "Rang out twice.", dialled=True))
pull.next_lead(agent_id=sam.pk)
factories.later(timedelta(minutes=50))
pull.next_lead(agent_id=sam.pk)
print(ana)
"""


def test_each_page_is_right(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    lead = office.do(FLOOR)

    page.goto(office.url + "/sign-in")
    look("sign-in")
    _an_agents_pages(page, look, sign_in)
    _what_slipped_away(office, page, look)
    _a_leaders_pages(page, look, sign_in, f"{office.url}/leads/{lead}")
    page.goto(office.url + "/nowhere")
    look("not-found")

    assert complaints == []


def _an_agents_pages(page: Page, look: Look, sign_in: Callable[[str], None]) -> None:
    sign_in("agent")
    look("home")
    page.keyboard.press("n")
    expect(page.locator("#settle")).to_be_visible()
    look("in-hand")
    page.keyboard.press("d")
    expect(page.locator("#calling")).to_be_visible()
    page.keyboard.press("h")
    expect(page.locator("#hand-over select")).to_be_focused()
    look("calling")
    page.keyboard.press("Escape")
    page.keyboard.press("7")
    expect(page.locator("#callback_for")).to_be_focused()
    look("asked-for")
    page.keyboard.press("Escape")
    page.keyboard.press("6")
    page.keyboard.type("in 1 h")
    page.keyboard.press("Enter")
    page.keyboard.type("  ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#note_error")).to_be_visible()
    look("refused")
    page.keyboard.press("Escape")
    page.fill("#note", "She is in a meeting.")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("callback")
    look("settled")
    page.locator(".menu summary", has_text="Robin Vale").click()
    look("menu")


def _what_slipped_away(office: Office, page: Page, look: Look) -> None:
    page.goto(office.url + "/next")
    page.keyboard.press("b")
    expect(page.locator("#on-break")).to_be_visible()
    look("break")
    page.keyboard.press("n")
    page.fill("#note", "Half a word")
    office.do("factories.later(timedelta(minutes=6))")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#who")).to_contain_text("Time ran out on")
    expect(page.locator("#note")).to_have_value("Half a word")
    look("ended")
    page.keyboard.press("n")
    expect(page.locator("#hold-time")).to_be_visible()


def _a_leaders_pages(page: Page, look: Look, sign_in: Callable[[str], None], lead: str) -> None:
    sign_in("leader")
    look("floor")
    page.locator("td.act button").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()
    look("send-home")
    page.keyboard.press("Escape")
    page.goto(lead)
    for summary in page.locator(".acts summary").all():
        summary.click()
    look("lead")
    page.goto(page.url.split("/leads")[0] + "/floor")
    page.locator("#parked a").first.click()
    expect(page.get_by_role("button", name="Unpark lead")).to_be_visible()
    look("parked")
