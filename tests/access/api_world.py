"""The lead, the deal and the callers that the table of the API's access is about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pullahead.api.tests import callers
from pullahead.api.tests.callers import ApiAnswer, Caller
from pullahead.leads.models import Address, Lead
from pullahead.team.models import Person

Endpoint = tuple[str, str]


@dataclass(slots=True)
class ApiWorld:
    """One lead, received from a source, in the hand of an agent."""

    callers: dict[str, Caller]
    bodies: dict[Endpoint, Any]
    lead: str = ""
    token: str = ""
    deal: str = ""
    item: str = ""
    pod: int = 0
    stage: int = 0
    member: int = 0

    def ask(self, who: str | Caller, endpoint: Endpoint) -> ApiAnswer:
        """Send one request about the lead to the endpoint, as one of the callers."""
        caller = self.callers[who] if isinstance(who, str) else who
        return caller.send(endpoint[0], *self.request(endpoint))

    def request(self, endpoint: Endpoint) -> tuple[str, bytes]:
        """Return the address and the body of a request about the lead."""
        method, path = endpoint
        path = path.replace("{lead_id}", self.lead).replace("{token}", self.token)
        path = path.replace("{deal_id}", self.deal).replace("{act}", "signal")
        path = path.replace("{promise_id}", self.token)  # the id of no promise
        path = path.replace("{conversation_id}", self.token)  # and of no conversation
        path = path.replace("{member_id}", str(self.member))
        path = path.replace("{chart}", "cycle").replace("{return_id}", "1")
        path = path.replace("{stage_id}", str(self.stage)).replace("{state}", "on")
        path = path.replace("{endpoint_id}", "1").replace("{message_id}", "1")
        path = path.replace("{experiment_id}", "1").replace("{comparison_id}", "1")
        path = path.replace("{alert_id}", "1")
        path = path.replace("{boost_id}", "1").replace("{batch}", callers.NOBODY)
        path = path.replace("{leave_id}", "1").replace("{item_id}", self.item)
        path = path.replace("{pod_id}", str(self.pod)).replace("{sprint_id}", self.lead)
        path = path.replace("{step_id}", self.lead).replace("{objective_id}", self.lead)
        path = path.replace("{row_id}", self.lead).replace("{change_id}", self.lead)
        path = path.replace("{person_id}", str(Person.objects.get(name="Ana").pk))
        path = path.replace("{source_id}", str(Lead.objects.get(pk=self.lead).source_id))
        body = None if method == "GET" else self._body(endpoint)
        return path, b"" if body is None else json.dumps(body).encode()

    def _body(self, endpoint: Endpoint) -> Any:
        """Make the body of a request with ids of this world: a number, a free agent."""
        body: Any = self.bodies.get(endpoint)
        if endpoint[1].endswith("/attempts"):
            return body | {"address_id": Address.objects.get(kind="phone").pk}
        if endpoint[1].endswith("/hand-over"):
            return body | {"to": Person.objects.get(name="Cy").pk}
        return body
