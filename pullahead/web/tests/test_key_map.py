"""One key map: the pages, the list under ?, and the docs agree."""

from __future__ import annotations

import re
from pathlib import Path

from pullahead.config import ROOT
from pullahead.web.key_map import KEY_MAP, RESERVED, page_keys
from pullahead.web.outcome_groups import KEYS
from pullahead.web.tests.browsing import Visitor

TEMPLATES = Path(__file__).parents[1] / "templates"
# Nothing to choose an outcome for: the letter is free there
OUTSIDE_A_LEAD = {"b", "s"}


def test_every_key_of_a_page_is_in_the_map() -> None:
    used = {
        key
        for path in TEMPLATES.rglob("*.html")
        for key in re.findall(r'data-key="(.)"', path.read_text(encoding="utf-8"))
    }
    assert used <= page_keys()


def test_no_outcome_takes_a_key_of_the_page() -> None:
    assert not set(KEYS) & (page_keys(KEY_MAP[:3]) - OUTSIDE_A_LEAD)
    assert len(KEYS) == len(set(KEYS))


def test_the_list_under_the_question_mark_has_every_shortcut(agent: Visitor) -> None:
    page = agent.see("/next")
    assert page.count('<th scope="row"><kbd>') == sum(len(group.shortcuts) for group in KEY_MAP)


def test_the_docs_have_every_shortcut() -> None:
    text = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    for shortcut in (*(one for group in KEY_MAP for one in group.shortcuts), *RESERVED):
        keys = " ".join(f"`{key}`" for key in shortcut.keys)
        assert f"| {keys} | {shortcut.action} |" in text
