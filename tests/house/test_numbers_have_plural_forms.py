"""A text with a number before a plural noun has a form for one: *1 lead*, *2 leads*.

Marked messages use `ngettext` or `{% blocktranslate count %}`. Texts that are not translated use
`counted` of `base.wording`. A text may also name the noun first: *Leads: {n}*.
A placeholder named limit or window needs no second form: it is a constant above one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from pullahead.web.catalog.extract import marked
from tests.house.files import name, python_files, tree

pytestmark = pytest.mark.slow
NUMBER = re.compile(
    r"(?P<of>\bof )?(?:\{(?P<brace>\w*)\}|%\((?P<percent>\w+)\)[sd])"
    r"(?P<between>(?: [a-z-]+){0,2}) (?P<noun>[a-z]+s)\b"
)
FIXED = re.compile(r"limit|window")
VERBS = {
    *"always as asks delivers does ends exists freezes happens has influences is its".split(),
    *"keeps less names promises releases sees settles stays takes this us vanishes was yes".split(),
}
# A word between that shows the placeholder to be no count of the noun: *{name} takes leads*
BREAKS = {
    *"a against and at be by can do does earlier for from got had has holds in is it".split(),
    *"kept later longer make may names neither never no not now of on or released sees".split(),
    *"so stays takes than that the then this times to was who with".split(),
}


def counts_without_one(text: str) -> list[str]:
    """Return the places of a text where a number stands before a plural noun."""
    return [
        found.group(0)
        for found in NUMBER.finditer(" ".join(text.split()))
        if not found["of"]  # a total after *of* is plural even of one: *1 of 1 deals*
        and not FIXED.search(found["brace"] or found["percent"] or "")
        and found["noun"] not in VERBS
        and not BREAKS & set(found["between"].split())
    ]


def _formatted() -> Iterator[tuple[str, str]]:
    """Yield the f-strings of the package; a constant is filled in as a limit."""
    for path in python_files():
        if path.parts[-2] != "tests" and "pullahead" in path.parts:
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.JoinedStr):
                    parts = [
                        str(part.value) if isinstance(part, ast.Constant) else _hole(part)
                        for part in node.values
                    ]
                    yield f"{name(path)}:{node.lineno}", "".join(parts)


def _hole(part: ast.expr) -> str:
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return "{limit}" if isinstance(value, ast.Name) and value.id.isupper() else "{}"


def test_marked_messages_with_a_number_have_a_plural_form() -> None:
    found = [
        f"{min(one.files)}: {one.id}"
        for one in marked().values()
        if not one.plural and counts_without_one(one.id)
    ]
    assert not found, "\n".join(found)


def test_other_texts_with_a_number_have_a_form_for_one() -> None:
    found = [f"{place}: {text}" for place, text in _formatted() if counts_without_one(text)]
    assert not found, "\n".join(found)


def test_only_a_count_before_a_plural_noun_is_found() -> None:
    assert counts_without_one("You have {n} open leads.") == ["{n} open leads"]
    assert counts_without_one("%(n)s days")
    for text in ("{n} of {m} leads", "at most {limit} lines", "{name} has leads", "Leads: {n}"):
        assert counts_without_one(text) == []
