"""Conversions by click id, for the ad platforms: sales, or qualified leads.

No name, number or note leaves this package. A lead without a known click is counted and left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import Min

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.attribution import Attribution, attribution_of
from pullahead.leads.models import Lead, SaleOutcome, SaleVerdict
from pullahead.leads.queries import WITHDRAWN
from pullahead.pull.models import ClaimRow, DispositionRow
from pullahead.reports import costs
from pullahead.reports.access import sources_only
from pullahead.team.models import Person

PERIODS = (7, 30, 90)
USUAL = 30
GOOGLE_HEADER = (
    "Google Click ID",
    "Conversion Name",
    "Conversion Time",
    "Conversion Value",
    "Conversion Currency",
)
META_HEADER = (
    "event_name",
    "event_time",
    "action_source",
    "fbc",
    "lead_id",
    "event_id",
    "value",
    "currency",
)


class ConversionKind(StrEnum):
    """Results that are conversions."""

    WON = "won"
    QUALIFIED = "qualified"


class Platform(StrEnum):
    """Ad platform that reads the file."""

    GOOGLE = "google"
    META = "meta"


NAMES = {ConversionKind.WON: "Sale", ConversionKind.QUALIFIED: "Qualified lead"}
META_NAMES = {ConversionKind.WON: "Purchase", ConversionKind.QUALIFIED: "Lead"}


@dataclass(frozen=True, slots=True)
class Conversion:
    """One result of a lead, and the click that brought the lead."""

    lead_id: UUID
    asked_at: datetime
    at: datetime
    click: Attribution
    value: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Conversions:
    """Conversions of a period: all, and those that each platform can use."""

    kind: ConversionKind
    days: int
    found: tuple[Conversion, ...]

    @property
    def google(self) -> tuple[Conversion, ...]:
        """Conversions with a click id of Google."""
        return tuple(one for one in self.found if one.click.gclid)

    @property
    def meta(self) -> tuple[Conversion, ...]:
        """Conversions with a click id or lead id of Meta."""
        return tuple(
            one for one in self.found if one.click.fbc or one.click.fbclid or one.click.meta_lead
        )

    def rows(self, platform: Platform) -> list[tuple[str, ...]]:
        """Return the file of a platform, with its header."""
        if platform == Platform.GOOGLE:
            zone = ("Parameters:TimeZone=+0000",)
            return [zone, GOOGLE_HEADER, *(_google(one, self.kind) for one in self.google)]
        return [META_HEADER, *(_meta(one, self.kind) for one in self.meta)]


@report
def conversions(*, viewer: Person, kind: str, days: int) -> Conversions:
    """Return the conversions of the last so many days, oldest first. Raise NotFound otherwise."""
    sources_only(viewer)
    if kind not in list(ConversionKind) or days not in PERIODS:
        raise NotFound("There is no such list of conversions.")
    chosen = ConversionKind(kind)
    since = costs.day_start(costs.first_day(clock.now(), days))
    found = _won(since) if chosen == ConversionKind.WON else _qualified(since)
    return Conversions(chosen, days, tuple(sorted(found, key=lambda one: (one.at, one.lead_id))))


def _won(since: datetime) -> Iterable[Conversion]:
    rows = SaleOutcome.objects.filter(
        corrected_by=None, verdict=SaleVerdict.WON, at__gte=since
    ).exclude(lead__closed_as=WITHDRAWN)
    columns = ("lead_id", "lead__asked_at", "at", "lead__attributes", "value", "currency")
    for lead_id, asked_at, at, attributes, value, currency in rows.values_list(*columns):
        yield Conversion(lead_id, asked_at, at, attribution_of(attributes), value, currency)


def _qualified(since: datetime) -> Iterable[Conversion]:
    """Return the leads first qualified since then; the first moment counts once."""
    codes = DispositionRow.objects.filter(qualifies=True).values_list("code", flat=True)
    settled = ClaimRow.objects.filter(disposition__in=list(codes), end=ClaimRow.End.SETTLED)
    first = dict(settled.values_list("lead_id").annotate(at=Min("ended_at")).filter(at__gte=since))
    leads = Lead.objects.filter(pk__in=first).exclude(closed_as=WITHDRAWN)
    for lead_id, asked_at, attributes in leads.values_list("id", "asked_at", "attributes"):
        yield Conversion(lead_id, asked_at, first[lead_id], attribution_of(attributes))


def _google(one: Conversion, kind: ConversionKind) -> tuple[str, ...]:
    at = one.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return (one.click.gclid, NAMES[kind], at, _amount(one.value), _currency(one))


def _meta(one: Conversion, kind: ConversionKind) -> tuple[str, ...]:
    """Return one row. Meta builds fbc of a click id as fb.1.(milliseconds).(fbclid)."""
    fbc = one.click.fbc
    if not fbc and one.click.fbclid:
        fbc = f"fb.1.{int(one.asked_at.timestamp() * 1_000)}.{one.click.fbclid}"
    event = f"{one.lead_id}-{kind.value}"  # the platform drops an event that it has already
    return (
        META_NAMES[kind],
        str(int(one.at.timestamp())),
        "system_generated",
        fbc,
        one.click.meta_lead,
        event,
        _amount(one.value),
        _currency(one),
    )


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _currency(one: Conversion) -> str:
    return "" if one.value is None else one.currency
