"""The edits of the mutation run still find their text and their test, and the docs list them."""

from __future__ import annotations

import re

import pytest

from tests.house.files import ROOT
from tests.mutations.edits import MUTATIONS
from tests.mutations.mutation import Mutation

TABLE = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[m.name for m in MUTATIONS])
def test_each_edit_finds_its_text_and_its_test(mutation: Mutation) -> None:
    text = (ROOT / mutation.file).read_text(encoding="utf-8")
    assert text.count(mutation.old) == 1
    file, _, test = mutation.test.partition("::")
    source = (ROOT / file).read_text(encoding="utf-8")
    assert not test or f"def {test}(" in source
    assert f"| {mutation.name} |" in TABLE


def test_each_name_is_used_once() -> None:
    names = [m.name for m in MUTATIONS]
    assert len(names) == len(set(names))
    assert len(re.findall(r"^\| .* \| `(?:pullahead|tests)/", TABLE, re.M)) == len(names)
