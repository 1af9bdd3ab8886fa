"""The side navigation of the settings: the same links on each page, each open to its viewer."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow

SIDE = re.compile(r'<nav class="side".*?</nav>')
LINK = re.compile(r'<a href="([^"]+)"( aria-current="page")?>')
LEADERS = ["/people", "/settings/pods", "/settings/law", "/settings/guides", "/settings/texts"]


def side(page: str) -> list[tuple[str, str]]:
    """Return the links of the side navigation: address, and whether it is the current one."""
    found = SIDE.search(page)
    assert found, "no side navigation"
    return LINK.findall(found[0])


@pytest.mark.parametrize("role", ["leader", "admin"])
def test_each_link_opens_and_is_the_current_one_on_its_page(role: str, ana: UUID) -> None:
    viewer = Visitor(factories.add("Vera", role=role))
    links = [address for address, _ in side(viewer.see("/people"))]
    for address in links:
        page = viewer.see(address)
        assert viewer.status == 200, address
        assert [link for link, _ in side(page)] == links
        assert [link for link, current in side(page) if current] == [address]
        assert re.search(r'<a href="/people" aria-current="page">Settings</a>', page)


def test_a_team_lead_sees_only_the_pages_that_are_open_to_team_leads(leader: Visitor) -> None:
    assert [address for address, _ in side(leader.see("/people"))] == LEADERS


def test_an_agent_has_no_settings_of_the_organization(agent: Visitor) -> None:
    assert ">Settings</a>" not in agent.see("/next")
    assert 'class="side"' not in agent.see("/your-settings")
