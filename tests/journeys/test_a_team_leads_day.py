"""Day of a team lead: live floor, praise, a boost, a callback, tempo, targets, end of a shift.

SHOTS=FOLDER saves a screenshot of each page.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import Look
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

FLOOR = """
robin, lena = factories.add("Robin Vale"), factories.add("Lena Holt", role="leader")
sam = factories.add("Sam Reed")
for n in range(4):
    factories.lead(f"Leo Park {n}", f"+1 512 555 01{n + 50}", city="Austin" if n else "Waco",
        age=timedelta(minutes=20 * n + 5))
factories.without_an_address()
claim = pull.next_lead(agent_id=robin.pk).claim
at = clock.now() + timedelta(hours=3)
settle.settle(agent_id=robin.pk, token=claim.token,
    word=settle.SettleInput("callback", "Asked for a call.", at, dialled=True))
pull.next_lead(agent_id=sam.pk)
print((clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
"""


def test_a_team_lead_sees_the_floor_and_acts_on_it(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    until = office.do(FLOOR).strip()
    sign_in("leader")
    expect(page.locator("#feed")).to_contain_text("Robin Vale")
    look("leader-floor")
    page.get_by_role("link", name="Praise").click()
    page.get_by_role("button", name="Send message").click()
    expect(page.locator(".flash.success")).to_be_visible()
    _boost(page, look, until)
    _hand_over(page, look)
    for key, path in (("a", "alerts"), ("t", "tempo"), ("k", "second-looks"), ("d", "disputes")):
        _go(page, key, path)
        look(f"leader-{path}")
    for path in ("speed", "standing"):
        page.goto(f"{office.url}/floor/tempo/{path}")
        look(f"leader-{path}")
    page.goto(office.url + "/floor")
    _targets(page, look)
    page.locator("[id^=home-]").first.click()
    page.get_by_role("button", name="End shift & release leads", exact=True).last.click()
    expect(page.locator(".flash.success")).to_contain_text("shift is ended")
    assert complaints == []


def _go(page: Page, key: str, path: str) -> None:
    """Press the key of a page, and wait for it."""
    page.keyboard.press(key)
    page.wait_for_url(f"**/{path}")


def _boost(page: Page, look: Look, until: str) -> None:
    _go(page, "b", "floor/boosts")
    page.fill("#boost-field", "city")
    page.fill("#boost-until", until)
    page.fill("#boost-reason", "Austin sells today")
    page.get_by_role("button", name="Boost leads").click()
    expect(page.get_by_text("Enter the value of this field.")).to_be_visible()
    page.fill("#boost-equals", "Austin")
    page.get_by_role("button", name="Boost leads").click()
    expect(page.locator("[id^=boost-] strong").first).to_have_text("Sales, city = Austin ×2.0")
    look("leader-boosts")
    page.get_by_role("button", name="End boost").click()
    page.get_by_role("button", name="Resume until").click()
    expect(page.get_by_role("button", name="End boost")).to_be_visible()


def _hand_over(page: Page, look: Look) -> None:
    _go(page, "c", "floor/callbacks")
    page.get_by_role("combobox", name="Hand over").select_option(label="Sam Reed")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("status").first).to_contain_text("is now Sam Reed’s")
    look("leader-callbacks")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("is now Robin Vale’s")


def _targets(page: Page, look: Look) -> None:
    _go(page, "w", "floor/wallboard")
    _go(page, "s", "floor/wallboard/targets")
    page.get_by_label("Sales today").fill("4")
    page.get_by_role("button", name="Save targets").click()
    page.goto(page.url.split("/floor")[0] + "/floor/wallboard")
    expect(page.locator("#board-wins_today")).to_contain_text("Target: at least 4")
    look("leader-wallboard")
    _go(page, "f", "floor")
