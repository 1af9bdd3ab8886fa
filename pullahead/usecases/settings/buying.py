"""Apply the caps of the buying plan by one act, undo them, and set the cost of an agent's hour.

The plan comes from reports, which no use case imports. The worker passes it on, and the page or the
API its caps. Other systems are told by the journal lines `buying.planned` and `buying.applied`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import queries as base
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.ids import new_id
from pullahead.base.journal import JournalEvent, record
from pullahead.base.services import set_setting
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import source_money
from pullahead.leads.models import BuyingCap, PublishedPlan
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import sources_only
from pullahead.usecases.settings.change_log import record_change
from pullahead.usecases.settings.source_terms import BIGGEST, CAP_AT_MOST

HOUR_COST = "agent_hour_cost"
HOUR_COST_AT_MOST = Decimal(10_000)
SOURCES_AT_MOST = 1_000


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """Plan of one source, as reports computed it."""

    source_id: int
    leads_a_day: int
    highest_price: Decimal
    advice: str
    reason: str


@dataclass(frozen=True, slots=True)
class AppliedCaps:
    """Caps of the latest click: whose, when, and of how many sources."""

    batch: UUID
    at: datetime
    sources: int


@retried
def publish(*, plan: Sequence[PlannedSource]) -> int:
    """Journal the plans that changed, so that other systems are told. Return how many.

    A plan changed if its advice, its reason or its number of leads did: the price moves each day.
    """
    changed = 0
    with write_transaction() as now:
        known = PublishedPlan.objects.in_bulk([one.source_id for one in plan])
        for one in sorted(plan, key=lambda one: one.source_id):
            was = known.get(one.source_id)
            told = None if was is None else (was.advice, was.reason, was.leads_a_day)
            if told == (one.advice, one.reason, one.leads_a_day):
                continue
            source_money.publish_plan(
                source_id=one.source_id,
                leads_a_day=one.leads_a_day,
                highest_price=one.highest_price,
                advice=one.advice,
                reason=one.reason,
                now=now,
            )
            said = {
                "source": one.source_id,
                "leads_per_day": one.leads_a_day,
                "highest_price": str(one.highest_price),
                "advice": one.advice,
                "reason": one.reason,
            }
            record(JournalEvent.BUYING_PLANNED, now=now, data=said)
            changed += 1
    return changed


def hour_cost(*, viewer: Person) -> Decimal | None:
    """Return the cost of an agent's hour in the organization's currency; None: not set."""
    sources_only(viewer)
    return stored_hour_cost()


def stored_hour_cost() -> Decimal | None:
    """Return the cost of an agent's hour for a job, which has no viewer."""
    stored = base.setting(HOUR_COST)
    try:
        return Decimal(str(stored)) if stored else None
    except InvalidOperation:
        return None


@retried
def set_hour_cost(*, amount: Decimal | None, by: Person) -> None:
    """Set the cost of an agent's hour; None removes it."""
    sources_only(by)
    if amount is not None:
        if not (amount.is_finite() and 0 <= amount <= HOUR_COST_AT_MOST):
            said = _("Enter a cost from 0 to {most}.").format(most=f"{HOUR_COST_AT_MOST:,}")
            raise wrong("amount", "out_of_range", said)
        if amount != amount.quantize(Decimal("0.01")):
            raise wrong("amount", "not_an_amount", _("Enter a cost with at most 2 decimals."))
    with write_transaction() as now:
        stored = "" if amount is None else str(amount)
        set_setting(name=HOUR_COST, value=stored)
        record_change(JournalEvent.HOUR_COST, by, now, amount=stored)


def applied(*, viewer: Person) -> AppliedCaps | None:
    """Return the latest click that is not undone."""
    sources_only(viewer)
    last = BuyingCap.objects.order_by("-at", "-id").first()
    if last is None or last.undone_at is not None:
        return None
    count = BuyingCap.objects.filter(batch=last.batch).count()
    return AppliedCaps(last.batch, last.at, count)


@retried
def apply_caps(*, caps: Mapping[int, int], by: Person) -> UUID:
    """Set the cap a day of each source, all or none. Return the id that undoes it.

    Raise Invalid without a cap or with one out of range, NotFound for an unknown source.
    """
    sources_only(by)
    if not caps or len(caps) > SOURCES_AT_MOST:
        raise wrong("caps", "required", _("Choose at least one source."))
    for cap in caps.values():
        if not 0 <= cap <= CAP_AT_MOST:
            said = _("Enter a cap from 0 to {most}.").format(most=f"{CAP_AT_MOST:,}")
            raise wrong("caps", "out_of_range", said)
    batch = new_id()
    with write_transaction() as now:
        for source_id in sorted(caps):
            known = 0 < source_id < BIGGEST
            source = source_money.lock_source(source_id) if known else None
            if source is None:
                raise NotFound(_("Source not found. Nothing was changed. Reload the page."))
            cap, was = caps[source_id], source.cap_day
            source_money.add_buying_cap(
                batch=batch, source=source, cap_day=cap, now=now, actor_id=by.pk
            )
            source_money.set_cap_day(source_id=source_id, cap=cap)
            record_change(
                JournalEvent.BUYING_APPLIED, by, now, source=source_id, cap_day=cap, was=was
            )
    return batch


@retried
def undo_caps(*, batch: UUID, by: Person) -> int:
    """Restore the caps from before a click. Return how many; a cap that changed since stays.

    Raise NotFound for an unknown click, Conflict `undone` if it is undone already.
    """
    sources_only(by)
    with write_transaction() as now:
        rows = list(BuyingCap.objects.filter(batch=batch).order_by("source_id"))
        if not rows:
            raise NotFound(_("These caps were not found. Reload the page."))
        sources = [source_money.lock_source(row.source_id) for row in rows]
        if not source_money.mark_undone(batch=batch, now=now):
            said = _("These caps were already undone. Nothing was changed.")
            raise Conflict(said, code="undone")
        restored = 0
        for row, source in zip(rows, sources, strict=True):
            if source is not None and source.cap_day == row.cap_day:
                source_money.set_cap_day(source_id=source.pk, cap=row.was)
                record_change(
                    JournalEvent.BUYING_UNDONE, by, now, source=source.pk, cap_day=row.was
                )
                restored += 1
    return restored
