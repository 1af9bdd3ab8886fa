"""What a settle asks behind its card's lock, in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.compliance.queries import CALL
from pullahead.leads.models import Lead
from pullahead.pull import models
from pullahead.pull.cadence import Cadence, Disposition, DispositionKind
from pullahead.pull.contact_rates import rates_in
from pullahead.pull.queries import worth_with
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import Card, Lane
from pullahead.pull.store.fact_rows import hand_row, lanes_in, settle_row
from pullahead.pull.store.port import Claim
from pullahead.team.queries import BIGGEST

EMAIL = "email"
DISPOSITION, LEAD, ROUTE, CADENCE = 9, 4, 5, 2  # how many columns each has


@dataclass(slots=True)
class HandLock:
    """Takes the agent's row, then the card of their claim. Hand `take` to write()."""

    agent: int
    token: UUID
    card: Card | None = None  # as it is once it is locked

    def take(self) -> datetime | None:
        """The moment when both were had, where the database tells. Raises NotFound."""
        exists = 0 < self.agent < BIGGEST  # another number is none that a database takes
        found = hand_row(self.agent, self.token) if exists else None
        if found is None:
            raise NotFound("There is no such person.")
        moment, self.card = found
        return moment and _moment(moment)


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One try of the claim."""

    id: int
    channel: str
    value: str
    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A number of the lead that is good."""

    id: int
    value: str


@dataclass(frozen=True, slots=True)
class SettleFacts:
    """The facts; `disposition` is None where there is none with the code that was given."""

    claim: Claim
    disposition: Disposition | None
    source_id: int
    routed: bool  # False: the lead's source has no route yet, so worth and cadence are none
    worth: RankingInputs
    cadence: Cadence
    own_words: bool  # the house asks for own words always
    zone: str  # the agent's; "" for the organisation's
    tried: tuple[AttemptFacts, ...]  # in this claim, in order
    unanswered: tuple[datetime, ...]  # of this lead at any time, in order
    phones: tuple[Phone, ...]  # in the lead's order
    lanes: tuple[Lane, ...]  # of the window set of the card's lane

    @property
    def last_called(self) -> str:
        """The number that was called last in the claim; "" without a call."""
        return next((one.value for one in reversed(self.tried) if one.channel == CALL), "")

    @property
    def last_written(self) -> str:
        """The e-mail address that was written to last in the claim; "" without one."""
        return next((one.value for one in reversed(self.tried) if one.channel == EMAIL), "")

    def phone(self, value: str) -> Phone | None:
        """The lead's good number that this is."""
        return next((one for one in self.phones if one.value == value), None)


def read_facts(token: UUID, code: str) -> SettleFacts | None:
    """All of it as it stands now, for a settle as `code`; None where there is no such claim."""
    found = settle_row(token, code)
    if found is None:
        return None
    claim, row = found
    taken = iter(row)
    disposition = _disposition(_take(taken, DISPOSITION))
    source, value, asked_at, attributes = _take(taken, LEAD)
    lead = Lead(value=value, asked_at=_moment(asked_at), attributes=_read(attributes) or {})
    route, cadence = _take(taken, ROUTE), _take(taken, CADENCE)
    learned, figures, skills, own_words, zone, tried, unanswered, phones, lanes = taken
    known = frozenset((skills or "").split())
    return SettleFacts(
        claim=claim,
        disposition=disposition,
        source_id=source,
        routed=route[0] is not None,
        worth=worth_with(_route(route), lead, learned, known.__contains__, rates_in(figures)),
        cadence=_cadence(*cadence),
        own_words=bool(_read(own_words)),
        zone=zone or "",
        tried=tuple(
            AttemptFacts(i, channel, number, _moment(at), outcome)
            for i, channel, number, at, outcome in _read(tried) or ()
        ),
        unanswered=tuple(_moment(at) for at in _read(unanswered) or ()),
        phones=tuple(Phone(*one) for one in _read(phones) or ()),
        lanes=lanes_in(lanes or "[]"),
    )


def _take(values: Iterator[Any], count: int) -> list[Any]:
    return list(islice(values, count))


def _read(value: Any) -> Any:
    """What PostgreSQL and SQLite may give as text."""
    return json.loads(value) if isinstance(value, str) else value


def _moment(value: object) -> datetime:
    at = clock.moment(value)
    if at is None:
        raise ValueError("no moment where there must be one")
    return at


def _disposition(row: list[Any]) -> Disposition | None:
    code, label, kind, *flags = row
    if code is None:
        return None
    tried, reached, bad_number, opt_out, active, for_one = map(bool, flags)
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
    )


def _route(row: list[Any]) -> models.Route:
    chance, value, half_life_hours, curve, needs_skills = row
    if chance is None:
        return models.Route()
    return models.Route(
        chance=chance,
        value=value,
        half_life_hours=half_life_hours,
        curve=curve,
        needs_skills=needs_skills,
    )


def _cadence(offsets: Any, waits: Any) -> Cadence:
    return Cadence(
        offsets=tuple(timedelta(minutes=m) for m in _read(offsets) or ()),
        waits={code: timedelta(minutes=m) for code, m in (_read(waits) or {}).items()},
    )
