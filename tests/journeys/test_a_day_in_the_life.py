"""A day of one agent: all beyond the plain *pull, dial, settle*, on one screen.

A wrong number, a dropped call, a spouse who answers, a customer who calls in meanwhile, an undo. A
call of 45 minutes, a hand-over, a request for a colleague, a callback in the afternoon.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.journeys.office import Office

pytestmark = pytest.mark.browser

# asked in this order, so they are pulled in this order
FLOOR = """
from pullahead.leads.models import Address
robin, sam = factories.add("Robin Vale"), factories.add("Sam Reed")
names = ["Ana Lima", "Ben Ode", "Cleo Marsh", "Dan Ruiz", "Eva Holt", "Finn Abel"]
for n, name in enumerate(names):
    lead = factories.lead(name, f"+1 512 555 01{n + 50}", age=timedelta(minutes=2 + n))
    if n == 0:
        Address.objects.create(lead_id=lead, kind="phone", value="+15125550170", valid=True)
factories.lead("Gil Novak", "+1 512 555 0180", age=timedelta(days=6))
"""
# what the page would open with the device's own phone is kept, for a machine in a rack has none
NO_PHONE = """
addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-open]");
  if (!link) return;
  event.preventDefault();
  window.opened = link.href;
}, true);
"""
RENEWED = """
(end) => Date.parse(document.getElementById("hold-time")?.dataset.end) - Date.parse(end) > 200_000
"""
ELSEWHERE = """
from pullahead.usecases.work import holder_messages
sam = Person.objects.get(name="Sam Reed")
"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_day_in_the_life(
    office: Office, page: Page, complaints: list[str], sign_in: Callable[[str], None], width: int
) -> None:
    office.do(FLOOR)
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(NO_PHONE)
    page.clock.install()
    sign_in("agent")
    page.keyboard.press("n")
    _wrong_number_then_a_dropped_call(page)
    _a_spouse_answers_while_another_calls_in(page)
    _a_wrong_key(page)
    _45_minutes(office, page)
    _handed_over(office, page)
    _asks_for_sam(office, page)
    _over_lunch(office, page)
    assert complaints == []


def _wrong_number_then_a_dropped_call(page: Page) -> None:
    _in_hand(page, "Ana Lima")
    _call(page, "tel:+15125550150")
    page.get_by_role("button", name="Wrong number +1 512-555-0150").click()
    expect(page.locator("#reach s")).to_have_text("+1 512-555-0150")
    _call(page, "tel:+15125550170")
    page.keyboard.press("d")
    expect(page.locator(".tried")).to_contain_text("(dropped)")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Ana Lima: next attempt")


def _a_spouse_answers_while_another_calls_in(page: Page) -> None:
    _in_hand(page, "Ben Ode")
    _call(page, "tel:+15125550151")
    page.locator("#note").fill("His wife: he is back at six")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.wait_for_load_state()
    page.keyboard.type("512 555 0180")
    expect(page.locator("#rows li")).to_have_count(1)
    page.locator("details.take summary").click()
    page.get_by_role("button", name="Called in").click()
    _in_hand(page, "Gil Novak")
    expect(page.locator("#waits")).to_contain_text("On hold: Ben Ode")
    page.keyboard.press("o")
    page.keyboard.press("a")
    page.keyboard.type("Bought elsewhere, thanks us for asking")
    page.keyboard.press("Control+Enter")

    _in_hand(page, "Ben Ode")
    expect(page.locator("#note")).to_have_value("His wife: he is back at six")
    page.keyboard.press("5")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Ben Ode: next attempt")


def _a_wrong_key(page: Page) -> None:
    _in_hand(page, "Cleo Marsh")
    _call(page, "tel:+15125550152")
    page.keyboard.press("2")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Cleo Marsh: next attempt")
    page.keyboard.press("u")
    _in_hand(page, "Cleo Marsh")
    expect(page.locator(".tried")).to_contain_text("called")
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")


