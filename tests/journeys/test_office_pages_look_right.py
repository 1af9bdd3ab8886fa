"""Pages of team leads and administrators at both widths and in both themes, checked by axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import DESK, PHONE, Look
from tests.journeys.office import Office
from tests.journeys.test_pages_look_right import FLOOR

pytestmark = pytest.mark.browser

MORE = """
factories.add("Ada Boss", role="admin")
factories.add("Ola Nord", team="North", zone="Europe/Oslo")
gone = factories.add("Kim Old")
users.disable(person_id=gone.pk)
for n, code in enumerate(["callback", "no_answer"]):
    claim = pull.next_lead(agent_id=robin.pk).claim
    at = clock.now() + timedelta(hours=3) if code == "callback" else None
    settle.settle(agent_id=robin.pk, token=claim.token,
        word=settle.SettleInput(code, "Asked for a call.", at, dialled=True))
"""

FILES = """
import io
from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.usecases.intake import imports
from pullahead.usecases.intake import import_job
ada = Person.objects.get(name="Ada Boss")
rows = "Full Name,Telephone,Mobile,E-mail,Lead Source,Landing Page\\n" + "".join(
    f"Kay Stone {n},{'12' if n % 9 == 4 else f'+1 512 555 01{n + 10}'},,"
    f"{'' if n % 9 == 4 else f'kay{n}@example.com'},fair,https://example.com/roof?campaign={n}\\n"
    for n in range(40))
for name in ("spring-fair.csv", "autumn-fair.csv"):
    kept = imports.upload(raw=io.BytesIO(rows.encode()), name=name, source="Fair", country="US",
        by=ada)
    if name == "spring-fair.csv":
        with write_transaction() as now:
            job = imports.start_within(import_id=kept, by=ada, now=now)
            held = jobs.lease_this(job_id=job, now=now)
        while held is not None:
            held = import_job.step(held)
