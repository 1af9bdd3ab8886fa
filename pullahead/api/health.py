"""Endpoints of monitors, without a key:

`/healthz` (the process answers) and `/readyz` (it can work).
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pullahead.usecases.floor.health import readiness

log = logging.getLogger("pullahead.api")
RETRY_SECONDS = "5"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """`{ok}`: the process is alive. The database is not asked: a restart would not help it."""
    return JsonResponse({"ok": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """`{ok, database, unreachable}`; 503 with `ok` false where nothing can be saved."""
    seen = readiness()
    if seen["ok"]:
        return JsonResponse(seen)
    # Only the kind: the text of a driver's error may hold the host and the user
    log.error("The database is not ready (%s), so /readyz answers 503", seen["database"])
    return JsonResponse(seen, status=503, headers={"Retry-After": RETRY_SECONDS})
