"""A page loads the base styles and at most one file of its own."""

from __future__ import annotations

import re

from pullahead.config import ROOT

WEB = ROOT / "pullahead" / "web"
LINK = re.compile(r"static 'web/([\w/]+\.css)'")


def test_a_page_has_at_most_one_stylesheet_beside_the_base() -> None:
    used = set()
    for path in (WEB / "templates").rglob("*.html"):
        found = LINK.findall(path.read_text(encoding="utf-8"))
        used |= set(found)
        assert len(found) <= 1, path.name
        assert found in ([], ["base.css"]) or found[0].startswith("pages/"), path.name
    static = WEB / "static" / "web"
    assert used == {path.relative_to(static).as_posix() for path in static.rglob("*.css")}
