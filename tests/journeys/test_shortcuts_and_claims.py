"""Shortcuts act on the form in focus, a claim lasts on every page, a button says where it leads.

SHOTS=FOLDER saves a screenshot of each step.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import DESK, PHONE, Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
robin, sam = factories.add("Robin Vale"), factories.add("Sam Reed")
factories.lead("Ana Lima"); factories.lead("Leo Park", "+1 512 555 0143", age=timedelta(hours=2))
"""
# a machine in a rack has no phone to open
NO_PHONE = """
addEventListener("click", (event) => {
  if (event.target.closest?.("[data-open]")) event.preventDefault();
}, true);
"""
BRIEF = "Wants the quote by Friday"
RENEWED = """
(end) => Date.parse(document.getElementById("claim-held")?.dataset.end) - Date.parse(end) > 200_000
"""
NOTE = "She asks for two units"


def test_a_shortcut_acts_on_the_form_in_focus_and_loses_no_text(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    page.keyboard.press("n")
    page.locator("#settle").wait_for()
    page.locator("#note").fill(NOTE)
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.locator("#hand-over select").select_option(label="Sam Reed")
    page.locator("#brief").fill(BRIEF)
    _a_shortcut_never_loses_the_brief(page, look)
    _a_field_of_another_form_hears_no_digit(page)
    _search_keeps_its_text(page)

    page.goto(office.url + "/next")
    page.locator("#brief").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Sam Reed has Ana Lima now")
    look("handed-over")
    assert complaints == []


def _a_shortcut_never_loses_the_brief(page: Page, look: Look) -> None:
    page.keyboard.press("Control+Shift+Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("[name=disposition][value=no_answer]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#aside-words")).to_contain_text("Nothing was sent")
    expect(page.locator("#brief")).to_be_focused()
    expect(page.locator("#brief")).to_have_value(BRIEF)
    look("brief-kept")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator(".flash.again")).to_contain_text("Save a result first")
    expect(page.locator("#brief")).to_have_value(BRIEF)
    expect(page.locator("#brief")).to_be_visible()
    expect(page.locator("#note")).to_have_value(NOTE)


def _a_field_of_another_form_hears_no_digit(page: Page) -> None:
    page.locator("#give-back summary").click()
    page.locator("#give-back [value=technical]").focus()
    page.keyboard.press("2")
    page.keyboard.press("n")
    expect(page.locator("[name=disposition][value=no_answer]")).to_be_checked()
    expect(page.locator("#give-back [value=technical]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.locator("[name=disposition][value=busy]")).to_be_checked()
    page.keyboard.press("Escape")


def _search_keeps_its_text(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("leo")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_have_value("leo")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/look-up?q=leo")


def test_a_call_keeps_its_claim_on_every_page_and_its_end_is_said(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(FLOOR)
    page.add_init_script(NO_PHONE)
    page.clock.install()
    sign_in("agent")
    page.keyboard.press("n")
    page.locator("#settle").wait_for()
    page.keyboard.press("d")
    expect(page.locator("#calling")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#claim-held")).to_contain_text("On a call with Ana Lima")
    look("call-elsewhere")
    for _ in range(4):
        end = page.locator("#claim-held").get_attribute("data-end")
        office.later(3.75)
        page.clock.run_for(61_000)
        page.wait_for_function(RENEWED, arg=end)
    expect(page.locator("#claim-held")).to_contain_text("On a call with Ana Lima")
    office.later(6)
    page.clock.run_for(61_000)
    expect(page.locator("#claim-ended")).to_contain_text("Time ran out on Ana Lima")
    look("time-ran-out")

    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator("#who")).to_have_text("Time ran out on Ana Lima. Log a result?")
    look("late-result")
    page.keyboard.press("1")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Ana Lima: next attempt")
    assert complaints == []


@pytest.mark.parametrize("look", [(PHONE, DESK)], indirect=True, ids=["phone-first"])
def test_a_bad_number_says_what_is_tried_next_before_it_is_pressed(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(
        'factories.add("Robin Vale"); '
        'lead = factories.lead("Ana Lima", email="ana@example.com"); '
        "from pullahead.leads.models import Address; "
        "Address.objects.create(lead_id=lead, kind='phone', value='+15125550170', position=1)"
    )
    page.add_init_script(NO_PHONE)
    sign_in("agent")
    page.keyboard.press("n")
    label = page.locator("#bad-next")
    expect(label).to_have_text("If the number is bad, you can contact +1 512-555-0170 now")
    look("bad-next-number")
    page.keyboard.press("d")
    expect(page.locator("#calling")).to_be_visible()
    page.get_by_role("button", name="Wrong number +1 512-555-0142").click()
    expect(page.locator("#reach s")).to_have_text("+1 512-555-0142")
    expect(label).to_have_text("If the number is bad, you can contact +1 512-555-0170 now")
    page.keyboard.press("d")
    expect(label).to_contain_text("the next contact is ana@example.com")
    look("bad-next-email")
    page.locator("[name=disposition][value=disconnected]").check()
    page.locator("#note").fill("Neither of her numbers works")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Ana Lima: next attempt")
    expect(page.locator("#callable")).to_contain_text("No leads for you now")
    office.do("factories.later(timedelta(minutes=46))")
    page.keyboard.press("n")
    expect(label).to_have_text(
        "A bad-number outcome closes the lead. If you sent an email, choose another outcome."
    )
    look("bad-ends-here")
    page.keyboard.press("d")
    expect(page.locator(".tried")).to_contain_text("emailed")
    page.locator("[name=disposition][value=disconnected]").check()
    page.locator("#note").fill("The mailbox does not exist")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Ana Lima: closed, Disconnected")
    assert complaints == []
