"""Closing a lead: the card and the lead end together, in lifecycle.close_lead."""

from __future__ import annotations

import ast

from tests.house.files import ROOT, name, python_files, text, tree

# The engine's pull and settle remove the card themselves, so only the lead's half is left to write.
ALLOWED = {
    "lifecycle": {"engine", "leads_write"},
    "pull": {"leads_write"},
    "settle_effects": {"leads_write"},
    # History of a demo: one half is played in memory, the other is written with its leads.
    "past_floor": {"engine"},
    "past_write": {"leads_write"},
}


def test_the_two_halves_of_closing_are_called_in_one_place() -> None:
    """Call usecases.leads.lifecycle.close_lead, which closes the lead and removes its card."""
    found = []
    for path in python_files():
        if not path.is_relative_to(ROOT / "pullahead" / "usecases") or "tests" in path.parts:
            continue
        allowed = ALLOWED.get(path.stem, set())
        for node in ast.walk(tree(path)) if ".close" in text(path) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value).lower().split(".")[-1]
                if node.func.attr == "close" and owner in {"engine", "leads_write"} - allowed:
                    found.append(f"{name(path)}:{node.lineno}")
    assert not found, "A lead is closed by halves: " + ", ".join(found)
