"""Visual checks of a page: axe finds nothing, nothing overflows.

SHOTS=FOLDER saves a screenshot of each.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Page, expect

from tests.browser import no_axe_violations


class ScreenSize(NamedTuple):
    """Window size in pixels, and its preferred color scheme."""

    width: int
    height: int
    theme: Literal["light", "dark"]


class Look:
    """Check of the current page, in a window of one shape."""

    def __init__(self, page: Page, shape: ScreenSize) -> None:
        page.emulate_media(color_scheme=shape.theme)
        page.set_viewport_size({"width": shape.width, "height": shape.height})
        self.page, self.shape = page, shape
        self.folder = os.environ.get("SHOTS", "")

    def __call__(self, name: str) -> None:
        expect(self.page).to_have_title(re.compile("· Pullahead$"))
        if self.folder:
            path = Path(self.folder) / f"{name}-{self.shape.width}-{self.shape.theme}.png"
            self.page.screenshot(path=path, full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.shape.width, name
        no_axe_violations(self.page)
