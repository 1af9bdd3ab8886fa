"""Elements keep their state in private fields.

The type checker takes `this.buton = 3` for a new property. An undeclared `this.#buton` is an error.
"""

from __future__ import annotations

import re

from tests.house.files import name, project_files

FROM_HTML_ELEMENT = {"hidden", "textContent"}
ASSIGNED = re.compile(r"\bthis\.(\w+)\s*(?:[-+*/%]|\|\||&&|\?\?)?=(?!=)")


def assigned(source: str) -> set[str]:
    """Return the public properties that the source assigns."""
    return set(ASSIGNED.findall(source)) - FROM_HTML_ELEMENT


def test_elements_assign_no_public_property() -> None:
    found = {
        name(path): names
        for path in project_files()
        if path.suffix == ".js" and (names := assigned(path.read_text(encoding="utf-8")))
    }
    assert not found


def test_a_misspelt_property_is_found() -> None:
    assert assigned("this.buton = 3; this.text === 4; this.#button = 3; this.count += 1") == {
        "buton",
        "count",
    }
