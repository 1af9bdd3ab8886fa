"""Store in the database, PostgreSQL or SQLite, inside the caller's transaction.

The statements are in sql/*.sql, with equal names for both databases. A transition is one
conditional statement. It matches the state and token that the act read, and names the columns that
it writes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from pullahead.base.db import statements
from pullahead.base.transaction import require_transaction
from pullahead.compliance.calling_hours import place_in
from pullahead.compliance.queries import numbers as number_facts
from pullahead.compliance.rules import RuleSet
from pullahead.leads import queries as leads
from pullahead.pull import models, selection
from pullahead.pull.fact_rules import Callback, CallbackEnd, Interval
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.selection import Picked, PickFacts, Rule
from pullahead.pull.store import rows
from pullahead.pull.store.port import Busy, Claim, Closing, EngineEvent, Hold, Receipt
from pullahead.pull.store.statements import number_rows, read, statement

# How long a pull retries while other open acts lock visible cards
PATIENCE_SECONDS = 1.0
LOOK_AGAIN_SECONDS = 0.002
_LANE = ("skills", "windows", "half_life_hours", "callback", "curve", "piece")
_JOURNAL = ("at", "kind", "lead_id", "actor_id", "data")
_RECEIPT = ("at", "agent_id", "rule", "lead_id", "token", "seen", *rows.TERMS)
FEW = 2  # rows that an agent's act writes
# rows in one INSERT: SQLite takes 32,766 values in a statement
AT_ONCE = 500


class DbStore:
    """Implements port.Store; one instance serves any number of acts."""

    keeps_records = True

    # ---- lanes: rows are never changed or deleted

    def lanes(self) -> Sequence[Lane]:
        return rows.lanes_in(read("lanes")[0][0] or "[]")

    def lane_at(self, id: int) -> Lane | None:
        found = read("lane_at", id=id)
        return rows.lane_in(found[0]) if found else None

    def lane(self, lane: Lane) -> Lane:
        require_transaction()
        like = {name: getattr(lane, name) for name in _LANE}
        there = read("lane_like", **like)
        if there:
            return replace(lane, id=there[0][0])
        row, _ = models.LaneRow.objects.get_or_create(**like)
        return replace(lane, id=row.id)

    # ---- cards

    def add(self, cards: Sequence[Card]) -> None:
        _insert("pull_card", rows.CARD, [rows.values(card) for card in cards])

    def card(self, lead_id: UUID) -> Card | None:
        return _one("card", lead=lead_id)

    def card_of(self, token: UUID) -> Card | None:
        return _one("card_of_token", token=token)

    def lock_cards(self, leads: Collection[UUID], agents: Collection[int] = ()) -> None:
        require_transaction()
        if statements.postgres() and (leads or agents):
            read("lock_cards", leads=sorted(leads), agents=sorted(agents))

    def cards_of(self, agent: int) -> Sequence[Card]:
        there = [rows.card(row) for row in read("of_agent", agent=agent)]
        return [one for one in there if agent in {one.holder, one.owner}]

    def held_cards(self, agent: int) -> Sequence[Card]:
        return [rows.card(row) for row in read("held_of", agent=agent)]

    def held_by(self, agent: int) -> Card | None:
        return _one("held_by", agent=agent)

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        return [rows.card(row) for row in read("due", now=now, limit=limit)]

    def put(self, card: Card, *, was: Card) -> bool:
        return self._put(card, was, "state = %s AND token", [was.state, was.token])

    def _put(self, card: Card, was: Card, there: str, given: Sequence[Any]) -> bool:
        """Write the changed columns where the row is still as the act read it."""
        changed = rows.changes(card, was)
        sets = ", ".join(f"{column} = %s" for column in changed)
        same = "IS NOT DISTINCT FROM" if statements.postgres() else "IS"
        text = f"UPDATE pull_card SET {sets} WHERE lead_id = %s AND {there} {same} %s"
        return _write(text, [*changed.values(), was.lead_id, *given]) == 1

    def wake(self, cards: Sequence[Card]) -> None:
        require_transaction()
        if cards:
            ids = [c.lead_id for c in cards]
            models.CardRow.objects.filter(pk__in=ids, state=CardState.SCHEDULED).update(
                state=CardState.READY,
                ready_at=F("next_at"),
                next_at=None,
                owner=None,
                owner_at=None,
            )

    def aging(self, now: datetime, limit: int) -> Sequence[Card]:
        return [rows.card(row) for row in read("aging", now=now, limit=limit)]

    def rekey(self, cards: Sequence[Card]) -> None:
        require_transaction()
        moved = [(c.lane, c.key, rows.adapted(c.rekey_at), rows.adapted(c.lead_id)) for c in cards]
        text = "UPDATE pull_card SET lane_id = %s, key = %s, rekey_at = %s WHERE lead_id = %s"
        with connection.cursor() as cursor:
            cursor.executemany(text, moved)

    def remove(self, card: Card) -> bool:
        same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
        text = f"DELETE FROM pull_card WHERE lead_id = %s AND state = %s AND token {same} %s"
        return _write(text, [card.lead_id, card.state, card.token]) == 1

    # ---- pull

    def claim_callback(self, hold: Hold, lanes: Sequence[int], now: datetime) -> Picked | None:
        row = self._held_now("claim_callback", hold, now, lanes=rows.numbers(lanes))
        return rows.picked(row, own_callback=True) if row is not None else None

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        card = self._picked(hold, offers, now)
        give_up = time.monotonic() + PATIENCE_SECONDS
        while card is None:
            lanes, due = self._visible(hold, offers, now)
            if not lanes and not due:
                return None
            # Other open acts lock the best visible cards. Those acts end in a moment, and "nothing"
            # would be false here. Each other lane is tried meanwhile, so that one hanging act
            # stops nobody.
            card = self._first_of(lanes, hold, now)
            if card is None and (not lanes or time.monotonic() > give_up):
                raise Busy
            if card is None:
                time.sleep(LOOK_AGAIN_SECONDS)
        return card

    def claim_exploration(
        self,
        hold: Hold,
        rule: Rule,
        lanes: Sequence[int],
        callbacks: Sequence[int],
        now: datetime,
    ) -> Picked | None:
        given = {"lanes": rows.numbers(lanes), "callbacks": rows.numbers(callbacks)}
        row = self._held_now(f"claim_{rule}", hold, now, **given, **_asked(hold))
        if row is None:
            return None
        told = row[len(rows.CARD) + 1 :]  # SQLite is asked for the numbers afterwards
        picked = rows.picked(row, rule=rule)
        return replace(picked, numbers=rows.numbers_in(told[0])) if told else picked

    def _picked(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        row = self._held_now("claim_best", hold, now, **_offered(offers), **_asked(hold))
        if row is None:
            return None
        heads, *told = row[len(rows.CARD) + 1 :]  # SQLite is asked for the numbers afterwards
        heads = json.loads(heads) if isinstance(heads, str) else heads
        picked = rows.picked(row)
        return replace(
            picked,
            heads=selection.in_order(dict(heads), offers),
            numbers=rows.numbers_in(told[0]) if told else None,
        )

    def _first_of(self, lanes: Sequence[int], hold: Hold, now: datetime) -> Picked | None:
        tries = (self._picked(hold, [(i, 0.0)], now) for i in lanes)
        return next((card for card in tries if card is not None), None)

    def _visible(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> tuple[list[int], bool]:
        """Return the lanes with a card for this agent, best head first; and whether any card is
        due.
        """
        given = {"agent": hold.agent, "now": now, **_offered(offers)}
        with connection.cursor() as cursor:  # planned at run time: the number of due cards decides
            cursor.execute(statement("visible"), {k: rows.adapted(v) for k, v in given.items()})
            found = [row[0] for row in cursor.fetchall()]
        return [i for i in found if i is not None], None in found

    def _held_now(
        self, name: str, hold: Hold, now: datetime, **lists: Any
    ) -> tuple[Any, ...] | None:
        require_transaction()
        found = read(
            name,
            agent=hold.agent,
            token=hold.token,
            slot=hold.slot,
            ends_at=hold.ends_at,
            now=now,
            **lists,
        )
        if len(found) > 1:
            raise RuntimeError("a pull took more than one card")
        return found[0] if found else None

    def pick_facts(self, picked: Picked, *, limits: RuleSet, now: datetime) -> PickFacts:
        card, found = picked.card, picked.numbers
        if found is None:
            found = number_rows(card.lead_id, now - limits.back)
        numbers, opted_out = number_facts(found)
        mailable = False
        if not numbers:
            mailable, opted_out = leads.mailable(card.lead_id)
        lane = self.lane_at(card.lane or 0) if card.due_at else None
        zone = place_in(lane.windows).zones[0] if lane else "UTC"
        return PickFacts(opted_out, numbers, zone, mailable, limits)

    # ---- claims and records

    def claim(self, token: UUID) -> Claim | None:
        found = read("claim", token=token)
        return rows.claim(found[0]) if found else None

    def last_claim(self, lead_id: UUID) -> Claim | None:
        found = read("last_claim", lead=lead_id)
        return rows.claim(found[0]) if found else None

    def add_closing(self, closing: Closing) -> None:
        _insert("pull_closing", rows.CLOSING, [rows.values(closing)])

    def last_closing(self, lead_id: UUID) -> Closing | None:
        found = read("last_closing", lead=lead_id)
        return rows.closing(found[0]) if found else None

    def forget_undo(self, closing: Closing) -> None:
        require_transaction()
        there = models.ClosingRow.objects.filter(lead_id=closing.lead_id, at=closing.at)
        there.update(undo=None)

    def saved_since(self, agent: int, moment: datetime, longest: timedelta) -> bool:
        return bool(read("saved_since", agent=agent, moment=moment, begun=moment - longest))

    def add_claim(self, claim: Claim) -> None:
        self.add_claims([claim])

    def add_claims(self, claims: Sequence[Claim]) -> None:
        """Store claims, which may have ended."""
        _insert("pull_claim", rows.CLAIM, [rows.values(claim) for claim in claims])

    def put_claim(self, claim: Claim) -> None:
        require_transaction()
        given = [rows.adapted(getattr(claim, column)) for column in rows.ENDING]
        statements.defer_write("pull_claim", _ENDED, [*given, rows.adapted(claim.token)])

    def record(self, events: Sequence[EngineEvent]) -> None:
        _insert("base_journal", _JOURNAL, [_line(one) for one in events])

    def keep(self, receipt: Receipt) -> None:
        self.keep_all([receipt])

    def keep_all(self, receipts: Sequence[Receipt]) -> None:
        """Append receipts."""
        _insert("pull_receipt", _RECEIPT, [_kept(receipt) for receipt in receipts])

    # ---- facts for measures

    def add_interval(self, interval: Interval) -> None:
        self.add_intervals([interval])

    def add_intervals(self, intervals: Sequence[Interval]) -> None:
        """Append times in which cards were ready."""
        _insert("pull_interval", rows.INTERVAL, [rows.values(one) for one in intervals])

    def add_callbacks(self, found: Sequence[tuple[Callback, datetime | None, str]]) -> None:
        """Append callbacks, each with its moment and manner of resolution."""
        values = [[*rows.values(one), rows.adapted(at), how] for one, at, how in found]
        _insert("pull_callback", (*rows.CALLBACK, "resolved_at", "how"), values)

    def add_callback(self, callback: Callback) -> None:
        _insert("pull_callback", rows.CALLBACK, [rows.values(callback)])

    def end_callback(self, lead_id: UUID, at: datetime, how: CallbackEnd) -> None:
        require_transaction()
        # another name than the table's: one statement may both end a callback and add the next
        statements.defer_write("callback_end", _CALLBACK_ENDED, _plain(at, how, lead_id))

    def undo_callback(self, claim: UUID, now: datetime) -> None:
        require_transaction()
        made = models.CallbackRow.objects.filter(claim_id=claim, resolved_at=None)
        made.update(resolved_at=now, how=CallbackEnd.UNDONE)

    def reopen_callback(self, lead_id: UUID, *, due_at: datetime, at: datetime) -> None:
        require_transaction()
        ended = models.CallbackRow.objects.filter(lead_id=lead_id, resolved_at=at, due_at=due_at)
        ended.update(resolved_at=None, how="")


def _into(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES"


def _values(columns: Sequence[str]) -> str:
    return f"({', '.join(['%s'] * len(columns))})"


_ENDED = (
    "UPDATE pull_claim SET "
    + ", ".join(f'"{column}" = %s' for column in rows.ENDING)
    + " WHERE token = %s"
)


_CALLBACK_ENDED = (
    "UPDATE pull_callback SET resolved_at = %s, how = %s WHERE lead_id = %s AND resolved_at IS NULL"
)


def _plain(*given: Any) -> list[Any]:
    return [rows.adapted(value) for value in given]


def seen_card(lead_id: UUID) -> Card | None:
    """Return a card without a lock, for a page. A lock writes to the row."""
    return _one("seen_card", lead=lead_id)


def _line(e: EngineEvent) -> list[Any]:
    return [rows.adapted(value) for value in (e.at, e.kind, e.lead_id, e.actor, e.data)]


def _kept(r: Receipt) -> list[Any]:
    seen = (r.at, r.agent, r.rule, r.lead_id, r.token, r.seen, *rows.terms(r.terms))
    return [rows.adapted(value) for value in seen]


def _one(name: str, **given: Any) -> Card | None:
    found = read(name, **given)
    return rows.card(found[0]) if found else None


def _write(text: str, given: Sequence[Any]) -> int:
    """Run a statement that writes; return how many rows it changed."""
    require_transaction()
    return statements.write(text, [rows.adapted(v) for v in given])


def _insert(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Append rows, many in one statement."""
    require_transaction()
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        text = f"{_into(table, columns)} {', '.join([_values(columns)] * len(part))}"
        given = [value for row in part for value in row]
        if len(part) <= FEW:
            statements.defer_write(table, text, given)
            continue
        with connection.cursor() as cursor:
            cursor.execute(text, given)


def _asked(hold: Hold) -> Mapping[str, Any]:
    """Return what a pick that reads the numbers needs beside the hold."""
    return {"since": hold.since} if statements.postgres() else {}


def _offered(offers: Sequence[tuple[int, float]]) -> Mapping[str, Any]:
    lanes, offsets = [i for i, _ in offers], [plus for _, plus in offers]
    return {"lanes": rows.numbers(lanes), "offsets": rows.numbers(offsets)}
