"""A newcomer without docs does the four things to try, at any hour of any day."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.office import Office

pytestmark = pytest.mark.browser

# A colleague is in the middle of a call
BUSY = """
colleague = Person.objects.filter(simulated=True).order_by("name").first()
claim = pull.next_lead(agent_id=colleague.pk).claim
print(colleague.name, claim.lead.name, sep="|")
"""


# A working afternoon, and a night on which nobody may be called anywhere near
@pytest.mark.parametrize(
    ("day", "hour"), [("2027-09-15", "15"), ("2027-09-19", "03")], ids=["wednesday", "sunday-night"]
)
def test_the_four_things_to_try(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    day: str,
    hour: str,
) -> None:
    # first the hour, then the floor: its leads are as old as on the morning somebody tries it
    office.command("clock", "set", f"{day}T{hour}:00Z")
    office.command("demo")
    colleague, lead = office.do(BUSY).split("|")

    sign_in("agent")
    expect(page.locator("#callable")).to_contain_text("to call now")
    expect(page.locator(".against .ours .v")).to_have_text("0")
    expect(page.locator(".against .theirs")).to_contain_text("Absent")

    _pull_settle_and_pull_again(page)
    expect(page.locator(".try .done")).to_have_count(3)

    page.get_by_role("button", name="Work as a team lead").click()
    _send_home(page, colleague, lead)
    expect(page.locator(".try .done")).to_have_count(4)
    assert complaints == []


def _pull_settle_and_pull_again(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator(".why-line")).to_contain_text("Why this lead")
    expect(page.locator(".legal.ok")).to_contain_text("Calls allowed until")
    page.get_by_role("button", name="Call (simulated)").first.click()
    expect(page.locator(".ringing").first).to_contain_text("no phone rings")
    page.keyboard.press("1")
    page.keyboard.type("ok")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash.success")).to_contain_text(
        re.compile("next attempt|next contact")  # the second: the lead of a follow-up
    )

    expect(page.locator("#settle")).to_be_visible()
    name = page.locator("#who").inner_text()
    page.keyboard.press("n")
    expect(page.locator(".flash.again")).to_contain_text("Save a result first")
    expect(page.locator("#who")).to_have_text(name)


def _send_home(page: Page, colleague: str, lead: str) -> None:
    row = page.locator(".grid tr", has=page.get_by_role("rowheader", name=colleague))
    expect(row).to_contain_text(lead)
    row.get_by_role("button").click()
    page.locator("#confirm-yes").click()
    expect(page.locator(".flash.success")).to_contain_text(f"{colleague}’s shift is ended")
    expect(row).to_contain_text("No lead")
