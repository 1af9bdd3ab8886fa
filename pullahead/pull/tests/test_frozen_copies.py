"""Changed copies of frozen values equal those of the standard library."""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest

from pullahead.base.frozen import replace
from pullahead.pull.rules import Card, CardState


def test_a_changed_copy_equals_that_of_the_standard_library() -> None:
    card = Card(uuid4(), 1, 2, CardState.READY, 0.5)
    changed = replace(card, round=3, park_reason="later")
    assert changed == dataclasses.replace(card, round=3, park_reason="later")
    assert card.round == 1
    with pytest.raises(TypeError, match="no field 'colour'"):
        replace(card, colour="red")  # type: ignore[call-arg]


def test_a_class_whose_constructor_may_do_more_is_refused() -> None:
    with pytest.raises(TypeError, match="Slots are missing"):
        replace(Unslotted(1, 2), first=3)


@dataclasses.dataclass(frozen=True)
class Unslotted:
    """Frozen value without slots."""

    first: int
    second: int
