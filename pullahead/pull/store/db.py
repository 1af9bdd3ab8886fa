"""The store in the database, PostgreSQL or SQLite, inside the caller's transaction.

The hot statements stand in sql/*.sql, the same names for both. A transition is one conditional
statement: it matches the state and token that the act saw, and names the columns it writes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import connection

from pullahead.base.models import Journal
from pullahead.base.write import require_write
from pullahead.pull import models
from pullahead.pull.rules import Card, Lane, State
from pullahead.pull.store.port import Busy, Claim, Event, Hold, Receipt

# How long a pull looks again while cards are visible that others' open acts hold
PATIENCE_SECONDS = 1.0
LOOK_AGAIN_SECONDS = 0.002

# the engine's word → the table's column, where they differ
_COLUMNS = {
    "lead_id": "lead_id",
    "team": "team_id",
    "lane": "lane_id",
    "holder": "holder_id",
    "owner": "owner_id",
    "not_for": "not_for_id",
    "agent": "agent_id",
}

_LANE = ("windows", "half_life_hours", "promise", "skills", "id")


class DbStore:
    """Implements port.Store; one instance serves any number of acts."""

    # ---- lanes: rows are never changed or deleted

    def lanes(self) -> Sequence[Lane]:
        rows = models.Lane.objects.order_by("id").values_list(*_LANE)
        return [Lane(*row) for row in rows]

    def lane(self, lane: Lane) -> Lane:
        require_write()
        row, _ = models.Lane.objects.get_or_create(
            skills=lane.skills,
            windows=lane.windows,
            half_life_hours=lane.half_life_hours,
            promise=lane.promise,
        )
        return replace(lane, id=row.id)

    # ---- cards

    def add(self, cards: Sequence[Card]) -> None:
        require_write()
        models.Card.objects.bulk_create(
            [models.Card(**_row(card)) for card in cards], batch_size=500
        )

    def card(self, lead_id: UUID) -> Card | None:
        row = models.Card.objects.select_for_update().filter(pk=lead_id).first()
        return _card(row) if row is not None else None

    def cards_of(self, agent: int) -> Sequence[Card]:
        mine = models.Card.objects.select_for_update().order_by("lead_id")
        held = mine.filter(state=State.HELD, holder_id=agent)
        promised = mine.filter(owner_id=agent)
        return sorted((_card(r) for r in (*held, *promised)), key=lambda c: c.lead_id)

    def held_by(self, agent: int) -> Card | None:
        mine = models.Card.objects.select_for_update()
        row = mine.filter(state=State.HELD, holder_id=agent, slot=1).first()
        return _card(row) if row is not None else None

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        skip = connection.features.has_select_for_update_skip_locked
        rows = models.Card.objects.select_for_update(skip_locked=skip)
        return [
            _card(r) for r in rows.filter(wake_at__lte=now).order_by("wake_at", "lead_id")[:limit]
        ]

    def put(self, card: Card, *, was: Card) -> bool:
        require_write()
        there = models.Card.objects.filter(pk=was.lead_id, state=was.state, token=was.token)
        return there.update(**_row(card, changed_from=was)) == 1

    def wake(self, cards: Sequence[Card]) -> None:
        require_write()
        if cards:
            ids = [c.lead_id for c in cards]
            models.Card.objects.filter(pk__in=ids, state=State.ASLEEP).update(
                state=State.READY, wake_at=None, owner=None, owner_at=None
            )

    def remove(self, card: Card) -> bool:
        require_write()
        there = models.Card.objects.filter(pk=card.lead_id, state=card.state, token=card.token)
        return there._raw_delete(there.db) == 1

    # ---- pull

    def claim_promise(self, hold: Hold, lanes: Sequence[int], now: datetime) -> Card | None:
        return self._claim("claim_promise", hold, now, lanes=_list(lanes))

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Card | None:
        card = self._claim("claim_best", hold, now, **_offered(offers))
        give_up = time.monotonic() + PATIENCE_SECONDS
        while card is None:
            lanes, due = self._visible(hold, offers, now)
            if not lanes and not due:
                return None
            # Cards are visible, but others' open acts hold the best of them: those acts will be
            # over in a moment, and saying "nothing" here would be false. Each other lane is tried
            # meanwhile, so that one act that hangs stops nobody.
            card = self._first_of(lanes, hold, now)
            if card is None and (not lanes or time.monotonic() > give_up):
                raise Busy
            if card is None:
                time.sleep(LOOK_AGAIN_SECONDS)
        return card

    def _first_of(self, lanes: Sequence[int], hold: Hold, now: datetime) -> Card | None:
        tries = (self._claim("claim_best", hold, now, **_offered([(i, 0.0)])) for i in lanes)
        return next((card for card in tries if card is not None), None)

    def _visible(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> tuple[list[int], bool]:
        """The lanes with a card for this agent, best head first; and whether any card is due."""
        with connection.cursor() as cursor:
            values = {"agent": hold.agent, "now": _moment(now), **_offered(offers)}
            cursor.execute(_sql("visible"), values)
            found = [row[0] for row in cursor.fetchall()]
        return [i for i in found if i is not None], None in found

    def _claim(self, name: str, hold: Hold, now: datetime, **lists: Any) -> Card | None:
        require_write()
        values = {
            "agent": hold.agent,
            "token": _uuid(hold.token),
            "slot": hold.slot,
            "ends_at": _moment(hold.ends_at),
            "now": _moment(now),
            **lists,
        }
        rows = list(models.Card.objects.raw(_sql(name), values))
        if len(rows) > 1:
            raise RuntimeError("a pull took more than one card")
        return _card(rows[0]) if rows else None

    # ---- claims and records

    def claim(self, token: UUID) -> Claim | None:
        row = models.Claim.objects.filter(pk=token).first()
        if row is None:
            return None
        return Claim(**{f.name: getattr(row, _column(f.name)) for f in fields(Claim)})

    def add_claim(self, claim: Claim) -> None:
        require_write()
        models.Claim.objects.bulk_create([models.Claim(**_claim_row(claim))])

    def put_claim(self, claim: Claim) -> None:
        require_write()
        row = _claim_row(claim)
        names = (
            "ends_at", "ended_at", "end", "release_reason", "disposition", "note", "body_hash",
            "result", "late_note",
        )  # fmt: skip
        models.Claim.objects.filter(pk=claim.token).update(**{n: row[n] for n in names})

    def record(self, events: Sequence[Event]) -> None:
        require_write()
        rows = [
            Journal(at=e.at, kind=e.kind, lead_id=e.lead_id, actor_id=e.actor, data=dict(e.data))
            for e in events
        ]
        if rows:
            Journal.objects.bulk_create(rows, batch_size=500)

    def keep(self, receipt: Receipt) -> None:
        require_write()
        models.Receipt.objects.create(
            at=receipt.at,
            agent_id=receipt.agent,
            rule=receipt.rule,
            lead_id=receipt.lead_id,
            token=receipt.token,
            seen=dict(receipt.seen),
        )


def _column(name: str) -> str:
    return _COLUMNS.get(name, name)


def _row(card: Card, *, changed_from: Card | None = None) -> dict[str, Any]:
    """The card's columns; with `changed_from`, only those that differ (never the whole row)."""
    row = {_column(f.name): getattr(card, f.name) for f in fields(Card)}
    if changed_from is None:
        return row
    before = {_column(f.name): getattr(changed_from, f.name) for f in fields(Card)}
    # the state is always named, so that an update that changes nothing is still a statement
    return {n: v for n, v in row.items() if n == "state" or v != before[n]}


