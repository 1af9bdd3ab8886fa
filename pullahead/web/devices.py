"""Address of a request, and the cookie of a device on which people have signed in.

The cookie is signed and names at most five people by id, for a desk may be shared. It signs nobody
in. It only gives the device a count of its own when passwords are guessed elsewhere.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings.sign_in import Client, is_one_of

COOKIE = "pullahead_device"
SALT = "pullahead.web.devices"
DAYS = 180
PEOPLE_AT_MOST = 5


def client_of(request: HttpRequest, name: str) -> Client:
    """Return the origin of a sign-in as `name`."""
    device, people = _read(request)
    known = is_one_of(people, name=name)
    return Client(address_of(request), device if known else "")


def address_of(request: HttpRequest) -> str:
    """Return the client's address; behind the proxy of PULLAHEAD_HTTPS, the one the proxy added."""
    if settings.CONFIG.https:
        added = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if added:
            return str(added)
    return peer(request)


def peer(request: HttpRequest) -> str:
    """Return the address of the connection, without a port."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    host, _, port = address.rpartition(":")
    return host if port.isdecimal() and ("." in host or host.endswith("]")) else address


def remember(request: HttpRequest, answer: HttpResponse, who: Person) -> None:
    """Note in the device's cookie that this person has signed in on it."""
    device, people = _read(request)
    kept = [who.pk, *(one for one in people if one != who.pk)][:PEOPLE_AT_MOST]
    value = signing.dumps({"id": device or secrets.token_urlsafe(16), "people": kept}, salt=SALT)
    answer.set_cookie(
        COOKIE,
        value,
        max_age=DAYS * 86_400,
        secure=settings.CONFIG.https,
        httponly=True,
        samesite="Lax",
        path="/sign-in",
    )


def _read(request: HttpRequest) -> tuple[str, list[int]]:
    """Return the device's id and its people; nothing for a missing, changed or old cookie."""
    try:
        kept: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return "", []
    return str(kept["id"]), [int(one) for one in kept["people"]]
