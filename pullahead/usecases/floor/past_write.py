"""Write the past of a demo floor behind the live floor, in one short transaction for each day.

A lead is written with all that happened to it on the day when it closed; the leads that are open at
the end come last, with their cards. The setting says how many days are written, so that a stopped
process continues. It plays the same days again, for their seed is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.base import queries as base
from pullahead.base.errors import Conflict
from pullahead.base.services import set_setting
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import sale_outcomes
from pullahead.leads import services as leads_write
from pullahead.leads.models import Address, AddressKind, SaleOutcome, SaleVerdict, Source
from pullahead.pull import second_looks
from pullahead.pull.past_attempts import PastCall, add_calls
from pullahead.pull.store.database import DbStore
from pullahead.pull.store.port import Receipt
from pullahead.team.past_presence import PastSpan, add_spans
from pullahead.team.queries import people
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.floor.past_floor import PlayedLead
from pullahead.usecases.settings.installation import has_demo_leads

HISTORY = "demo_history"


@dataclass(frozen=True, slots=True)
class PastCast:
    """The agents and the team lead of the past, and the ids of its sources by name.

    `visitor` is the agent as whom a visitor works: nothing waits for that agent alone.
    """

    agents: tuple[int, ...]
    visitor: int
    leader: int
    sources: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PastPlan:
    """Days to play up to a date, the seed and the cast, and how many of the days are written."""

    seed: int
    last: date
    days: int
    cast: PastCast
    written: int = 0

    @property
    def over(self) -> bool:
        """Return whether every day and the open leads are written."""
        return self.written > self.days


def zone() -> ZoneInfo:
    """Return the zone of the floor's days."""
    return ZoneInfo(organisation_zone())


def past_cast(
    *, agents: Collection[str], visitor: str, leader: str, sources: Collection[str]
) -> PastCast:
    """Return the people and sources with these names."""
    found = {one.name: one.pk for one in people().filter(name__in=[*agents, visitor, leader])}
    named = Source.objects.filter(name__in=sources).values_list("name", "pk")
    working = sorted(found[name] for name in {*agents, visitor} & found.keys())
    return PastCast(tuple(working), found[visitor], found[leader], dict(named))


def plan_past(plan: PastPlan) -> None:
    """Store that the days before the floor are to be written."""
    with write_transaction():
        _store(plan)


def _store(plan: PastPlan) -> None:
    set_setting(name=HISTORY, value=asdict(plan) | {"last": plan.last.isoformat()})


def planned_past() -> PastPlan | None:
    """Return the plan; None where there is no history to write, or all is written."""
    found = base.setting(HISTORY)
    if not isinstance(found, dict):
        return None
    cast, last = found["cast"], date.fromisoformat(found["last"])
    there = PastCast(**cast | {"agents": tuple(cast["agents"])})
    plan = PastPlan(found["seed"], last, found["days"], there, found["written"])
    return None if plan.over else plan


def progress() -> tuple[int, int] | None:
    """Return how many days are written, of how many; None where there is nothing to write."""
    plan = planned_past()
    return None if plan is None else (plan.written, plan.days)


@retried
def write_past(
    plan: PastPlan,
    leads: Sequence[PlayedLead],
    empty_pulls: Sequence[Receipt] = (),
    spans: Sequence[PastSpan] = (),
) -> None:
    """Write leads with all that happened to them, and that this day of the plan is written."""
    if not has_demo_leads():
        raise Conflict(
            "The history of a demo belongs in a demo database, and this is another one. "
            "Nothing was changed."
        )
    with write_transaction() as now:
        _store(plan)
        _write_leads(leads, now)
        _write_work(leads, empty_pulls)
        add_spans(sorted(spans, key=lambda span: span.from_at))
        for lead in leads:
            _end_lead(lead)


def _write_leads(leads: Sequence[PlayedLead], now: datetime) -> None:
    """Write the leads, and the cards of those that are open."""
    by_source = sorted(leads, key=lambda lead: lead.source.source.pk)
    for _, found in groupby(by_source, key=lambda lead: lead.source.source.pk):
        some = list(found)
        rows = [leads_write.Admission(one.id, one.row, at=one.at) for one in some]
        leads_write.admit(source=some[0].source.source, rows=rows, now=now)
    DbStore().add([lead.card for lead in leads if lead.card is not None])


def _write_work(leads: Sequence[PlayedLead], empty_pulls: Sequence[Receipt]) -> None:
    """Append claims, receipts, calls and journal lines in the order of their moments."""
    store = DbStore()
    store.add_claims(sorted((c for o in leads for c in o.claims), key=lambda c: c.started_at))
    receipts = [*empty_pulls, *(r for one in leads for r in one.receipts)]
    store.keep_all(sorted(receipts, key=lambda r: r.at))
    store.record(sorted((e for one in leads for e in one.events), key=lambda e: e.at))
    store.add_intervals(sorted((i for o in leads for i in o.intervals), key=lambda i: i.until))
    store.add_callbacks(sorted((c for o in leads for c in o.callbacks), key=lambda c: c[0].made_at))
    for one in leads:
        if one.closing is not None:
            store.add_closing(one.closing)
    second_looks.add_past(one.look for one in leads if one.look is not None)
    phones = _phones(one.id for one in leads)
    calls = [
        PastCall(
            lead_id=one.id,
            claim=call.claim,
            agent=call.agent,
            address_id=phones.get(one.id),
            value=one.row.phone,
            at=call.at,
            ended_at=call.ended_at,
            reached=call.reached,
            outcome=call.outcome,
        )
        for one in leads
        for call in one.attempts
    ]
    add_calls(sorted(calls, key=lambda call: call.at))
    for one in leads:
        if one.bad_number and one.id in phones:
            leads_write.mark_bad(address_id=phones[one.id], reason=one.bad_number)


def _phones(lead_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Return the id of each lead's number."""
    found = Address.objects.filter(lead_id__in=list(lead_ids), kind=AddressKind.PHONE)
    return dict(found.values_list("lead_id", "pk"))


def _end_lead(lead: PlayedLead) -> None:
    """Close a lead that was closed, and record its sale."""
    if lead.closed_at is not None:
        leads_write.close(lead_id=lead.id, code=lead.closed_as, now=lead.closed_at)
    sale = lead.sale
    if sale is not None:
        sale_outcomes.record_outcome(
            lead_id=lead.id,
            verdict=SaleVerdict.WON,
            value=sale.value,
            at=sale.at,
            now=sale.recorded_at,
            how=SaleOutcome.How.FILE if sale.from_file else SaleOutcome.How.AGENT,
            actor_id=sale.by,
        )
