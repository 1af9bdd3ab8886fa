"""The agent's screen: nothing jumps, an outage loses nothing, Enter after a dial does not redial.

SHOTS=FOLDER saves a screenshot of each step.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import PHONE, Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
robin = factories.add("Robin Vale"); sam = factories.add("Sam Reed")
factories.lead("Ana Lima"); factories.lead("Leo Park", "+1 512 555 0143", age=timedelta(hours=2))
"""
TELL = """
from pullahead.leads.models import Lead
from pullahead.usecases.work import holder_messages
holder_messages.send_message(
    lead_id=Lead.objects.get(name="Ana Lima").pk,
    agent_id=Person.objects.get(name="Sam Reed").pk,
    text="She called me: the price is fine, she only wants to know when we deliver.")
"""
NO_PHONE = """
addEventListener("click", (event) => {
  if (event.target.closest?.("[data-open]")) event.preventDefault();
}, true);
"""


CONTROLS = (".ways .dial", ".of-usual .option >> nth=0", "#settle [name=then] >> nth=0")


def _places(page: Page, look: Look) -> list[tuple[float, float]]:
    """Return where the controls are, in each shape of the window."""
    return [_place(page, one) for _ in look.each() for one in CONTROLS]


def _place(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    scrolled = page.evaluate("scrollY")
    return (round(box["x"]), round(box["y"] + scrolled))


def _pulled(page: Page) -> None:
    page.add_init_script(NO_PHONE)
    page.keyboard.press("n")
    page.locator("#settle").wait_for()
    page.wait_for_load_state()  # a page without its scripts hears no key


def test_nothing_moves_under_a_hand(
    office: Office, page: Page, complaints: list[str], sign_in: Callable[[str], None], look: Look
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    _pulled(page)
    expect(page.locator(".why-line")).to_be_visible()
    before = _places(page, look)
    look("screen-before")
    page.keyboard.press("d")
    expect(page.locator("#calling")).to_be_visible()
    expect(page.locator(".tried")).to_contain_text("called")
    office.do(TELL)
    expect(page.locator("#hold-news")).to_contain_text("the price is fine")
    look("screen-news")
    assert _places(page, look) == before

    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#who")).to_have_text("Leo Park")
    toast = page.locator(".flash.success")
    expect(toast).to_contain_text("Ana Lima")
    at = _places(page, look)
    look("screen-toast")
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)
    assert _places(page, look) == at
    page.reload()
    page.keyboard.press("u")
    expect(page.locator(".flash")).to_contain_text("undone")
    assert complaints == []


def test_enter_after_a_dial_does_not_redial(
    office: Office, page: Page, sign_in: Callable[[str], None]
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    _pulled(page)
    page.keyboard.press("d")
    expect(page.locator("#calling")).to_be_visible()
    expect(page.locator("fieldset.choices")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".ways .dial").dblclick()
    page.wait_for_timeout(500)
    count = "from pullahead.pull.models import Attempt; print(Attempt.objects.count())"
    assert office.do(count).strip() == "1"


@pytest.mark.parametrize("look", [(PHONE,)], indirect=True, ids=["phone"])
def test_a_thumb_dials_chooses_and_saves_from_the_bar(
    office: Office, page: Page, complaints: list[str], sign_in: Callable[[str], None], look: Look
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    _pulled(page)
    bar = page.locator("work-bar")
    bar.get_by_role("button", name="Call").click()
    expect(page.locator("#calling")).to_be_visible()
    bar.get_by_label("Call outcome").select_option(label="Voicemail")
    expect(page.locator("[name=disposition][value=voicemail]")).to_be_checked()
    look("screen-bar")
    bar.get_by_role("button", name="Save").click()
    expect(page.locator("#who")).to_have_text("Leo Park")
    assert complaints == []


def test_an_outage_keeps_the_result_and_saves_it_afterwards(
    office: Office, page: Page, sign_in: Callable[[str], None]
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    _pulled(page)
    page.keyboard.press("o")
    page.locator("[name=disposition][value=not_interested]").check()
    page.locator("#note").focus()
    page.keyboard.type("She has a supplier already")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outbox")).to_contain_text("Not saved yet")
    expect(page.locator("#note")).to_have_value("She has a supplier already")
    page.context.set_offline(False)
    expect(page.locator("#who")).to_have_text("Leo Park")
    expect(page.locator(".flash.success")).to_contain_text("Ana Lima: closed, Not interested")


def test_a_reload_during_an_outage_loses_nothing(
    office: Office, page: Page, sign_in: Callable[[str], None]
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    _pulled(page)
    page.keyboard.press("o")
    page.locator("[name=disposition][value=not_interested]").check()
    page.locator("#note").focus()
    page.keyboard.type("She has a supplier already")
    page.route("**/readyz", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outbox")).to_be_visible()
    page.reload()
    expect(page.locator("#note")).to_have_value("She has a supplier already")
    expect(page.locator("[name=disposition][value=not_interested]")).to_be_checked()
    expect(page.locator(".outbox")).to_be_visible()
    page.unroute("**/readyz")
    expect(page.locator("#who")).to_have_text("Leo Park")
