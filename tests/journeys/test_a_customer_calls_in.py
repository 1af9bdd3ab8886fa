"""A customer calls in while another lead is in hand; a wrong key is undone; without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.looks import DESK, PHONE, Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
robin, sam = factories.add("Robin Vale"), factories.add("Sam Reed")
factories.lead("Ana Lima", email="ana@example.com", age=timedelta(minutes=2),
    company="Moinho & Cia")
factories.lead("Ben Ode", "+1 512 555 0150", age=timedelta(days=3), email="ben@example.com")
"""


def test_a_call_during_a_claim_and_a_wrong_key(
    office: Office, page: Page, complaints: list[str], sign_in: Callable[[str], None]
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    page.keyboard.press("n")
    expect(page.locator("#who")).to_have_text("Ana Lima")
    page.fill("#note", "She wants the larger unit")
    page.keyboard.press("Escape")

    _take_who_calls(page)
    expect(page.locator("#who")).to_have_text("Ben Ode")
    expect(page.locator("#waits")).to_contain_text("On hold: Ana Lima")
    page.wait_for_load_state()
    page.keyboard.press("o")
    page.keyboard.press("1")
    page.keyboard.type("The line broke at once")
    page.keyboard.press("Control+Shift+Enter")

    expect(page.locator("#who")).to_have_text("Ana Lima")
    expect(page.locator("#note")).to_have_value("She wants the larger unit")
    page.keyboard.press("o")
    page.keyboard.press("2")
    page.keyboard.type(", and was on the phone")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Ana Lima: next attempt")
    page.keyboard.press("u")
    expect(page.locator("#who")).to_have_text("Ana Lima")
    expect(page.locator("#note")).to_have_value("She wants the larger unit, and was on the phone")
    assert complaints == []


def _take_who_calls(page: Page) -> None:
    """Search the caller by the number on the display."""
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.wait_for_load_state()
    page.keyboard.type("512 555 01")
    expect(page.locator("#rows li")).to_have_count(0)
    page.keyboard.type("50")
    expect(page.locator("#rows li")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Called in")).to_be_focused()
    page.keyboard.press("Enter")


def test_it_works_without_scripts(office: Office, browser: Browser) -> None:
    office.do(FLOOR + "pull.next_lead(agent_id=sam.pk)")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(office.url + "/sign-in")
    page.get_by_role("button", name="Work as an agent").click()
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Name, phone, email").fill("ana@example.com")
    page.get_by_role("search").get_by_role("button").click()
    page.locator("details.take summary").click()
    page.get_by_label("Message to Sam Reed").fill("She called: after four")
    page.get_by_role("button", name="Send message").click()
    expect(page.locator(".flash.success")).to_contain_text("Sam Reed sees it")
    page.locator("details.take summary").click()
    page.get_by_role("button", name="Customer is on the line").click()
    expect(page.locator("#who")).to_have_text("Ana Lima")


@pytest.mark.parametrize(
    "look",
    [(PHONE._replace(theme="light"), DESK._replace(theme="dark"))],
    indirect=True,
    ids=["phone-first"],
)
def test_the_pages_of_a_call_are_right(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(FLOOR + MORE)
    sign_in("agent")
    page.goto(office.url + "/look-up?q=%2B1 512 555 0160")
    # Rita, and two others at the same number
    for n in range(3):
        page.locator("details.take summary").nth(n).click()
    look("look-up")
    page.goto(office.url + "/look-up?q=nobody")
    page.locator("#new summary").click()
    look("look-up-nobody")
    page.goto(office.url + "/next")
    page.locator(".big-n").click()
    expect(page.locator("#settle")).to_be_visible()
    page.goto(office.url + "/look-up?q=%2B1 512 555 0160")
    rita = page.locator("#rows li", has=page.get_by_role("heading", name="Rita Vaz"))
    rita.locator("details.take summary").click()
    rita.get_by_role("button", name="Called in").click()
    expect(page.locator("#waits")).to_be_visible()
    office.do(TOLD)
    page.reload()
    expect(page.locator("#hold-news .banner")).to_be_visible()
    look("interrupted")
    page.keyboard.press("o")
    page.keyboard.press("a")
    page.fill("#note", "Not for them, they said.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash form.take-back")).to_be_visible()
    look("undo")
    assert complaints == []


MORE = """
factories.lead("Rita Vaz", "+1 512 555 0160", age=timedelta(days=5), company="Moinho & Cia")
factories.lead("Tom Ito", "+1 512 555 0160", age=timedelta(days=4))
factories.lead("Cora Lindqvist-Montenegro de Albuquerque", "+1 512 555 0160",
    "cora.lindqvist-montenegro@example.com", age=timedelta(days=6), company="Moinhos do Sul")
pull.next_lead(agent_id=sam.pk)
"""
TOLD = """
from pullahead.usecases.work import take
from pullahead.leads.models import Lead
from pullahead.usecases.work import holder_messages
rita = Lead.objects.get(name="Rita Vaz")
sam = Person.objects.get(name="Sam Reed")
text = "He called me: only after four today."
holder_messages.send_message(lead_id=rita.pk, agent_id=sam.pk, text=text)
"""
