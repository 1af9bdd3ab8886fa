"""Shared parts of the API's tests: a floor with people, sources and keys, and a caller."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from pullahead.base import services
from pullahead.base.transaction import write_transaction
from pullahead.compliance.calling_hours import Window
from pullahead.compliance.services import set_windows
from pullahead.pull.services import lay_defaults
from pullahead.team.models import Person
from pullahead.usecases.settings import api_keys, users

ALL = ("pull", "leads:read", "leads:write", "sources:read", "sources:write", "webhooks")
NOBODY = "00000000-0000-4000-8000-000000000000"
ALWAYS = [Window("*", weekday, time(0, 0), time(23, 59)) for weekday in range(7)]
_numbers = count(0)


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """Response to a call."""

    status: int
    body: Any
    headers: dict[str, str]
    text: str

    @property
    def codes(self) -> dict[str, str]:
        """Field → code of each finding."""
        return {error["field"]: error["code"] for error in self.body["errors"]}


@dataclass(slots=True)
class Caller:
    """A program with a key (or none) that speaks JSON."""

    key: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **headers: str) -> ApiAnswer:
        return self.send("GET", path, b"", **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> ApiAnswer:
        """Send `body` as JSON; bytes go as they are."""
        raw = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        return self.send("POST", path, raw, **headers)

    def send(self, method: str, path: str, raw: bytes, **headers: str) -> ApiAnswer:
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        got = self.client.generic(
            method, path, raw, content_type="application/json", headers=headers
        )
        is_json = got.headers.get("Content-Type", "").startswith("application/json")
        text = got.content.decode()
        body = json.loads(text) if is_json and text else None
        return ApiAnswer(got.status_code, body, dict(got.headers), text)


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()


def lay_floor() -> None:
    """The defaults, at noon (UTC) of a day on which everybody may be called at any hour."""
    with write_transaction() as now:
        lay_defaults()
        set_windows(windows=ALWAYS)
        noon = datetime.combine(now.date(), time(12), UTC)
        services.move_clock(offset=noon - now)


def person(name: str, role: str = "agent", team: str = "Sales") -> Person:
    """Person who works here."""
    made, _ = users.add_person(name=name, role=role, team=team)
    Person.objects.filter(pk=made.pk).update(last_login=timezone.now())  # at work
    return made


def agent(name: str, role: str = "agent", team: str = "Sales") -> Caller:
    """A new person's program, with every scope."""
    person(name, role, team)
    return Caller(api_keys.make_agent_key(person=name, scopes=ALL))


def source(name: str = "web form") -> Caller:
    """A source's program, with every scope."""
    return Caller(api_keys.make_source_key(source=name, scopes=ALL))


def lead_body(**fields: Any) -> dict[str, Any]:
    """A lead whom nobody knows yet: reserved fictional numbers only."""
    number = next(_numbers)
    phone = f"+1 {212 + number // 100 % 5 * 101} 555 01{number % 100:02d}"
    return {"name": f"Lead {number}", "phone": phone, **fields}


def bring_in(caller: Caller, **fields: Any) -> str:
    """A lead that the caller brings in; its id."""
    got = caller.post("/api/v1/leads", lead_body(**fields))
    assert got.status == 201, got.text
    return str(got.body["id"])


def pull(caller: Caller) -> tuple[str, str]:
    """A pull that must find something: (token, lead id)."""
    got = caller.post("/api/v1/pull")
    assert got.status == 200, got.text
    assert got.body["claim"], got.text
    return str(got.body["claim"]["token"]), str(got.body["lead"]["id"])
