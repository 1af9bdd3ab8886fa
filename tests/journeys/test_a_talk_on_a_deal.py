"""A talk on a deal: brief, pad, preview, save, recap, done, good; at both widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import no_axe_violations
from tests.journeys.looks import Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
from decimal import Decimal
from pullahead.usecases.deals import edit, findings, workflow
robin, ada = factories.add("Robin Vale"), factories.add("Ada Boss", role="admin")
workflow.publish_standard(team_id=robin.team_id, by=ada)
typed = edit.DealInput("48 kitchenettes", "Northgate Hotels", Decimal(186000))
made = edit.add(typed=typed, by=robin)
for name in ("Ines Prado", "Jon Weber"):
    findings.add_contact(deal_id=made, by=robin, name=name)
"""
PAD = """Ines "we cannot lose one breakfast service"
me: fire certificate
Ines: names who signs by tomorrow
Legal approver
+ legal review
liked the oven"""


@pytest.mark.parametrize("look", [(1280, 900, "light")], indirect=True)
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
    _type_and_save(page, look)
    expect(page.get_by_text("We will:").first).to_be_visible()
    expect(page.locator("#recap-text")).not_to_contain_text("oven")
    expect(page.locator("#recap-text")).not_to_contain_text("approver")
    look("talk")
    page.get_by_role("link", name="48 kitchenettes").click()
    expect(page.get_by_role("heading", name="Promises")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("k")
    expect(page.get_by_text("Were they satisfied with fire certificate?")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    no_axe_violations(page)
    row = page.locator("#promises li", has_text="fire certificate")
    row.locator("summary", has_text="Good").click()
    row.locator("details[open] input[name=words]").fill("Good")
    row.locator("details[open] button").click()
    expect(page.get_by_text("Promise saved.").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not complaints


def _type_and_save(page: Page, look: Look) -> None:
    expect(page.get_by_role("heading", name="After you talked")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("1")
    expect(page.get_by_label("Ines Prado")).to_be_checked()
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
