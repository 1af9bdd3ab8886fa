"""Facts of a settle, read in one statement behind its card's lock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.base.errors import NotFound
from pullahead.compliance.queries import CALL
from pullahead.leads.models import Lead
from pullahead.pull import models
from pullahead.pull.cadence import Cadence, Disposition, DispositionKind
from pullahead.pull.contact_rates import rates_in
from pullahead.pull.queries import worth_with
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import Card, Lane
from pullahead.pull.store import rows
from pullahead.pull.store.port import Claim
from pullahead.pull.store.statements import read, statement
from pullahead.team.queries import BIGGEST

EMAIL = "email"
DISPOSITION, LEAD, ROUTE, CADENCE = 10, 4, 7, 2  # how many columns each has


@dataclass(slots=True)
class HandLock:
    """Lock of the agent's row, then of the claim's card. Pass `take` to write_transaction()."""

    agent: int
    token: UUID
    card: Card | None = None  # as read behind its lock

    def take(self) -> datetime | None:
        """Return when both locks were had, where the database tells. Raise NotFound."""
        exists = 0 < self.agent < BIGGEST  # a database refuses other numbers
        found = hand_row(self.agent, self.token) if exists else None
        if found is None:
            raise NotFound(_("User not found."))
        moment, self.card = found
        return moment and known_moment(moment)


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One attempt of the claim."""

    id: int
    channel: str
    value: str
    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Phone:
    """Valid number of the lead."""

    id: int
    value: str


@dataclass(frozen=True, slots=True)
class SettleFacts:
    """Facts of a settle; `disposition` is None for an unknown code."""

    claim: Claim
    disposition: Disposition | None
    source_id: int
    routed: bool  # False: the lead's source has no route yet, so worth and cadence are none
    worth: RankingInputs
    cadence: Cadence
    plan: Cadence  # nurturing plan of the disposition, or of the card's stage
    own_words: bool  # the organization always requires the agent's words
    zone: str  # the agent's; "" for the organization's
    tried: tuple[AttemptFacts, ...]  # in this claim, in order
    unanswered: tuple[datetime, ...]  # of this lead, in order
    phones: tuple[Phone, ...]  # in the lead's order
    lanes: tuple[Lane, ...]  # of the window set of the card's lane

    @property
    def last_called(self) -> str:
        """The last number called in the claim; "" without a call."""
        return next((one.value for one in reversed(self.tried) if one.channel == CALL), "")

    @property
    def last_written(self) -> str:
        """The last email address written to in the claim; "" without one."""
        return next((one.value for one in reversed(self.tried) if one.channel == EMAIL), "")

    def phone(self, value: str) -> Phone | None:
        """Return the lead's valid number that equals this one."""
        return next((one for one in self.phones if one.value == value), None)


def read_facts(token: UUID, code: str) -> SettleFacts | None:
    """Read all facts as they are now, for a settle as `code`; None without such a claim."""
    found = settle_row(token, code)
    if found is None:
        return None
    claim, row = found
    taken = iter(row)
    disposition = _disposition(_take(taken, DISPOSITION))
    source, value, asked_at, attributes = _take(taken, LEAD)
    lead = Lead(value=value, asked_at=known_moment(asked_at), attributes=_read(attributes) or {})
    route, cadence = _take(taken, ROUTE), _take(taken, CADENCE)
    plan, learned, figures, skills, own_words, zone, tried, unanswered, phones, lanes = taken
    known = frozenset((skills or "").split())
    return SettleFacts(
        claim=claim,
        disposition=disposition,
        source_id=source,
        routed=route[0] is not None,
        worth=worth_with(_route(route), lead, learned, known.__contains__, rates_in(figures)),
        cadence=_cadence(*cadence),
        plan=_cadence(plan, None),
        own_words=bool(_read(own_words)),
        zone=zone or "",
        tried=tuple(
            AttemptFacts(i, channel, number, known_moment(at), outcome)
            for i, channel, number, at, outcome in _read(tried) or ()
        ),
        unanswered=tuple(known_moment(at) for at in _read(unanswered) or ()),
        phones=tuple(Phone(*one) for one in _read(phones) or ()),
        lanes=rows.lanes_in(lanes or "[]"),
    )


def settle_row(token: UUID, code: str) -> tuple[Claim, list[Any]] | None:
    """Read a settle's facts: the claim, and the rest for settle_facts.py to parse."""
    found = read("settle_facts", token=token, code=code)
    if not found:
        return None
    return rows.claim(found[0][: len(rows.CLAIM)]), list(found[0][len(rows.CLAIM) :])


def hand_row(agent: int, token: UUID) -> tuple[Any, Card | None] | None:
    """Lock an agent's row and the card of a claim; return the moment and the card.

    The moment is when both locks were had, where the database tells. None for an unknown agent.
    """
    values = {"agent": agent, "token": rows.adapted(token)}
    found = statements.read(_hand(), values)
    if not found:
        return None
    moment, lead, *rest = found[0]
    return moment, None if lead is None else rows.card((lead, *rest))


def _hand() -> str:
    text = statement("hand")
    return text.replace("{clock}", clock.on_postgres()) if statements.postgres() else text


def _take(values: Iterator[Any], count: int) -> list[Any]:
    return list(islice(values, count))


def _read(value: Any) -> Any:
    """Return a value that PostgreSQL and SQLite may give as text."""
    return json.loads(value) if isinstance(value, str) else value


def known_moment(value: object) -> datetime:
    """Return a moment that must be there, as either database gives it."""
    at = clock.moment(value)
    if at is None:
        raise ValueError("no moment where there must be one")
    return at


def _disposition(row: list[Any]) -> Disposition | None:
    code, label, kind, *flags = row
    if code is None:
        return None
    tried, reached, bad_number, opt_out, active, for_one, dated = map(bool, flags)
    return Disposition(
        code=code,
        label=label,
        kind=DispositionKind(kind),
        tried=tried,
        reached=reached,
        bad_number=bad_number,
        opt_out=opt_out,
        active=active,
        for_one=for_one,
        dated=dated,
    )


def _route(row: list[Any]) -> models.Route:
    chance, value, half_life_hours, curve, needs_skills, boost, boosts = row
    if chance is None:
        return models.Route()
    return models.Route(
        chance=chance,
        value=value,
        half_life_hours=half_life_hours,
        curve=curve,
        needs_skills=needs_skills,
        boost=boost,
        boosts=_read(boosts),
    )


def _cadence(offsets: Any, waits: Any) -> Cadence:
    return Cadence(
        offsets=tuple(timedelta(minutes=m) for m in _read(offsets) or ()),
        waits={code: timedelta(minutes=m) for code, m in (_read(waits) or {}).items()},
    )
