"""Grounds of a test's cards, in memory or in the database under test, with one interface.

The database's ground is inside one transaction that is rolled back at the end. Hundreds of random
walks therefore need no cleaning; the append-only journal could not be cleaned. Each act in it is a
savepoint. The deferred foreign keys are checked after each act, as a commit would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction

from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead, Source
from pullahead.pull import card_queries, models
from pullahead.pull.fact_rules import Callback, Interval
from pullahead.pull.rules import Card, Lane
from pullahead.pull.store.database import DbStore
from pullahead.pull.store.memory import MemoryStore
from pullahead.pull.store.port import Claim, EngineEvent, Receipt, Store
from pullahead.pull.tests.factories import NOON
from pullahead.pull.tests.soundness import faults
from pullahead.team.models import Person, Team
from pullahead.team.services import add_person, add_team

PEOPLE = 4
Row = TypeVar("Row", Card, Claim, Callback)


class Ground(Protocol):
    """Store with the leads beside it, and reads that take no lock."""

    @property
    def store(self) -> Store: ...

    @property
    def agents(self) -> Sequence[int]: ...

    @property
    def team(self) -> int: ...

    def act(self) -> AbstractContextManager[object]:
        """Open one transaction."""

    def open_lead(self, lead_id: UUID) -> None:
        """Write the wide record of a lead that is about to be admitted."""

    def close_lead(self, lead_id: UUID, code: str) -> None:
        """Close the wide record, in the act that took its card."""

    def reopen_lead(self, lead_id: UUID) -> None:
        """Open the wide record again, in the act that makes its card."""

    def leads(self) -> dict[UUID, bool]:
        """Return every lead, and whether it is open."""

    def cards(self) -> dict[UUID, Card]: ...

    def claims(self) -> dict[UUID, Claim]: ...

    def journal(self) -> list[EngineEvent]: ...

    def receipts(self) -> list[Receipt]: ...

    def intervals(self) -> list[Interval]: ...

    def callbacks(self) -> list[tuple[Callback, datetime | None, str]]:
        """Return callbacks with their moment and manner of resolution, by lead and due time."""

    def lanes(self) -> Sequence[Lane]: ...

    def unreachable(self) -> list[UUID]:
        """Return open leads without a finite next moment."""


@dataclass(slots=True)
class MemoryGround:
    """Memory store, with a dictionary for the leads."""

    agents: Sequence[int] = tuple(range(1, PEOPLE + 1))
    team: int = 1
    store: MemoryStore = field(default_factory=MemoryStore)
    rows: dict[UUID, bool] = field(default_factory=dict)

    def act(self) -> AbstractContextManager[object]:
        return nullcontext()

    def open_lead(self, lead_id: UUID) -> None:
        self.rows[lead_id] = True

    def close_lead(self, lead_id: UUID, code: str) -> None:
        self.rows[lead_id] = False

    def reopen_lead(self, lead_id: UUID) -> None:
        self.rows[lead_id] = True

    def leads(self) -> dict[UUID, bool]:
        return dict(self.rows)

    def cards(self) -> dict[UUID, Card]:
        return dict(self.store.cards)

    def claims(self) -> dict[UUID, Claim]:
        return dict(self.store.claims)

    def journal(self) -> list[EngineEvent]:
        return list(self.store.journal)

    def receipts(self) -> list[Receipt]:
        return list(self.store.receipts)

    def intervals(self) -> list[Interval]:
        return list(self.store.intervals)

    def callbacks(self) -> list[tuple[Callback, datetime | None, str]]:
        return sorted(self.store.callbacks, key=_callback_key)

    def lanes(self) -> Sequence[Lane]:
        return self.store.lanes()

    def unreachable(self) -> list[UUID]:
        cards = self.store.cards
        return [i for i, is_open in self.rows.items() if is_open and faults(cards.get(i))]


@dataclass(slots=True)
class DatabaseGround:
    """Database that the settings name."""

    agents: Sequence[int]
    team: int
    source: int
    store: DbStore = field(default_factory=DbStore)

    @contextmanager
    def act(self) -> Iterator[object]:
        with write_transaction():
            yield None
            connection.check_constraints()

    def open_lead(self, lead_id: UUID) -> None:
        Lead.objects.create(id=lead_id, source_id=self.source, admitted_at=NOON, asked_at=NOON)

    def close_lead(self, lead_id: UUID, code: str) -> None:
        Lead.objects.filter(pk=lead_id).update(closed_at=NOON, closed_as=code)

    def reopen_lead(self, lead_id: UUID) -> None:
        Lead.objects.filter(pk=lead_id).update(closed_at=None, closed_as="")

    def leads(self) -> dict[UUID, bool]:
        rows = Lead.objects.filter(source_id=self.source).values_list("id", "closed_at")
        return {lead: closed_at is None for lead, closed_at in rows}

    def cards(self) -> dict[UUID, Card]:
        return {row.lead_id: _read(Card, row) for row in models.CardRow.objects.all()}

    def claims(self) -> dict[UUID, Claim]:
        read = (_read(Claim, row) for row in models.ClaimRow.objects.all())
        return {claim.token: claim for claim in read}

    def journal(self) -> list[EngineEvent]:
        return [
            EngineEvent(row.kind, row.at, row.lead_id, row.actor_id, row.data)
            for row in Journal.objects.order_by("id")
        ]

    def receipts(self) -> list[Receipt]:
        return [
            Receipt(row.at, row.agent_id, row.rule, row.lead_id, row.token, row.seen)
            for row in models.ReceiptRow.objects.order_by("id")
        ]

    def intervals(self) -> list[Interval]:
        rows = models.IntervalRow.objects.order_by("id")
        return [
            Interval(r.lead_id, r.lane_id or 0, r.round, r.stage, r.since, r.until) for r in rows
        ]

    def callbacks(self) -> list[tuple[Callback, datetime | None, str]]:
        found = [
            (_read(Callback, row), row.resolved_at, row.how)
            for row in models.CallbackRow.objects.order_by("id")
        ]
        return sorted(found, key=_callback_key)

    def lanes(self) -> Sequence[Lane]:
        return self.store.lanes()

    def unreachable(self) -> list[UUID]:
        return list(card_queries.unreachable().values_list("id", flat=True))


def _callback_key(found: tuple[Callback, datetime | None, str]) -> tuple[Any, ...]:
    callback, resolved_at, how = found
    at = resolved_at or datetime.max.replace(tzinfo=UTC)
    return callback.lead_id, callback.made_at, callback.due_at, callback.owner, at, how


def _read(kind: type[Row], row: Any) -> Row:
    """Return a table's row as the engine's value, apart from the store's own reading."""
    names = [f.name for f in fields(kind)]
    columns = {n: n if n in {"lead_id", "round"} else _column(row, n) for n in names}
    return kind(**{n: getattr(row, column) for n, column in columns.items()})


