"""Rights of each endpoint of the API: who gets what, by which body and scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pullahead.api.v1 import api
from tests.access import plan_rights
from tests.access.api_world import Endpoint

NOTE = {"disposition": "no_answer", "note": "Rang out"}
BODIES: dict[Endpoint, Any] = {
    ("POST", "/api/v1/leads"): {"name": "Eve", "email": "eve@example.com"},
    ("POST", "/api/v1/leads/{lead_id}/outcome"): {"verdict": "won", "value": "850.00"},
    ("POST", "/api/v1/leads/{lead_id}/consents"): {"channel": "form", "text": "You may call me."},
    ("POST", "/api/v1/leads/{lead_id}/consents/withdraw"): {"reason": "Called us"},
    ("POST", "/api/v1/deals"): {"title": "Hotel Lindner"},
    ("POST", "/api/v1/notices/read"): {"keys": ["signal:0"]},
    ("PATCH", "/api/v1/deals/{deal_id}"): {"title": "Hotel Lindner, two houses"},
    ("POST", "/api/v1/deals/{deal_id}/{act}"): {"kind": "came"},
    **plan_rights.BODIES,
    ("POST", "/api/v1/deals/{deal_id}/concessions"): {"what": "discount", "amount": "5"},
    ("POST", "/api/v1/deals/{deal_id}/conversations"): {"pad": "Liked it"},
    ("POST", "/api/v1/deals/{deal_id}/conversations/preview"): {"pad": "Liked it"},
    ("POST", "/api/v1/promises/{promise_id}/moves"): {"move": "later", "n": 1},
    ("POST", "/api/v1/items"): {"deal_id": "00000000-0000-7000-8000-000000000000", "what": "Plan"},
    ("PATCH", "/api/v1/items/{item_id}"): {"left": "2"},
    ("POST", "/api/v1/reallocations"): {
        "from_id": "00000000-0000-7000-8000-000000000000",
        "to_id": "00000000-0000-7000-8000-000000000001",
        "person_id": 1,
        "reason": "Dearer",
    },
    ("POST", "/api/v1/items/{item_id}/{act}"): {"words": "Yes"},
    ("POST", "/api/v1/sprints/{sprint_id}/review"): {"one_line": "Ask earlier"},
    ("POST", "/api/v1/changes/{change_id}/answer"): {"answer": "stands"},
    ("PUT", "/api/v1/deals/{deal_id}/members/{member_id}"): {"stance": "for"},
    ("POST", "/api/v1/claims/{token}/settle"): NOTE,
    ("POST", "/api/v1/claims/{token}/dispute"): {"reason": "bad_number"},
    ("POST", "/api/v1/claims/{token}/release"): {"reason": "conflict_of_interest"},
    ("POST", "/api/v1/claims/{token}/attempts"): {"channel": "call"},
    ("POST", "/api/v1/claims/{token}/hand-over"): {"brief": "Wants the larger unit"},
    ("POST", "/api/v1/presence"): {"state": "wrap_up"},
    ("POST", "/api/v1/people/{person_id}/shift"): {"week": ["9:00-18:00"]},
    ("POST", "/api/v1/people/{person_id}/leave"): {"kind": "sick", "first": "2027-05-04"},
    ("POST", "/api/v1/spend"): {
        "rows": [{"day": "2026-05-04", "source": "web form", "amount": "90.00"}]
    },
    ("POST", "/api/v1/sources/{source_id}/terms"): {"cap_day": 20},
    ("POST", "/api/v1/boosts"): {
        "source_id": 1,
        "factor": 2.0,
        "until": "2027-05-04T12:00:00Z",
        "reason": "Fair",
    },
    ("POST", "/api/v1/callbacks/{lead_id}/owner"): {"to": 1},
    ("POST", "/api/v1/do-not-call"): {"address": "+1 212 555 0177", "reason": "Asked by letter"},
    ("POST", "/api/v1/do-not-call/remove"): {"address": "+1 212 555 0177", "reason": "Slip"},
    ("POST", "/api/v1/audits"): {"content": "Owner,Created\nRui,2020-01-01\n"},
    ("POST", "/api/v1/sources/{source_id}/returns"): {"lead_ids": []},
    ("POST", "/api/v1/buying-plan/caps"): {"caps": []},
    ("POST", "/api/v1/sources/{source_id}/returns/{return_id}"): {"act": "credit"},
    ("POST", "/api/v1/experiments"): {
        "team_id": 1,
        "question": "Which?",
        "usual": "fifo",
        "other": "lifo",
    },
    ("POST", "/api/v1/script-comparisons"): {"source_id": 1, "question": "Which?"},
    ("POST", "/api/v1/webhooks"): {"label": "CRM", "url": "https://x.example", "events": []},
    ("POST", "/api/v1/webhooks/{endpoint_id}"): {"label": "", "url": "", "events": []},
}
MARKETING: dict[Endpoint, int] = {
    ("GET", "/api/v1/sources"): 200,
    ("GET", "/api/v1/campaigns"): 200,
    ("GET", "/api/v1/spoilage"): 200,
    ("GET", "/api/v1/buying-plan"): 200,
    ("POST", "/api/v1/buying-plan/caps"): 422,  # without a cap
    ("POST", "/api/v1/buying-plan/caps/{batch}/undo"): 404,  # no caps were applied
    ("POST", "/api/v1/spend"): 200,
    ("POST", "/api/v1/sources/{source_id}/terms"): 200,
    ("GET", "/api/v1/sources/{source_id}/returns"): 200,
    ("POST", "/api/v1/sources/{source_id}/returns"): 422,  # no lead is chosen
    ("POST", "/api/v1/sources/{source_id}/returns/{return_id}"): 404,  # there is no return
}  # what marketing may; every other endpoint answers 403
CONTRIBUTORS: dict[Endpoint, int] = {
    ("GET", "/api/v1/pods"): 200,
    ("GET", "/api/v1/pods/{pod_id}"): 404,  # a pod of others
    **plan_rights.CONTRIBUTORS,
}  # what a contributor may; every other endpoint answers 403
# endpoint → status for: the agent who holds, a member beside them, the source that brought the
# lead in, another source. 403 is a key of the wrong kind; 404 is somebody else's.
MAY: dict[Endpoint, tuple[int, int, int, int]] = {
    ("POST", "/api/v1/leads"): (403, 403, 201, 201),
    ("GET", "/api/v1/leads/{lead_id}"): (200, 404, 200, 404),
    # whoever leads says it too; an agent settles the lead in hand
    ("POST", "/api/v1/leads/{lead_id}/outcome"): (403, 403, 201, 404),
    ("GET", "/api/v1/leads/{lead_id}/consents"): (403, 403, 200, 404),
    ("POST", "/api/v1/leads/{lead_id}/consents"): (403, 403, 201, 404),
    ("POST", "/api/v1/leads/{lead_id}/consents/withdraw"): (403, 403, 200, 404),
    ("GET", "/api/v1/leads/{lead_id}/compliance-records"): (200, 404, 403, 403),
    ("POST", "/api/v1/claims/{token}/dispute"): (200, 404, 403, 403),
    ("POST", "/api/v1/pull"): (200, 200, 403, 403),
    ("POST", "/api/v1/claims/{token}/settle"): (200, 404, 403, 403),
    ("POST", "/api/v1/claims/{token}/extend"): (200, 404, 403, 403),
    ("POST", "/api/v1/claims/{token}/release"): (200, 404, 403, 403),
    ("POST", "/api/v1/claims/{token}/attempts"): (200, 404, 403, 403),
    ("POST", "/api/v1/claims/{token}/hand-over"): (200, 404, 403, 403),
    ("GET", "/api/v1/colleagues"): (200, 200, 403, 403),
    ("GET", "/api/v1/deals"): (200, 200, 403, 403),
    ("POST", "/api/v1/deals"): (201, 201, 403, 403),
    ("GET", "/api/v1/deals/{deal_id}"): (200, 200, 403, 403),
    ("PATCH", "/api/v1/deals/{deal_id}"): (428, 428, 403, 403),  # without If-Match
    ("POST", "/api/v1/deals/{deal_id}/{act}"): (200, 200, 403, 403),
    ("POST", "/api/v1/deals/{deal_id}/concessions"): (409, 409, 403, 403),  # there is no right
    **plan_rights.MAY,
    ("GET", "/api/v1/pods"): (200, 200, 403, 403),
    ("GET", "/api/v1/pods/{pod_id}"): (200, 200, 403, 403),
    ("GET", "/api/v1/deals/{deal_id}/brief"): (200, 200, 403, 403),
    ("POST", "/api/v1/deals/{deal_id}/conversations"): (201, 201, 403, 403),
    ("POST", "/api/v1/deals/{deal_id}/conversations/preview"): (200, 200, 403, 403),
    ("POST", "/api/v1/promises/{promise_id}/moves"): (404, 404, 403, 403),  # there is none
    ("GET", "/api/v1/deals/{deal_id}/members"): (200, 200, 403, 403),
    ("PUT", "/api/v1/deals/{deal_id}/members/{member_id}"): (200, 200, 403, 403),
    ("GET", "/api/v1/deals/{deal_id}/gaps"): (200, 200, 403, 403),
    ("GET", "/api/v1/deals/{deal_id}/network"): (200, 200, 403, 403),
    ("GET", "/api/v1/next-deal"): (200, 200, 403, 403),
    ("GET", "/api/v1/notices"): (200, 200, 403, 403),
    ("POST", "/api/v1/notices/read"): (200, 200, 403, 403),
    ("POST", "/api/v1/stages/{stage_id}/pull"): (200, 200, 403, 403),
    ("GET", "/api/v1/workflow"): (200, 200, 403, 403),
    ("GET", "/api/v1/transitions"): (200, 200, 403, 403),
    ("GET", "/api/v1/flow/{chart}"): (200, 200, 403, 403),
    ("GET", "/api/v1/pods/{pod_id}/order"): (200, 200, 403, 403),
    ("GET", "/api/v1/pods/{pod_id}/sprint"): (200, 200, 403, 403),
    ("GET", "/api/v1/pods/{pod_id}/standup"): (200, 200, 403, 403),
    ("POST", "/api/v1/items"): (404, 404, 403, 403),
    ("PATCH", "/api/v1/items/{item_id}"): (200, 200, 403, 403),
    ("POST", "/api/v1/items/{item_id}/{act}"): (404, 404, 403, 403),
    ("POST", "/api/v1/sprints/{sprint_id}/review"): (404, 404, 403, 403),
    ("POST", "/api/v1/reallocations"): (404, 404, 403, 403),
    ("POST", "/api/v1/reallocations/{row_id}/agree"): (404, 404, 403, 403),
    ("POST", "/api/v1/changes/{change_id}/answer"): (404, 404, 403, 403),
    ("GET", "/api/v1/dispositions"): (200, 200, 403, 403),
    ("GET", "/api/v1/gate"): (200, 200, 403, 403),
    ("POST", "/api/v1/presence"): (409, 200, 403, 403),
    # of those who lead the person
    ("GET", "/api/v1/people/{person_id}/attendance"): (404, 404, 403, 403),
    ("POST", "/api/v1/people/{person_id}/shift"): (404, 404, 403, 403),
    ("POST", "/api/v1/people/{person_id}/leave"): (404, 404, 403, 403),
    ("POST", "/api/v1/leave/{leave_id}/end"): (404, 404, 403, 403),
    # of team leads
    ("GET", "/api/v1/experiments"): (404, 404, 403, 403),
    ("POST", "/api/v1/experiments"): (404, 404, 403, 403),
    ("GET", "/api/v1/experiments/{experiment_id}"): (404, 404, 403, 403),
    ("POST", "/api/v1/experiments/{experiment_id}/start"): (404, 404, 403, 403),
    ("POST", "/api/v1/experiments/{experiment_id}/stop"): (404, 404, 403, 403),
    ("GET", "/api/v1/script-comparisons"): (404, 404, 403, 403),
    ("POST", "/api/v1/script-comparisons"): (404, 404, 403, 403),
    ("GET", "/api/v1/script-comparisons/{comparison_id}"): (404, 404, 403, 403),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/start"): (404, 404, 403, 403),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/stop"): (404, 404, 403, 403),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/undo-stop"): (404, 404, 403, 403),
    ("GET", "/api/v1/script-comparisons/{comparison_id}/draws"): (404, 404, 403, 403),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/use"): (404, 404, 403, 403),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/undo"): (404, 404, 403, 403),
    ("GET", "/api/v1/alerts"): (404, 404, 403, 403),
    ("GET", "/api/v1/alerts/rules"): (404, 404, 403, 403),
    ("POST", "/api/v1/alerts/{alert_id}/seen"): (404, 404, 403, 403),
    ("GET", "/api/v1/boosts"): (404, 404, 403, 403),
    ("POST", "/api/v1/boosts"): (404, 404, 403, 403),
    ("POST", "/api/v1/boosts/{boost_id}/end"): (404, 404, 403, 403),
    ("POST", "/api/v1/boosts/{boost_id}/resume"): (404, 404, 403, 403),
    ("GET", "/api/v1/callbacks"): (404, 404, 403, 403),
    ("POST", "/api/v1/callbacks/{lead_id}/owner"): (404, 404, 403, 403),
    ("GET", "/api/v1/sources"): (403, 403, 403, 403),
    ("GET", "/api/v1/campaigns"): (403, 403, 403, 403),
    ("GET", "/api/v1/spoilage"): (403, 403, 403, 403),
    ("GET", "/api/v1/buying-plan"): (403, 403, 403, 403),
    ("POST", "/api/v1/buying-plan/caps"): (403, 403, 403, 403),
    ("POST", "/api/v1/buying-plan/caps/{batch}/undo"): (403, 403, 403, 403),
    ("POST", "/api/v1/spend"): (403, 403, 403, 403),
    ("POST", "/api/v1/sources/{source_id}/terms"): (403, 403, 403, 403),
    # for administrators, or for whoever leads
    ("GET", "/api/v1/do-not-call"): (403, 403, 403, 403),
    ("POST", "/api/v1/do-not-call"): (403, 403, 403, 403),
    ("POST", "/api/v1/do-not-call/remove"): (403, 403, 403, 403),
    ("POST", "/api/v1/audits"): (403, 403, 403, 403),
    ("GET", "/api/v1/sources/{source_id}/returns"): (403, 403, 403, 403),
    ("POST", "/api/v1/sources/{source_id}/returns"): (403, 403, 403, 403),
    ("POST", "/api/v1/sources/{source_id}/returns/{return_id}"): (403, 403, 403, 403),
    ("GET", "/api/v1/webhooks"): (403, 403, 403, 403),
    ("POST", "/api/v1/webhooks"): (403, 403, 403, 403),
    ("POST", "/api/v1/webhooks/{endpoint_id}"): (403, 403, 403, 403),
    ("POST", "/api/v1/webhooks/{endpoint_id}/secret"): (403, 403, 403, 403),
    ("POST", "/api/v1/webhooks/{endpoint_id}/switch/{state}"): (403, 403, 403, 403),
    ("GET", "/api/v1/webhooks/{endpoint_id}/messages"): (403, 403, 403, 403),
    ("POST", "/api/v1/webhook-messages/{message_id}/resend"): (403, 403, 403, 403),
}
NEEDS: dict[Endpoint, str] = {
    ("GET", "/api/v1/leads/{lead_id}/compliance-records"): "leads:read",
    ("POST", "/api/v1/leads"): "leads:write",
    ("GET", "/api/v1/leads/{lead_id}"): "leads:read",
    ("POST", "/api/v1/leads/{lead_id}/outcome"): "leads:write",
    ("GET", "/api/v1/leads/{lead_id}/consents"): "leads:read",
    ("POST", "/api/v1/leads/{lead_id}/consents"): "leads:write",
    ("POST", "/api/v1/leads/{lead_id}/consents/withdraw"): "leads:write",
    ("GET", "/api/v1/sources"): "sources:read",
    ("GET", "/api/v1/campaigns"): "sources:read",
    ("GET", "/api/v1/spoilage"): "sources:read",
    ("GET", "/api/v1/buying-plan"): "sources:read",
    ("POST", "/api/v1/buying-plan/caps"): "sources:write",
    ("POST", "/api/v1/buying-plan/caps/{batch}/undo"): "sources:write",
    ("POST", "/api/v1/spend"): "sources:write",
    ("POST", "/api/v1/sources/{source_id}/terms"): "sources:write",
    ("GET", "/api/v1/do-not-call"): "leads:read",
    ("POST", "/api/v1/do-not-call"): "leads:write",
    ("POST", "/api/v1/do-not-call/remove"): "leads:write",
    ("POST", "/api/v1/audits"): "leads:write",
    ("GET", "/api/v1/sources/{source_id}/returns"): "sources:read",
    ("POST", "/api/v1/sources/{source_id}/returns"): "sources:write",
    ("POST", "/api/v1/sources/{source_id}/returns/{return_id}"): "sources:write",
    ("GET", "/api/v1/webhooks"): "webhooks",
    ("POST", "/api/v1/webhooks"): "webhooks",
    ("POST", "/api/v1/webhooks/{endpoint_id}"): "webhooks",
    ("POST", "/api/v1/webhooks/{endpoint_id}/secret"): "webhooks",
    ("POST", "/api/v1/webhooks/{endpoint_id}/switch/{state}"): "webhooks",
    ("GET", "/api/v1/webhooks/{endpoint_id}/messages"): "webhooks",
    ("POST", "/api/v1/webhook-messages/{message_id}/resend"): "webhooks",
}


def described() -> Iterator[Endpoint]:
    """Return every endpoint of the API's own description."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield method.upper(), path


ENDPOINTS = sorted(described())
