"""Running system with one protection removed: the races must notice. For tests only."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from pullahead.conversations import locks as promise_locks
from pullahead.conversations import schema as promise_schema
from pullahead.conversations.models import Promise
from pullahead.leads import services as leads_write
from pullahead.pipeline import locks as deal_locks
from pullahead.pipeline.models import Deal, FlowLimit
from pullahead.pipeline.rules import DealPlace
from pullahead.pull import claims, models, rules
from pullahead.pull.rules import Card
from pullahead.pull.selection import Picked
from pullahead.pull.store import statements
from pullahead.pull.store.database import DbStore
from pullahead.pull.store.port import Claim, Hold
from pullahead.pull.tests.broken_stores import DbNoCheckOfTheToken, DbPicksInItsOwnWay
from pullahead.sprints import item_schema, item_services
from pullahead.sprints.models import Item
from pullahead.usecases.common import engine as engine_module
from pullahead.usecases.work import attempts, dial_check
from tests.heart import barred


def use(store: DbStore) -> None:
    """Put the use cases' one engine on another store."""
    object.__setattr__(engine_module.ENGINE, "store", store)


class Steals(DbPicksInItsOwnWay):
    """Store that takes the best card even if another agent holds it."""

    def _claim(self, name: str, hold: Hold, now: datetime, **lists: Any) -> Card | None:
        row = models.CardRow.objects.filter(state__in=["ready", "held"]).order_by("-key").first()
        if row is None:
            return None
        models.CardRow.objects.filter(pk=row.pk).update(
            state="held",
            holder_id=hold.agent,
            token=hold.token,
            slot=hold.slot,
            next_at=hold.ends_at,
        )
        return self.card(row.pk)


def hold_claims_by(good: Callable[[Card, UUID], bool]) -> None:
    """Decide by the store alone whether a claim still has its card.

    The facts that the caller has read before are ignored.
    """

    def held(
        self: claims.ClaimActs,
        agent: int,
        token: UUID,
        now: datetime,
        facts: claims.ClaimFacts | None = None,
    ) -> tuple[Claim, Card | None]:
        claim = self.store.claim(token)
        if claim is None or claim.agent != agent:
            raise KeyError(token)
        card = self.store.card(claim.lead_id)
        return claim, card if card and good(card, token) else None

    claims.ClaimActs.held = held  # type: ignore[method-assign]


def no_token() -> None:
    """Accept a write while its card is held, whoever holds it."""
    hold_claims_by(lambda card, token: card.state == "held")
    use(DbNoCheckOfTheToken())


class ForgetsSettles(DbStore):
    """Store that forgets a settled claim, and lets it be settled once more."""

    def claim(self, token: UUID) -> Claim | None:
        found = DbStore.claim(self, token)
        return found and replace(found, ended_at=None, end="", body_hash="", next_step="")

    def card(self, lead_id: UUID) -> Card | None:
        found = DbStore.card(self, lead_id)
        last = models.ClaimRow.objects.filter(lead_id=lead_id).order_by("-started_at").first()
        if found is None or last is None:
            return found
        return replace(found, token=last.token, next_at=last.ends_at)

    def put(self, card: Card, *, was: Card) -> bool:
        return DbNoCheckOfTheToken().put(card, was=was)


def forgets_settles() -> None:
    """Let a settled claim be settled once more."""
    hold_claims_by(lambda card, token: card.token == token)
    use(ForgetsSettles())


def no_gate() -> None:
    """Let everybody pull, whatever they hold; remove the unique index too."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX card_one_hold")
    rules.may_pull = lambda *, active, holding: rules.PullPermission(True)
    DbStore.held_by = lambda self, agent: None  # type: ignore[method-assign]


def in_subquery() -> None:
    """SQL of `filter(id__in=queryset[:1]).update()`, instead of the materialized choice."""
    real = statements.statement

    def worse(name: str) -> str:
        text = real(name)
        choice = re.search(r",\s*picked AS MATERIALIZED \((.*)\)\s*UPDATE", text, re.DOTALL)
        if choice is None:
            return text
        text = text.replace(choice[0], " UPDATE")
        return text.replace("= (SELECT lead_id FROM picked)", f"IN ({choice[1]})")

    statements.statement = worse


class Impatient(DbStore):
    """Store that says "nothing" though other open acts may yet release a card."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        return self._picked(hold, offers, now)


