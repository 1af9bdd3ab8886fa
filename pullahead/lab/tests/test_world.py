"""Worlds: each shipped file is read, and a wrong file is refused with its field."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Invalid
from pullahead.lab import world


@pytest.mark.parametrize("name", sorted(world.shipped()))
def test_a_shipped_world_is_read_and_written_and_read_again(name: str) -> None:
    found = world.load(name)
    assert found.name == name
    assert world.read(world.written(found), json_file=True) == found


def test_the_load_gives_the_number_of_leads() -> None:
    assert world.load("moderate").leads_per_week == pytest.approx(3_888, rel=0.01)


def test_decay_is_a_sum_of_parts() -> None:
    inquiry = world.load("moderate").segments[0]
    assert inquiry.left(0) == 1
    assert inquiry.left(0.5) == pytest.approx(0.3 + 0.4 * 2 ** (-0.5 / 120))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("name = 1", "world.name"),
        ('name = "x"', "world"),
        ('name = "x"\ntitle = "x"\nspeed = 2\nsegments = []', "world"),
        ('name = "x"\ntitle = "x"\nsegments = []', "segments"),
        ("= 2", "world"),
    ],
)
def test_a_wrong_file_is_refused_with_its_field(text: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.read(text)
    assert refused.value.errors[0].field == field