def _card(row: models.Card) -> Card:
    values = {f.name: getattr(row, _column(f.name)) for f in fields(Card)}
    return Card(**{**values, "state": State(row.state)})


def _claim_row(claim: Claim) -> Mapping[str, Any]:
    row = {_column(f.name): getattr(claim, f.name) for f in fields(Claim)}
    return {**row, "why": dict(claim.why), "result": claim.result and dict(claim.result)}


def _offered(offers: Sequence[tuple[int, float]]) -> dict[str, Any]:
    return {"lanes": _list([i for i, _ in offers]), "offsets": _list([plus for _, plus in offers])}


def _list(values: Sequence[float]) -> Any:
    """A list as the database takes it: an array on PostgreSQL, JSON on SQLite."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(values)


def _uuid(value: UUID) -> Any:
    return value if connection.vendor == "postgresql" else value.hex


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _sql(name: str) -> str:
    return _queries(connection.vendor)[name]


@cache
def _queries(vendor: str) -> dict[str, str]:
    """The named statements of sql/<database>.sql."""
    file = "postgres.sql" if vendor == "postgresql" else "sqlite.sql"
    text = files("pullahead.pull.store").joinpath("sql", file).read_text()
    named = [part.split("\n", 1) for part in text.split("-- name: ")[1:]]
    return {name.strip(): body.strip() for name, body in named}
