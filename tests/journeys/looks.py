"""Visual checks of a page: axe finds nothing, nothing overflows.

SHOTS=FOLDER saves a screenshot of each.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Page, expect

from tests.browser import no_axe_violations


class ScreenSize(NamedTuple):
    """Window size in pixels, and its preferred color scheme."""

    width: int
    height: int
    theme: Literal["light", "dark"]


# Widths decide the layout, themes the colors: each of both is seen once
DESK = ScreenSize(1280, 800, "light")
PHONE = ScreenSize(390, 844, "dark")


# A page that moves all the same, such as Swagger's, is at its end at once
FINISH = """() => document.getAnimations().forEach(one => {
    try { one.finish(); } catch { one.cancel(); }  // an endless one cannot finish
})"""


class Look:
    """Check of the current page in windows of some shapes; the journey goes on in the first."""

    def __init__(self, page: Page, shapes: Sequence[ScreenSize]) -> None:
        self.page, self.shapes = page, shapes
        self.folder = os.environ.get("SHOTS", "")
        self.take(shapes[0])

    def take(self, shape: ScreenSize) -> None:
        """Give the window a shape."""
        # Without motion: axe must not see the colors between two themes
        self.page.emulate_media(color_scheme=shape.theme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": shape.width, "height": shape.height})
        self.page.evaluate(FINISH)

    def __call__(self, name: str, also: Callable[[], None] = lambda: None) -> None:
        """Check the page in each shape, and what is `also` to be checked."""
        expect(self.page).to_have_title(re.compile("· Pullahead$"))
        for shape in self.each():
            self.check(name, shape)
            also()

    def each(self) -> Iterator[ScreenSize]:
        """Give the window one shape after the other, and the first again."""
        for number, shape in enumerate(self.shapes):
            if number:
                self.take(shape)
            yield shape
        if len(self.shapes) > 1:
            self.take(self.shapes[0])

    def check(self, name: str, shape: ScreenSize) -> None:
        """Check the page as it is now."""
        if self.folder:
            path = Path(self.folder) / f"{name}-{shape.width}-{shape.theme}.png"
            self.page.screenshot(path=path, full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= shape.width, name
        no_axe_violations(self.page)
