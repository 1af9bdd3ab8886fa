"""Rights of the endpoints of the buyer's plan: bodies, and the status for each seat."""

from __future__ import annotations

from typing import Any

from pullahead.api.tests import callers

Endpoint = tuple[str, str]
BODIES: dict[Endpoint, Any] = {
    ("POST", "/api/v1/deals/{deal_id}/cycles/{act}"): {},
    ("POST", "/api/v1/deals/{deal_id}/value"): {"deliverables": []},
    ("POST", "/api/v1/deals/{deal_id}/steps"): {"name": "board"},
    ("PUT", "/api/v1/deals/{deal_id}/steps/{step_id}"): {"name": "board"},
    ("POST", "/api/v1/deals/{deal_id}/objectives"): {"words": "No alarm trips"},
    ("PUT", "/api/v1/deals/{deal_id}/objectives/{objective_id}"): {"words": "No alarm trips"},
    ("PUT", "/api/v1/deals/{deal_id}/fits"): {
        "objective_id": callers.NOBODY,
        "offer_id": callers.NOBODY,
        "fit": "yes",
    },
}
# holder, member beside them, the source of the lead, another source
MAY: dict[Endpoint, tuple[int, int, int, int]] = {
    ("POST", "/api/v1/conversations/{conversation_id}/undo"): (404, 404, 403, 403),
    ("GET", "/api/v1/learnt"): (200, 200, 403, 403),
    ("GET", "/api/v1/deals/{deal_id}/cycles"): (200, 200, 403, 403),
    ("POST", "/api/v1/deals/{deal_id}/cycles/{act}"): (404, 404, 403, 403),  # no such act
    ("GET", "/api/v1/deals/{deal_id}/value"): (200, 200, 403, 403),
    ("POST", "/api/v1/deals/{deal_id}/value"): (200, 200, 403, 403),
    ("GET", "/api/v1/sprints/{sprint_id}/review"): (404, 404, 403, 403),  # there is no sprint
    ("POST", "/api/v1/sprints/{sprint_id}/review/undo"): (404, 404, 403, 403),
    ("GET", "/api/v1/deals/{deal_id}/plan"): (200, 200, 403, 403),
    ("POST", "/api/v1/deals/{deal_id}/steps"): (201, 201, 403, 403),
    ("PUT", "/api/v1/deals/{deal_id}/steps/{step_id}"): (404, 404, 403, 403),  # there is none
    ("POST", "/api/v1/deals/{deal_id}/objectives"): (201, 201, 403, 403),
    ("PUT", "/api/v1/deals/{deal_id}/objectives/{objective_id}"): (404, 404, 403, 403),
    ("PUT", "/api/v1/deals/{deal_id}/fits"): (404, 404, 403, 403),
}
# a contributor who is in no pod
CONTRIBUTORS: dict[Endpoint, int] = {
    ("GET", "/api/v1/pods/{pod_id}/order"): 404,
    ("GET", "/api/v1/pods/{pod_id}/sprint"): 404,
    ("GET", "/api/v1/pods/{pod_id}/standup"): 404,
    ("PATCH", "/api/v1/items/{item_id}"): 404,
    ("POST", "/api/v1/items/{item_id}/{act}"): 404,
    ("GET", "/api/v1/sprints/{sprint_id}/review"): 404,
    ("POST", "/api/v1/sprints/{sprint_id}/review"): 404,
    ("POST", "/api/v1/sprints/{sprint_id}/review/undo"): 404,
    ("POST", "/api/v1/promises/{promise_id}/moves"): 404,
    ("POST", "/api/v1/reallocations"): 404,
    ("POST", "/api/v1/reallocations/{row_id}/agree"): 404,
}
