"""The example of Northgate Hotels: its numbers, a talk, a loss that is undone; at both widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import no_axe_violations
from tests.journeys.looks import Look, ScreenSize
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
from pullahead.demo import data, northgate
from pullahead.usecases.deals import workflow
robin, ada = factories.add("Robin Vale"), factories.add(data.ADMIN, role="admin")
factories.add(data.LEADER, role="leader")
workflow.publish_standard(team_id=robin.team_id, by=ada)
northgate.lay()
"""
PAD = """Ines "only if the rooms stay open"
me: fire certificate
Ines: names the board by tomorrow
Fire warden approver
+ warden visit
liked the oven"""
# name → steps to the decision
STEPS = {
    "Ines Prado": "0", "Jon Weber": "1", "Bo Ekman": "1", "Eva Lindqvist": "1", "Ada Kline": "2",
    "Cem Aydin": "2", "Legal": "2", "Dee Moss": "3",
}  # fmt: skip
CYCLES = (
    "names a board date",
    "no date: she asked about the interruption",
    "52,080",
    "the interruption, not the price",
    "Legal returns the contract",
)


@pytest.mark.parametrize("look", [(ScreenSize(1280, 900, "light"),)], indirect=True, ids=["desk"])
def test_a_talk_on_a_deal(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(FLOOR)
    sign_in("agent")
    page.goto(office.url + "/deals")
    page.get_by_role("link", name="48 kitchenettes").first.click()
    deal = page.url.partition("?")[0]
    brief = page.locator("section.brief")
    expect(brief).to_contain_text("names a board date")
    expect(brief).to_contain_text("missed")
    expect(brief).to_contain_text("Were they satisfied with “two hotels to call”?")
    _numbers(page, deal)
    page.goto(deal)
    _type_and_save(page, look)
    expect(page.get_by_text("We will:").first).to_be_visible()
    expect(page.locator("#recap-text")).not_to_contain_text("oven")
    expect(page.locator("#recap-text")).not_to_contain_text("approver")
    look("talk")
    page.get_by_role("link", name="48 kitchenettes").click()
    expect(page.get_by_role("heading", name="Promises")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.locator("#promises li", has_text="fire certificate").get_by_role(
        "button", name="Done"
    ).click()
    page.set_viewport_size({"width": 390, "height": 844})
    no_axe_violations(page)
    row = page.locator("#promises li", has_text="fire certificate")
    row.locator("summary", has_text="Confirm").click()
    row.locator("details[open] input[name=words]").fill("Good")
    row.locator("details[open] button").click()
    expect(page.get_by_text("Promise saved.").first).to_be_visible()
    _lose_and_undo(page)
    _numbers(page, deal)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not complaints


def _numbers(page: Page, deal: str) -> None:
    """Find the numbers of the example on the pages of the deal, at the width of the window."""
    page.goto(f"{deal}/people")
    for name, steps in STEPS.items():
        row = page.locator("tr", has=page.get_by_role("rowheader", name=name))
        expect(row.locator("td.r")).to_have_text(steps)
    expect(page.locator("main")).to_contain_text("Who besides Jon Weber can bring our case")
    page.goto(f"{deal}/cycles")
    for words in CYCLES:
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("#jobs li", has_text="Validate the choice")).to_contain_text("reopened")
    page.goto(f"{deal}/value")
    facts = page.locator("main")
    for words in ("15", "7 roles", "53.3 %", "0.67", "0.48", "1.52"):
        expect(facts).to_contain_text(words)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(deal)


def _lose_and_undo(page: Page) -> None:
    """Close the deal as lost: its promises end; undo it: they live again."""
    promises = page.locator("#promises")
    expect(promises).to_contain_text("names who signs")
    live = promises.locator("ul.steps").first.locator("li").all_inner_texts()
    page.locator("#lose summary").click()
    page.locator("#lose select[name=reason]").select_option(index=1)
    page.locator("#lose button").click()
    expect(promises.get_by_text("No open promises.")).to_be_visible()
    page.locator("form[action$='/undo'] button").first.click()
    expect(page.get_by_text("Undone.").first).to_be_visible()
    again = promises.locator("ul.steps").first.locator("li").all_inner_texts()
    assert again == live


def _type_and_save(page: Page, look: Look) -> None:
    expect(page.get_by_role("heading", name="After you talked")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Ines Prado")).to_be_checked()  # as in the talk before
    page.keyboard.press("2")
    expect(page.get_by_label("Jon Weber")).to_be_checked()
    page.keyboard.press("2")
    page.keyboard.press("t")
    expect(page.locator("#id_talk_pad")).to_be_focused()
    page.keyboard.insert_text(PAD)
    reads = page.locator("#reads")
    expect(reads.get_by_text("By when?")).to_be_visible()
    expect(reads.get_by_text("Who is this?")).to_be_visible()
    look("deal-pad")
    reads.locator("li", has_text="By when?").locator("label").first.click()
    expect(reads.get_by_text("promises Ines Prado: fire certificate")).to_be_visible()
    page.locator("#id_talk_pad").press("Control+Enter")
