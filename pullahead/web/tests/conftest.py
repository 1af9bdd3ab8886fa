"""Floor with two agents, a team lead and one callable lead."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.team.models import Person
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def ana(db: None) -> UUID:
    """Return the callable lead."""
    factories.open_floor()
    return factories.lead("Ana Lima", email="ana@example.com", message="A quote, please.")


@pytest.fixture
def robin(ana: UUID) -> Person:
    """Return an agent in Berlin time, seven hours ahead of the lead."""
    return factories.add("Robin", zone="Europe/Berlin")


@pytest.fixture
def agent(robin: Person) -> Visitor:
    return Visitor(robin)


@pytest.fixture
def other(ana: UUID) -> Visitor:
    return Visitor(factories.add("Sam"))


@pytest.fixture
def leader(ana: UUID) -> Visitor:
    return Visitor(factories.add("Lena", role="leader"))
