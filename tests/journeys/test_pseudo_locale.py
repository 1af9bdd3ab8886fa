"""Pages used most, in the pseudo-locale: nothing overflows, no button's text is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from pullahead.web.catalog.locales import PSEUDO
from pullahead.web.catalog.pseudo import pseudo
from tests.journeys.looks import DESK, PHONE, Look
from tests.journeys.office import Office
from tests.journeys.test_office_pages_look_right import FILES
from tests.journeys.test_pages_look_right import FLOOR

pytestmark = pytest.mark.browser

ACCENTED = f"""
from decimal import Decimal
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.sprints import items
robin = Person.objects.get(name="Robin Vale")
workflow.publish_standard(team_id=robin.team_id, by=factories.add("Ada Boss", role="admin"))
deal = edit.add(typed=edit.DealInput("Northgate", "", Decimal(1200), 35), by=robin)
made = items.add(deal_id=deal, by=robin, typed=items.ItemInput("Floor plan of the lobby", "M"))
items.block(item_id=made, why="The plan is not here yet.", by=robin)
Person.objects.update(language="{PSEUDO}")
"""
# Text of buttons and links that is wider or higher than its element
CUT_OFF = """
() => {
  // Text in an area that scrolls sideways can be reached
  const scrolls = (one) => one && (["auto", "scroll"].includes(getComputedStyle(one).overflowX)
    || scrolls(one.parentElement));
  return [...document.querySelectorAll("button, summary, a.button, nav a, label > span, th")]
  .filter(one => one.checkVisibility() && !one.closest(".unseen"))
  .filter(one => {
    const style = getComputedStyle(one);
    if (style.display.startsWith("inline") && !style.display.includes("-")) return false;
    return (one.scrollWidth > one.clientWidth + 1 && style.overflowX !== "visible")
      || (one.scrollHeight > one.clientHeight + 1 && style.overflowY !== "visible")
      || (one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement));
  })
  .map(one => one.outerHTML.slice(0, 120));
}
"""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """Ask for the pseudo-locale, for the page before anyone is signed in."""
    return {**browser_context_args, "locale": "en-XA"}


@pytest.mark.parametrize(
    "look", [(DESK, PHONE._replace(theme="light"))], indirect=True, ids=["both"]
)
def test_the_pages_used_most_have_room_for_longer_words(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    lead = office.do(FLOOR)
    office.do(ACCENTED + FILES)

    def whole(name: str) -> None:
        def none_is_cut_off() -> None:
            assert page.evaluate(CUT_OFF) == [], name

        assert page.locator("html").get_attribute("lang") == PSEUDO
        look(f"pseudo-{name}", none_is_cut_off)

    page.goto(office.url + "/sign-in")
    expect(page.get_by_role("heading", name=pseudo("Sign in"))).to_be_visible()
    whole("sign-in")
    sign_in("agent")
    whole("next-before")
    page.keyboard.press("n")
    expect(page.locator("#settle")).to_be_visible()
    whole("next-with-a-lead")
    page.goto(office.url + "/coming-back")
    whole("upcoming")
    page.goto(office.url + "/look-up?q=Leo")
    whole("search")
    for name, path in (("deals", "/deals"), ("stand-up", "/stand-up")):
        page.goto(office.url + path)
        whole(name)
    sign_in("admin")
    for name, path in (
        ("lead", f"/leads/{lead}"),
        ("leads", "/leads"),
        ("floor", "/floor"),
        ("imports", "/imports"),
        ("people", "/people"),
        ("your-settings", "/your-settings"),
    ):
        page.goto(office.url + path)
        whole(name)

    assert complaints == []


def test_the_check_sees_a_button_that_is_cut_off(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    button = "<button style='width:40px;white-space:nowrap;overflow:hidden'>Save settings</button>"
    wide = "<div style='width:900px'><button style='width:100%'>Save</button></div>"
    page.set_content(button + wide + "<button>Save</button>")
    assert len(page.evaluate(CUT_OFF)) == 2
    page.close()
