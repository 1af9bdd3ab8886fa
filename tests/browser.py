"""Shared parts of the browser tests: finding and starting a browser, and the axe check."""

from __future__ import annotations

import os
import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Nothing that calls home: the tests must pass, and be quick, without a network.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def launch_options() -> dict[str, Any]:
    """Return Playwright's launch options: $CHROMIUM, or the first browser found on the PATH.

    Raises RuntimeError when there is none.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise RuntimeError("no browser: install chromium, or set CHROMIUM to one")
    # Chromium's sandbox refuses root; for anybody else it stays on.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": found, "args": [*QUIET, *as_root]}


def axe_violations(page: Page) -> list[str]:
    """Run axe on the current page; return one line for each element at fault."""
    # On a long table, describing what passes takes longer than finding what fails
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    violations = found.response["violations"]
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:120]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def no_axe_violations(page: Page) -> None:
    """Fail, naming every element, when axe finds a violation on the current page."""
    found = axe_violations(page)
    assert not found, "axe: " + "\n".join(found)
