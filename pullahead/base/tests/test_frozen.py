"""Changed copies of frozen values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass

import pytest

from pullahead.base.frozen import replace


@dataclass(frozen=True, slots=True)
class FrozenPair:
    """Value with slots."""

    first: int
    second: str = ""


@dataclass(frozen=True)
class PairWithoutSlots:
    """Value that is copied in no other way than by its constructor."""

    first: int


def test_a_changed_copy_is_a_frozen_value_of_the_same_class() -> None:
    before = FrozenPair(1, "a")
    after = replace(before, first=2)
    assert (after, type(after), hash(after)) == (FrozenPair(2, "a"), FrozenPair, hash((2, "a")))
    assert before == FrozenPair(1, "a")
    with pytest.raises(FrozenInstanceError):
        after.first = 3  # type: ignore[misc]
    with pytest.raises(TypeError, match="no field 'third'"):
        replace(before, third=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Slots are missing"):
        replace(PairWithoutSlots(1), first=2)