def _column(row: Any, name: str) -> str:
    return f"{name}_id" if hasattr(row, f"{name}_id") else name


@contextmanager
def database_ground() -> Iterator[DatabaseGround]:
    """Make a ground on the database under test, rolled back at the end; needs the fixture `db`."""
    block: Any = transaction.atomic()
    # as Django's own TestCase says of its blocks: write() may be outermost inside this one
    block._from_testcase = True
    with block:
        with write_transaction():
            team = add_team(name="Sales")
            people = [_person(n, team) for n in range(1, PEOPLE + 1)]
            source = Source.objects.create(name="website")
        yield DatabaseGround([p.pk for p in people], team.pk, source.pk)
        transaction.set_rollback(True)


def _person(number: int, team: Team) -> Person:
    return add_person(name=f"Agent {number}", role="agent", team=team, password="x")


def memory_like(ground: Ground) -> MemoryGround:
    """Make a memory ground with equal people, so that equal acts leave equal traces."""
    return MemoryGround(agents=tuple(ground.agents), team=ground.team)


def trace(ground: Ground) -> dict[str, Any]:
    """Return all state of a ground, comparable between stores: lanes by content, not by id."""
    lanes = {lane.id: replace(lane, id=0) for lane in ground.lanes()}

    def card(c: Card) -> Any:
        return replace(c, lane=None), lanes[c.lane] if c.lane else None

    def interval(i: Interval) -> Any:
        return replace(i, lane=0), lanes[i.lane]

    def receipt(r: Receipt) -> Any:
        seen = dict(r.seen)
        lane = seen.pop("lane", None)
        seen["heads"] = [[lanes[int(i)], *terms] for i, *terms in seen.get("heads", ())]
        return replace(r, seen=seen, terms=None), lanes[lane] if lane else None

    def claim(c: Claim) -> Any:
        undo = dict(c.undo) if c.undo else {}
        lane = undo.pop("lane", None)
        return replace(c, undo=undo), lanes[lane] if lane else None

    return {
        "journal": ground.journal(),
        "cards": {k: card(c) for k, c in sorted(ground.cards().items())},
        "claims": {k: claim(c) for k, c in sorted(ground.claims().items())},
        "receipts": [receipt(r) for r in ground.receipts()],
        "leads": dict(sorted(ground.leads().items())),
        "intervals": sorted(map(interval, ground.intervals()), key=str),
        "callbacks": ground.callbacks(),
    }
