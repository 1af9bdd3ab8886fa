"""Every test of the desk begins on the same floor, and leaves it sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pullahead.team.models import Person
from pullahead.usecases.tests import factories


@pytest.fixture
def floor(db: None) -> Iterator[None]:
    """A fresh install on a Tuesday; sound when the test is over."""
    factories.lay_floor()
    yield
    factories.assert_sound()


@pytest.fixture
def ana(floor: None) -> Person:
    """An agent."""
    return factories.person("Ana")


@pytest.fixture
def bo(floor: None) -> Person:
    """Another agent of the same team."""
    return factories.person("Bo")


@pytest.fixture
def lee(floor: None) -> Person:
    """Their team leader."""
    return factories.person("Lee", role="leader")


@pytest.fixture
def cy(floor: None) -> Person:
    """An administrator."""
    return factories.person("Cy", role="admin")


@pytest.fixture
def real_commits(emptied: None) -> Iterator[None]:
    """The same floor with acts that commit, for threads and processes; cleaned away after."""
    factories.lay_floor()
    yield
    factories.assert_sound()
