"""Each package opens with its doc: words, states, guarantees and what it does not guarantee."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.files import ROOT

ROOMS = sorted(path.parent for path in (ROOT / "pullahead").glob("*/__init__.py"))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_room_has_a_doc(room: Path) -> None:
    doc = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert doc
