"""Parts that the endpoints of version 1 share: keys, ids, the statuses of failures."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import UUID

from pydantic import WithJsonSchema

from pullahead.api.auth import Key
from pullahead.base.errors import NotFound

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
FAILURES = frozenset({400, 401, 403, 413, 422, 500, 503})
WITH_ID = FAILURES | {404}
WITH_TOKEN = WITH_ID | {409}


def opened_by(scope: str, *, contributors: bool = False) -> dict[str, Any]:
    """Require a key with `scope` for an endpoint, and add that to its description.

    `contributors` opens the endpoint to this role; every other endpoint is closed to it.
    """
    return {"auth": Key(scope, contributors), "openapi_extra": {"x-scope": scope}}


def known_id(text: str) -> UUID:
    """Return the id in an address; raise NotFound if the text is no id."""
    if not _UUID.fullmatch(text):
        raise NotFound("No object has this id. Check the id.")
    return UUID(text)
