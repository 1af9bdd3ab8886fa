"""A refresh keeps the focus, an open question and typed words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
robin, lena = factories.add("Robin Vale"), factories.add("Lena Ortiz", role="leader")
sam = factories.add("Sam Reed")
factories.lead("Ana Lima"); factories.lead("Leo Park", "+1 512 555 0143")
pull.next_lead(agent_id=sam.pk)
"""
SEND_SAM_HOME = "[id^=home-]"


def test_the_floor_refreshes_under_the_focus_and_under_an_open_question(
    office: Office, page: Page, complaints: list[str], sign_in: Callable[[str], None]
) -> None:
    office.do(FLOOR)
    sign_in("leader")
    button = page.locator(SEND_SAM_HOME)
    button.focus()
    with page.expect_response("**/floor/live"):
        pass
    office.do("factories.lead('Mia Stone', '+1 512 555 0144')")
    expect(page.locator("#tile-call dd").first).to_have_text("2")
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#confirm h2")).to_have_text("End Sam Reed’s shift?")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    office.do("factories.lead('Tom Adler', '+1 512 555 0145')")
    expect(page.locator("#tile-call dd").first).to_have_text("3")
    expect(page.locator("#confirm")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()

    page.keyboard.press("Escape")
    expect(button).to_be_visible()
    button.click()
    page.get_by_role("button", name="End shift & release leads", exact=True).last.click()
    expect(page.locator(".flash.success")).to_contain_text("Sam Reed’s shift is ended")
    expect(page.locator("#tile-held dd").first).to_have_text("0")
    expect(page.locator("#tile-call dd").first).to_have_text("4")
    assert complaints == []


def test_the_home_looks_again_by_itself(
    office: Office, page: Page, sign_in: Callable[[str], None]
) -> None:
    office.do("factories.add('Robin Vale')")
    sign_in("agent")
    expect(page.locator("#callable")).to_contain_text("No leads for you now")
    expect(page.locator(".big-n")).to_be_focused()
    office.do("factories.lead('Ana Lima', age=timedelta(seconds=5))")
    expect(page.locator("#callable")).to_contain_text("1 lead to call now")
    expect(page.locator(".big-n")).to_be_focused()
    expect(page).to_have_title("● Lead ready · Pullahead")
    page.get_by_label("open it automatically").check()
    expect(page.locator("#who")).to_have_text("Ana Lima")


def test_words_typed_before_n_are_still_there_after_it(
    office: Office, page: Page, sign_in: Callable[[str], None]
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    page.keyboard.press("n")
    page.locator("#settle").wait_for()
    page.keyboard.press("2")
    page.keyboard.type("Engaged, try after lunch")
    page.keyboard.press("Escape")
    page.keyboard.press("n")

    expect(page.locator(".flash.again")).to_contain_text("Save a result first")
    expect(page.locator("#note")).to_have_value("Engaged, try after lunch")
    expect(page.locator("[name=disposition][value=busy]")).to_be_checked()


def test_a_claim_that_ends_and_a_customer_who_asks_again_are_told(
    office: Office, page: Page, sign_in: Callable[[str], None]
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    page.keyboard.press("n")
    # not before the page has changed: the home has a heading too
    page.locator("#settle").wait_for()
    name = page.locator("h1").inner_text()
    phone = "+1 512 555 0143" if name == "Leo Park" else "+1 512 555 0142"
    office.do(
        f"factories.later(timedelta(seconds=20)); factories.lead({name!r}, {phone!r}, "
        "age=timedelta(), message='Any news?')"
    )
    expect(page.locator("#hold-news")).to_contain_text("New inquiry")
    page.fill("#note", "Half a word")
    office.do("factories.later(timedelta(minutes=6))")
    expect(page.locator("#hold-news")).to_contain_text("no longer have this lead")
    expect(page.locator("#note")).to_have_value("Half a word")
