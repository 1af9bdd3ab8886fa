"""Fresh office for each journey, and a browser window whose errors are collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import templates
from tests.journeys import office as offices
from tests.journeys.looks import DESK, PHONE, Look, ScreenSize
from tests.journeys.office import Office

# Milliseconds: a slow machine is no failure, and some pages look again only after 10 s
expect.set_options(timeout=30_000)


# Reports of a browser though nothing is wrong: the status of a refused form, and the preview of
# a callback that is asked for while the lead is saved
USUAL = re.compile(r"the server responded with|404 from /next/[0-9a-f-]+/callback,")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, templates_folder: Path) -> Path:
    """Return the prepared database."""
    migrated = templates.sqlite_template(templates_folder)
    return offices.prepare(migrated, tmp_path_factory.mktemp("template"))


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Iterator[Office]:
    """Make an installation for this journey alone."""
    with offices.opened(template, tmp_path) as office:
        yield office


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Collect errors of scripts and violations of the security policy."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda said: (
            heard.append(said.text)
            if said.type in {"error", "warning"} and not USUAL.search(said.text)
            else None
        ),
    )
    return heard


@pytest.fixture
def look(page: Page, request: pytest.FixtureRequest) -> Look:
    """Return the page in windows of the shape, or shapes, that the test is given."""
    given = getattr(request, "param", (DESK, PHONE))
    return Look(page, (ScreenSize(*given),) if isinstance(given[0], int) else given)


@pytest.fixture
def sign_in(page: Page, office: Office) -> Callable[[str], None]:
    """Open the sign-in page and press a role's button."""

    def press(role: str) -> None:
        page.goto(office.url + "/sign-in")
        page.locator(f"form[action$='/as/{role}'] .role").click()
        # until the next page is there with its scripts: keys pressed before are heard by nobody
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.locator("header.top").wait_for()

    return press
