"""Fixtures of the use cases' tests: every test begins on one floor, and leaves it sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pullahead.team.models import Person
from pullahead.usecases.tests import factories


@pytest.fixture
def floor(db: None) -> Iterator[None]:
    """Make a fresh install on a Tuesday; check that it is sound when the test is over."""
    factories.lay_floor()
    yield
    factories.assert_sound()


@pytest.fixture
def ana(floor: None) -> Person:
    """Return an agent."""
    return factories.person("Ana")


@pytest.fixture
def bo(floor: None) -> Person:
    """Return another agent of ana's team."""
    return factories.person("Bo")


@pytest.fixture
def lee(floor: None) -> Person:
    """Return the team lead of ana and bo."""
    return factories.person("Lee", role="leader")


@pytest.fixture
def cy(floor: None) -> Person:
    """Return an administrator."""
    return factories.person("Cy", role="admin")


@pytest.fixture
def real_commits(emptied: None) -> Iterator[None]:
    """Make the floor with acts that commit, for threads and processes; clean it afterwards."""
    factories.lay_floor()
    yield
    factories.assert_sound()