def _45_minutes(office: Office, page: Page) -> None:
    """Expect the page to renew each minute of an open call, without any input."""
    _in_hand(page, "Dan Ruiz")
    _call(page, "tel:+15125550153")
    page.keyboard.press("9")
    # A claim ends after 5 minutes: the rest is for a machine that is slow meanwhile
    for _ in range(12):
        end = page.locator("#hold-time").get_attribute("data-end")
        office.later(3.75)
        page.clock.run_for(61_000)
        _renewed(page, end)
    expect(page.locator("#hold-time")).to_be_visible()
    page.locator("#calling").get_by_role("button", name="End call").click()
    expect(page.locator("#calling")).to_have_count(0)
    page.fill("#amount", "850.00")
    page.fill("#note", "Signed for two rooftop units")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash.success")).to_contain_text("Dan Ruiz: closed, Won")


def _renewed(page: Page, end: str | None) -> None:
    """Expect the new end on the page: at once, or 10 s later if a refresh crossed the renewal."""
    for _ in range(6):
        with suppress(TooLate):
            page.wait_for_function(RENEWED, arg=end, timeout=5_000)
            return
        page.clock.run_for(10_000)
    raise AssertionError("the claim was not renewed")


def _handed_over(office: Office, page: Page) -> None:
    """Hand Eva over to Sam with a brief; he releases her, and she is Robin's again."""
    _in_hand(page, "Eva Holt")
    page.keyboard.press("h")
    page.keyboard.type("Sam")
    page.keyboard.press("Tab")
    page.keyboard.type("She wants the price for two units")
    page.get_by_role("button", name="Hand over lead").click()
    expect(page.locator(".flash.success")).to_contain_text("Sam Reed has Eva Holt now")
    said = office.do(
        ELSEWHERE
        + "notices = holder_messages.holder_notices(sam.pk)\n"
        + "print(claims.current_claim(agent_id=sam.pk).lead.name, notices.messages[0].text)\n"
        + "claim = claims.current_claim(agent_id=sam.pk)\n"
        + "claims.release(agent_id=sam.pk, token=claim.token, reason='skill')"
    )
    assert said == "Eva Holt She wants the price for two units"
    page.keyboard.press("n")
    _in_hand(page, "Eva Holt")
    page.keyboard.press("o")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")


def _asks_for_sam(office: Office, page: Page) -> None:
    _in_hand(page, "Finn Abel")
    _call(page, "tel:+15125550155")
    page.keyboard.press("7")
    expect(page.locator("#callback_for")).to_be_focused()
    page.keyboard.type("Sam")
    page.fill("#note", "He knows Sam from last year")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text("for Sam Reed")
    pulled = "print(pull.next_lead(agent_id=sam.pk).claim.lead.name)"
    assert office.do(ELSEWHERE + pulled) == "Finn Abel"


def _over_lunch(office: Office, page: Page) -> None:
    """Make a callback, take a break, and get the callback from the next pull."""
    office.do("factories.lead('Hana Sato', '+1 512 555 0190')")
    page.keyboard.press("n")
    page.locator("#settle").wait_for()
    name = page.locator("#who").inner_text()
    _call(page, "tel:")
    page.keyboard.press("6")
    page.keyboard.type("in 1 h")
    page.keyboard.press("Enter")
    page.keyboard.type("At lunch, call in an hour")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text(f"{name}: your callback")
    page.keyboard.press("b")
    expect(page.locator("#on-break")).to_contain_text("On a break since")
    office.do("factories.later(timedelta(minutes=66))")
    page.keyboard.press("n")
    _in_hand(page, name)
    expect(page.locator(".why-line")).to_contain_text("Your callback is due")


def _in_hand(page: Page, name: str) -> None:
    expect(page.locator("#who")).to_have_text(name)
    page.wait_for_load_state()  # a page without its scripts hears no key


def _call(page: Page, link: str) -> None:
    """Press D; expect a logged call, and the link for the device's own phone."""
    page.keyboard.press("d")
    expect(page.locator("#calling")).to_be_visible()
    page.wait_for_function("link => window.opened?.startsWith(link)", arg=link)