"""


@pytest.mark.parametrize("look", [(PHONE, DESK)], indirect=True, ids=["phone-first"])
def test_each_page_of_the_office_is_right(
    office: Office,
    page: Page,
    complaints: list[str],
    sign_in: Callable[[str], None],
    look: Look,
) -> None:
    office.do(FLOOR + MORE + FILES)

    sign_in("agent")
    page.goto(office.url + "/coming-back")
    look("coming-back")
    sign_in("admin")
    _people_and_keys(page, look, office.url)
    # first, for _leads closes what could be withdrawn
    _imports(page, look, office.url)
    _leads(page, look, office.url)
    _settings(page, look, office.url)
    page.goto(office.url + "/floor")
    look("floor-admin")
    for path in ("/floor/alerts", "/floor/wallboard", "/settings/webhooks"):
        page.goto(office.url + path)
        look(path.rpartition("/")[2])

    assert complaints == []


def _people_and_keys(page: Page, look: Look, url: str) -> None:
    page.goto(url + "/people")
    page.fill("[name=name] >> nth=0", "Nora Quist")
    page.get_by_role("button", name="Add user", exact=True).click()
    expect(page.locator(".secret")).to_be_visible()
    look("people")
    page.get_by_label("Actions for Robin Vale").click()
    expect(page.get_by_role("link", name="Edit Robin Vale")).to_be_visible()
    look("people-menu")
    page.get_by_role("button", name="Disable Robin Vale").click()
    expect(page.locator("#confirm")).to_be_visible()
    look("disable")
    page.goto(url + "/people?q=nobody")
    look("people-none")
    page.goto(url + "/people")
    page.get_by_label("Actions for Robin Vale").click()
    page.get_by_role("link", name="Edit Robin Vale").click()
    page.fill("[name=zone]", "Mars")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("[name=zone]")).to_be_focused()
    look("people-edit")
    page.goto(url + "/keys")
    page.fill("[name=source]", "Fair 2026")
    page.get_by_role("button", name="Create key").first.click()
    expect(page.locator(".secret")).to_be_visible()
    look("keys")


def _leads(page: Page, look: Look, url: str) -> None:
    page.goto(url + "/leads")
    page.get_by_label("all on this page").check()
    expect(page.locator("[data-count]")).to_contain_text("selected")
    look("leads")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("[name=disposition]")).to_be_visible()
    look("leads-close")
    page.locator("[name=disposition]").select_option("duplicate")
    page.fill("[name=note]", "Twice in the list.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".undo")).to_be_visible()
    look("leads-undo")
    page.goto(url + "/leads?state=all")
    look("leads-all")
    page.goto(url + "/leads?state=ready&q=leo")
    expect(page.locator(".chips li")).to_have_count(2)
    page.get_by_role("link", name="State: Ready").click()
    expect(page.locator(".chips li")).to_have_count(1)
    look("leads-search")
    page.goto(url + "/leads?state=all&q=ana")
    page.get_by_role("link", name="Ana Lima").first.click()
    page.locator("a[href^='/receipts/']").first.click()
    expect(page.locator(".bars progress").first).to_be_visible()
    page.get_by_text("Raw figures").click()
    look("receipt")
    page.goto(url + "/leads?source=99")
    look("leads-none")


def _settings(page: Page, look: Look, url: str) -> None:
    page.goto(url + "/settings/outcomes")
    look("settings")
    page.get_by_role("button", name="Move Busy up").click()
    expect(page.locator(".save-bar")).to_contain_text("not saved yet")
    page.locator("[name$=-words] >> nth=0").fill("soon, later")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("[name$=-words] >> nth=0")).to_be_focused()
    expect(page.locator(".save-bar")).to_contain_text("Correct 1 field")
    look("settings-refused")
    page.goto(url + "/settings/sources")
    page.locator("[name$=-percent] >> nth=0").fill("many")
    page.keyboard.press("Enter")
    expect(page.locator("[name$=-percent] >> nth=0")).to_be_focused()
    look("sources-refused")
    _do_not_call(page, look, url)
    _scripts_and_templates(page, look, url)
    page.goto(url + "/settings/chance")
    look("chance")
    page.goto(url + "/settings/nurturing")
    look("nurturing")
    _hours_and_rules(page, look, url)


def _scripts_and_templates(page: Page, look: Look, url: str) -> None:
    page.goto(url + "/settings/guides")
    page.get_by_role("link", name="Write script Sales").click()
    page.locator("[name=steps]").fill("Say who you are\nAsk what they need")
    page.locator("[name=objections]").fill("Too dear -> Compared with what?")
    page.locator("[name=questions]").press_sequentially("Budget?")
    expect(page.locator("#preview legend")).to_be_visible()
    look("call-guide")
    page.goto(url + "/settings/texts")
    page.locator("[name=body]").press_sequentially("Hello {first_name}, {agent} here.")
    expect(page.locator("#preview")).to_contain_text("Hello Ana,")
    page.get_by_role("button", name="Save template").click()
    expect(page.locator(".texts")).to_contain_text("Hello {first_name}")
    look("texts")


def _hours_and_rules(page: Page, look: Look, url: str) -> None:
    page.goto(url + "/settings/hours")
    look("hours")
    page.get_by_role("link", name="Organization").click()
    page.locator("[name=country]").fill("US")
    page.locator("[name=monday]").fill("nine to five")
    page.get_by_role("button", name="Save hours").click()
    expect(page.locator("main .error")).to_contain_text("Can’t read “nine to five”")
    look("hours-refused")
    page.goto(url + "/settings/law")
    look("law")
    page.get_by_role("link", name="Florida").click()
    page.locator("[name=caps]").fill("three a day")
    page.get_by_role("button", name="Save new version").click()
    expect(page.locator("main .error")).to_be_visible()
    look("law-pack")


def _do_not_call(page: Page, look: Look, url: str) -> None:
    page.goto(url + "/settings/do-not-call")
    look("dnc-empty")
    page.get_by_label("Phone number or email address").last.fill("+1 512 555 0142")
    page.get_by_label("Reason").fill("Asked by letter on 3 May.")
    page.get_by_role("button", name="Add address").click()
    expect(page.locator(".found")).to_contain_text("Opted out")
    page.get_by_label("File").set_input_files(
        {"name": "list.txt", "mimeType": "text/plain", "buffer": b"+1 512 555 0142\n12\n"}
    )
    page.get_by_label("Name of the list").fill("national")
    page.get_by_label("Country").fill("US")
    page.get_by_role("button", name="Import list").click()
    expect(page.get_by_role("rowheader", name="national")).to_be_visible()
    page.get_by_role("link", name="+1 512-555-0142").click()
    expect(page.locator(".found")).to_contain_text("On the list")
    page.get_by_text("Remove the opt-out").click()
    page.locator("#remove-reason").fill("\u00a0")
    page.get_by_role("button", name="Remove opt-out").click()
    expect(page.locator("#remove-reason")).to_be_focused()
    look("dnc-refused")
    page.goto(url + "/settings/do-not-call?q=nobody")
    expect(page.locator("#dnc-q")).to_be_focused()
    look("dnc-unreadable")


def _imports(page: Page, look: Look, url: str) -> None:
    page.goto(url + "/imports")
    look("imports")
    page.get_by_role("link", name="autumn-fair.csv").click()
    page.get_by_label("Field for Telephone").select_option("ignore")
    expect(page.locator("#reads-sum")).not_to_contain_text("Mobile")
    page.get_by_label("Field for Telephone").select_option("phone")
    expect(page.locator("#reads-sum")).to_contain_text("Mapped to Phone: Telephone, Mobile")
    look("imports-map")
    page.get_by_role("button", name="Start import").click()
    expect(page.locator("main .error")).to_be_visible()
    page.get_by_label("Mix these leads").check()
    page.get_by_role("button", name="Start import").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    look("imports-waits")
    page.goto(url + "/imports")
    page.get_by_role("link", name="spring-fair.csv").click()
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()
    look("imports-done")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#confirm")).to_be_visible()
    look("imports-withdraw")
