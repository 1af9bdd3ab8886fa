"""Simulated browser: pages requested, forms sent."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.test import Client

from pullahead.team.models import Person
from pullahead.usecases.work import claims
from pullahead.usecases.work.home import ClaimView

# Elements beside which a browser shows no white space
BLOCKS = (
    "article|aside|blockquote|body|datalist|dd|details|dialog|div|dl|dt|fieldset|footer|form|h[1-6]|"
    "header|html|label|legend|li|main|nav|ol|option|p|progress|rect|section|select|summary|svg|"
    "table|tbody|td|th|thead|tr|ul"
)
BESIDE_A_BLOCK = re.compile(rf"\s*(</?(?:{BLOCKS})\b[^<>]*>)\s*")


def as_shown(answer: Any) -> str:
    """Return the answer's text; of a page, without the white space that a browser hides."""
    page = str(answer.content.decode())
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return page
    page = re.sub(r'(?<=")\s+>', ">", re.sub(r"\s+", " ", page))
    return BESIDE_A_BLOCK.sub(r"\1", page)


class Visitor(Client):
    """Signed-in person; `text` is the last page's."""

    def __init__(self, who: Person | None = None) -> None:
        super().__init__()
        self.who = who
        self.status = 0
        self.text = ""
        self.to = ""
        if who is not None:
            self.force_login(who)

    def see(self, path: str) -> str:
        """Send a GET, without following redirects."""
        return self._keep(self.get(path))

    def send(self, path: str, **fields: str) -> str:
        """Send a POST form, and return where it leads."""
        answer = self.post(path, fields)
        self._keep(answer)
        if answer.status_code in {302, 303} and not self.to.startswith("/sign-in"):
            self.text = as_shown(self.get(self.to, follow=True))
        return self.text

    def hand(self) -> ClaimView:
        """Return the claim in hand."""
        assert self.who is not None
        hand = claims.current_claim(agent_id=self.who.pk)
        assert hand is not None
        return hand

    def settle(self, token: UUID, **fields: str) -> str:
        """Send the settle form, having dialed on one's own phone."""
        fields = {"dialled": "on"} | fields
        return self.send(f"/next/{token}/settle", **fields)

    def _keep(self, answer: Any) -> str:
        self.status, self.to = answer.status_code, answer.headers.get("Location", "")
        self.text = as_shown(answer)
        return self.text
