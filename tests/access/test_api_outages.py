"""An outage of the database under each endpoint of the API: 503 in words, never a fault of ours."""

from __future__ import annotations

import pytest

from tests.access import test_api
from tests.access.api_rights import ENDPOINTS, MAY
from tests.access.api_world import ApiWorld
from tests.access.broken_database import STATEMENTS, answers_end, only_reads

pytestmark = [pytest.mark.wide, pytest.mark.slow, pytest.mark.django_db]
world = test_api.world


def test_no_endpoint_answers_an_outage_by_a_fault_of_ours(world: ApiWorld) -> None:
    found = []
    for endpoint in ENDPOINTS:
        seats = zip(world.callers, MAY[endpoint], strict=True)
        who = next((who for who, status in seats if status < 300), "holder")
        request = world.request(endpoint)
        for broken in [*(answers_end(after) for after in STATEMENTS), only_reads()]:
            with broken:
                got = world.callers[who].send(endpoint[0], *request)
            words = got.status == 503 and got.body["code"] == "unavailable"
            if got.status >= 500 and not (words and int(got.headers["Retry-After"]) > 0):
                found.append(f"{endpoint}: {got.status} {got.text[:80]}")
    assert not found
