"""A seller's day: import, dead deals, limits, pull by key and drag, answer, finish, close, walk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.looks import DESK, PHONE, Look, ScreenSize
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
from decimal import Decimal
from pullahead.usecases.deals import acts, edit, workflow
robin, lena = factories.add("Robin Vale"), factories.add("Lena Holt", role="leader")
ada = factories.add("Ada Boss", role="admin")
workflow.publish_standard(team_id=robin.team_id, by=ada)
for title in ("Hotel Lindner", "Bakery Sole"):
    edit.add(typed=edit.DealInput(title, "Lindner AG", Decimal(12000)), by=robin)
"""
FILE = """Title,Organization,Stage,Status,Created,Won time,ID
Old mill,Mill Ltd,Talks,Open,2019-01-03 10:00,,1
Clinic,North,Close,Won,2026-01-03 10:00,2026-02-03 10:00,2
"""
WHY = "They asked us to go on today."


@pytest.mark.parametrize("look", [(ScreenSize(1280, 900, "light"),)], indirect=True, ids=["desk"])
def test_a_sellers_day(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(FLOOR)
    sign_in("leader")
    _import_and_discard(office, page, look)
    sign_in("admin")
    _set_a_limit(office, page)
    sign_in("agent")
    _pull_by_key_and_drag(office, page, look)
    _answer_finish_and_close(office, page, look)
    _walk(office, page, look)
    assert not complaints


def _import_and_discard(office: Office, page: Page, look: Look) -> None:
    page.goto(office.url + "/deals/import")
    look("deal-import")
    file = FilePayload(name="deals.csv", mimeType="text/csv", buffer=FILE.encode())
    page.locator("input[name=file]").set_input_files(file)
    page.get_by_role("button", name="Upload file").click()
    page.locator("select[name=ours]").select_option(label="Establish interest")
    look("deal-import-map")
    page.get_by_role("button", name="Start import").click()
    expect(page.locator("progress")).to_be_visible()
    office.command("work", "--once")
    expect(page.get_by_role("heading", name="Dead deals: 1")).to_be_visible()
    look("deal-import-result")
    page.get_by_label("Reason to discard Old mill").select_option(index=1)
    page.get_by_role("button", name="Discard deal").click()
    expect(page.get_by_text("No deals match these filters.")).to_be_visible()


def _set_a_limit(office: Office, page: Page) -> None:
    page.goto(office.url + "/settings/workflows")
    page.locator("main a[href^='/settings/workflows/']").first.click()
    page.locator("input[name=limit_1]").fill("1")  # of the second stage
    page.get_by_role("button", name="Publish").first.click()
    page.wait_for_load_state()


def _pull_by_key_and_drag(office: Office, page: Page, look: Look) -> None:
    page.goto(office.url + "/deals")
    look("deals")
    ready = page.locator("details.ready .deal a")
    page.keyboard.press("ArrowDown")  # nothing is in focus: the first card
    expect(ready.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(ready.nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_text("Pulled. The deal is yours.").first).to_be_visible()
    stages = page.locator("details.stage[data-stage]")
    # A drop two stages on is refused, and the card stays where the server says
    page.goto(office.url + "/deals")
    mine = page.locator(".deal.mine").first
    mine.drag_to(stages.nth(3))
    expect(page.get_by_text("A deal moves one stage at a time").first).to_be_visible()
    page.goto(office.url + "/deals")
    expect(page.locator(".deal.mine")).to_have_count(1)
    page.locator("details.ready .deal").first.drag_to(stages.nth(5))
    expect(page.get_by_text("Moved.", exact=True).first).to_be_visible()
    page.goto(office.url + "/deals")
    expect(page.locator(".deal.mine")).to_have_count(2)


def _pull_on(page: Page) -> None:
    """Pull the open deal into the next stage, with a reason where one is asked."""
    page.keyboard.press("p")
    reason = page.locator("#pull input[name=reason]")
    if reason.count():
        expect(reason).to_be_focused()
        page.keyboard.type(WHY)
        page.keyboard.press("Enter")


def _answer_finish_and_close(office: Office, page: Page, look: Look) -> None:
    page.goto(office.url + "/deals")
    page.locator(".deal.mine a").first.click()
    page.wait_for_url("**/deals/*-*")
    page.keyboard.press("s")
    page.locator("#signal select[name=kind]").select_option("asked_terms")
    page.locator("#signal textarea").fill("What does it cost?")
    page.get_by_role("button", name="Add signal").click()
    expect(page.get_by_text("What does it cost?")).to_be_visible()
    page.wait_for_load_state()  # its keys work from here on
    page.keyboard.press("a")
    page.locator("#answer input[name=text]").fill("12,000 for both houses")
    page.get_by_role("button", name="Save answer").first.click()
    expect(page.get_by_text("Answer saved.").first).to_be_visible()
    look("deal")
    page.keyboard.press("d")
    expect(page.get_by_text("The next stage can pull the deal.").first).to_be_visible()
    for stage in ("Meet the decision maker", "Establish interest", "Discovery"):
        _pull_on(page)
        expect(page.locator(".deal-facts dd").first).to_contain_text(stage)
    _full_stage(office, page)
    for stage in ("Present recommendations", "Close"):
        _pull_on(page)
        expect(page.locator(".deal-facts dd").first).to_contain_text(stage)
    page.keyboard.press("c")
    value = page.locator("#win input[name=value]")
    expect(value).to_be_focused()
    value.fill("12500")
    page.keyboard.press("Enter")
    expect(page.locator(".deal-facts dd").first).to_contain_text("Won")


def _full_stage(office: Office, page: Page) -> None:
    """Fill the second stage from outside; a pull into it says what to finish."""
    here = page.url
    office.do(
        "from pullahead.usecases.deals import acts, edit\n"
        "robin = Person.objects.select_related('team').get(name='Robin Vale')\n"
        "one = edit.add(typed=edit.DealInput('In the way'), by=robin)\n"
        f"[acts.pull(deal_id=one, by=robin, reason='{WHY}') for _ in range(2)]\n"
    )
    page.goto(office.url + "/deals")
    second = page.locator("details.stage[data-stage]").nth(4)
    expect(second).to_contain_text("1 of 1")
    expect(second).to_contain_text("Full. Finish first:")
    page.locator(".deal.mine").last.locator("a").click()
    page.wait_for_url("**/deals/*-*")
    _pull_on(page)
    expect(page.get_by_role("heading", name="A limit is reached")).to_be_visible()
    page.goto(here)


def _walk(office: Office, page: Page, look: Look) -> None:
    page.goto(office.url + "/deals/walk")
    look("deal-walk")
    page.locator("section.stop").first.locator("textarea").fill("The price is clear now.")
    page.get_by_role("button", name="Save answer").first.click()
    expect(page.get_by_text("The price is clear now.")).to_be_visible()


@pytest.mark.parametrize(
    "look", [(PHONE, DESK._replace(theme="dark"))], indirect=True, ids=["phone-first"]
)
def test_each_page_of_deals_is_right(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(
        FLOOR + "one = edit.add(typed=edit.DealInput('Stairlifts', 'Rosemount'), by=robin)\n"
        f"[acts.pull(deal_id=one, by=robin, reason='{WHY}') for _ in range(3)]\n"
        "from pullahead.usecases.deals import findings\n"
        "findings.add_contact(deal_id=one, by=robin, name='Ines', role='Owner', sees=True)\n"
        "worth = {'kind': 'problem', 'words': 'Loss', 'amount': Decimal(900)}\n"
        "findings.add_finding(deal_id=one, by=robin, **worth)\n"
        "edit.signal(deal_id=one, by=robin, kind='asked_terms', words='When?')\n"
    )
    sign_in("leader")
    for name in ("deals/flow", "deals/list", "deals/list?show=dead", "deals/walk"):
        page.goto(f"{office.url}/{name}")
        look(name.replace("/", "-").replace("?", "-"))
    page.goto(office.url + "/deals")
    # A small window opens one stage as the page loads
    for shape in look.each():
        page.reload()
        look.check("deals", shape)
    page.reload()
    assert page.locator("details.stage[open]").count() == 1
    page.locator("summary", has_text="Establish interest").click()
    page.locator(".deal a", has_text="Stairlifts").first.click()
    page.wait_for_url("**/deals/*-*")
    look("deal-page")
    page.goto(office.url + "/deals/import")
    look("deal-import-page")
    assert not complaints
