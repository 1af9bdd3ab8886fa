"""docs/guarantees.md names only tests that exist, and leaves no guarantee out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 30
    missing = [f"{path}::{name}" for path, name in named if name not in functions(path)]
    assert not missing


def test_each_of_the_28_guarantees_is_given_in_part_or_not_given() -> None:
    numbered = [int(n) for n in re.findall(r"\*\*(\d+)\. ", PAGE)]
    assert sorted(numbered) == list(range(1, 29))


def test_every_guarantee_given_names_a_test_and_every_race_is_named() -> None:
    given = PAGE[PAGE.index("## Given now") : PAGE.index("## Not given yet")]
    for part in given.split("\n**")[1:]:
        assert re.search(r"`[\w/]+\.py::\w+`", part), part
    races = functions("tests/heart/test_races.py")
    assert [n for n in races if n.startswith("test_") and n not in PAGE] == []
