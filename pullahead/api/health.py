"""`/healthz`: is this server able to work? For load balancers and watchers; needs no key."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pullahead.usecases.floor.health import health

log = logging.getLogger("pullahead.api")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """`{ok, database, unreachable}`; 503 with `ok` false when work cannot go on."""
    seen = _seen()
    return JsonResponse(seen, status=200 if seen["ok"] else 503)


def _seen() -> dict[str, Any]:
    try:
        return dict(health())
    except (Error, OSError) as error:
        # Only the kind: the text of a driver's error may hold the host and the user
        log.error("healthz: the database does not answer (%s)", type(error).__name__)
        return {"ok": False, "database": "down", "unreachable": None}
