"""A class name is used once in the tree, so that a search for it finds one definition."""

from __future__ import annotations

import ast
from collections import defaultdict

import pytest

from tests.house.files import name, python_files, tree

# Names that Django looks up inside a class or module.
GIVEN_BY_DJANGO = {"DatabaseWrapper", "Meta", "Media", "Command"}


@pytest.mark.slow
def test_no_class_name_is_used_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and node.name not in GIVEN_BY_DJANGO:
                found[node.name].append(f"{name(path)}:{node.lineno}")
    twice = [f"{key}: {', '.join(places)}" for key, places in found.items() if len(places) > 1]
    assert not twice, "Rename all but one of each:\n" + "\n".join(sorted(twice))