def no_count() -> None:
    """Remove the trigger that counts the limits of deals."""
    on_table = " ON pipeline_deal" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER pipeline_deal_count{on_table}")


def no_publish_lock() -> None:
    """Let moves and publishes run side by side."""
    deal_locks.publish_lock = lambda *, exclusive=False: None


def no_limit_lock() -> None:
    """Lock the limits in one order in every second process, and in the other in the rest."""

    def locked(*places: DealPlace) -> list[FlowLimit]:
        rows = FlowLimit.objects.filter(deal_locks.of_places(places))
        order, found = "pk" if os.getpid() % 2 else "-pk", []
        for number in list(rows.order_by(order).values_list("pk", flat=True)):
            one = FlowLimit.objects.select_for_update(no_key=True).get(pk=number)
            found.append(one)
            time.sleep(0.005)  # long enough for another process to have the next one
        return found

    deal_locks.lock_limits = locked


def no_hours_lock() -> None:
    """Add up the hours of a week without locking them first."""
    function = item_schema.capacity_function(lock="")
    # long enough for another process to add up the same hours
    slow = function.replace("RETURN NULL;", "PERFORM pg_sleep(0.2);\n  RETURN NULL;")
    assert slow != function
    with connection.cursor() as cursor:
        cursor.execute(slow)


def no_item_lock() -> None:
    """Take items as they were read, without a lock."""

    def read(ids: Collection[UUID]) -> dict[UUID, Item]:
        found = {one.pk: one for one in Item.objects.filter(pk__in=ids)}
        time.sleep(0.02)  # long enough for another process to read the same
        return found

    item_services.lock_items = read
    deal_locks.lock_deals = lambda ids: {one.pk: one for one in Deal.objects.filter(pk__in=ids)}


def no_dial_lock() -> None:
    """Check the rules of a dial without its locks, and log the call a moment later."""
    checked = dial_check.may_dial

    def slowly(*about: Any, **more: Any) -> dict[str, Any]:
        record = checked(*about, **more)
        time.sleep(0.5)  # most of an agent's turn: another process bars the number meanwhile
        return record

    barred.SLOW, barred.WAYS = 0.7, ("office", "file")
    leads_write.lock_dials = lambda *, values: None
    attempts.may_dial = slowly  # type: ignore[attr-defined]


def no_promise_lock() -> None:
    """Move promises as they were read, without a lock, and without the guards of their moves."""

    def read(ids: Collection[UUID]) -> dict[UUID, Promise]:
        found = {one.pk: one for one in Promise.objects.filter(pk__in=ids)}
        # Long enough for another process to read the same: all answer one request first
        time.sleep(2 if any(one.n == 1 for one in found.values()) else 0.02)
        return found

    def read_deal(deal_id: UUID) -> Deal:
        return Deal.objects.select_related("stage").get(pk=deal_id)

    promise_locks.lock_promises = read
    deal_locks.lock_deal = read_deal
    with connection.cursor() as cursor:
        for name, table in promise_schema.GUARDED:
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
        cursor.execute("ALTER TABLE conversations_promisemove DROP CONSTRAINT promise_move_once")


BREAKS: dict[str, Callable[[], None]] = {
    "steals": lambda: use(Steals()),
    "no_token": no_token,
    "forgets_settles": forgets_settles,
    "no_gate": no_gate,
    "in_subquery": in_subquery,
    "impatient": lambda: use(Impatient()),
    "no_count": no_count,
    "no_publish_lock": no_publish_lock,
    "no_limit_lock": no_limit_lock,
    "no_hours_lock": no_hours_lock,
    "no_item_lock": no_item_lock,
    "no_dial_lock": no_dial_lock,
    "no_promise_lock": no_promise_lock,
}
