"""A floor for every test of the API."""

from __future__ import annotations

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller


@pytest.fixture
def floor(db: None) -> None:
    callers.lay_floor()


@pytest.fixture
def ana(floor: None) -> Caller:
    """An agent."""
    return callers.agent("Ana")


@pytest.fixture
def bo(floor: None) -> Caller:
    """Another agent of the same team."""
    return callers.agent("Bo")


@pytest.fixture
def ada(floor: None) -> Caller:
    """An administrator."""
    return callers.agent("Ada", role="admin")


@pytest.fixture
def web(floor: None) -> Caller:
    """A source."""
    return callers.source("web form")


@pytest.fixture
def mia(floor: None) -> Caller:
    """Marketing."""
    return callers.agent("Mia", role="marketer")
