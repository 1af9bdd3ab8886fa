"""A command imports a list; a new agent signs in, and works it without a mouse.

Callbacks come back at their moment (the clock is moved, not waited for).
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from pullahead.config import ROOT
from tests.journeys.office import Office

pytestmark = pytest.mark.browser

SAMPLE = ROOT.parent / "shared" / "data" / "leads-sample.csv"
HEAD = ["external id", "Full Name", "Telephone", "E-mail", "Lead Source", "Received At"]


def _own_list(folder: Path) -> Path:
    """Make a list of thirty people in São Paulo, as a vendor might send it."""
    path = folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD)
        for n in range(30):
            phone = f"(11) 9{7000 + n}-{1000 + n}"
            mail, at = f"p{n}@example.com.br", "2017-06-14T12:34:34-03:00"
            rows.writerow([f"id-{n}", f"Pessoa Número {n}", phone, mail, "display", at])
    return path


def test_our_own_list(office: Office, page: Page, complaints: list[str], tmp_path: Path) -> None:
    _work(office, page, _own_list(tmp_path))
    assert complaints == []


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not beside the repository")
def test_the_sample_list(office: Office, page: Page, complaints: list[str], tmp_path: Path) -> None:
    _work(office, page, SAMPLE, "--errors", str(tmp_path / "errors.csv"))
    assert complaints == []


def _work(office: Office, page: Page, path: Path, *more: str) -> None:
    said = office.command("import", str(path), "--source", "List", "--country", "BR", *more)
    assert "admitted" in said
    password = office.command("user", "add", "Robin Vale", "--role", "agent").split()[-1]
    _sign_in(page, office, password)

    name = _callback(page)
    _settle_and_next(page)
    page.keyboard.press("o")
    page.keyboard.press("1")
    page.keyboard.type("Rang out again")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".big-n")).to_be_focused()
    expect(_fact(page, "Results saved today")).to_have_text("3")
    expect(_fact(page, "Callbacks later")).to_have_text("1")

    # the moment is a whole minute, so an hour is up to 61 minutes ahead
    office.command("clock", "advance", "66m")
    expect(_fact(page, "Callbacks due")).to_have_text("1")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".why-line")).to_contain_text("Your callback is due")
    expect(page.locator(".story")).to_contain_text("He asked for an hour")


def _sign_in(page: Page, office: Office, password: str) -> None:
    page.goto(office.url)
    page.get_by_label("Name").focus()
    page.keyboard.type("Robin Vale")
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(page.locator("#callable")).to_contain_text("to call now")
    page.wait_for_load_state()


def _callback(page: Page) -> str:
    """Pull, choose *call back*, type a time; return the lead's name."""
    page.keyboard.press("n")
    expect(page.locator("#settle")).to_be_visible()
    name = page.locator("#who").inner_text()
    page.keyboard.press("o")
    page.keyboard.press("6")
    expect(page.locator("#callback_at")).to_be_focused()
    page.keyboard.type("in 1 h")
    page.keyboard.press("Enter")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("He asked for an hour")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".flash.success")).to_contain_text(f"{name}: your callback")
    return name


def _settle_and_next(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("#settle")).to_be_visible()
    first = page.locator("#who")
    name = first.inner_text()
    page.keyboard.press("o")
    page.keyboard.press("1")
    page.keyboard.type("Rang out")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash.success")).to_contain_text(f"{name}: next attempt")
    expect(page.locator(".flash.success")).to_contain_text("(2 of 6)")
    expect(page.locator("#settle")).to_be_visible()
    expect(first).not_to_have_text(name)


def _fact(page: Page, name: str) -> Locator:
    return page.locator("#facts div", has_text=name).locator("dd")
