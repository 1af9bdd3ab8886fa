"""Icons are drawn as by their package, from one reading of its archive."""

from __future__ import annotations

import pytest
from lucide.templatetags.lucide import lucide

from pullahead.web import icons
from pullahead.web.templatetags.ui import HAPPENING


@pytest.mark.parametrize("name", sorted({*HAPPENING.values(), "dot", "chevron-down", "search"}))
def test_an_icon_is_drawn_as_by_the_package(name: str) -> None:
    theirs = lucide(name, size=14, **{"class": "icon", "aria-hidden": "true"})
    assert icons.svg(name, 14) == theirs


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        icons.svg("no-such-icon", 14)
