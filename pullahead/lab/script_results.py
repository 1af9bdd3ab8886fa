"""Result of a comparison of call scripts, and what past leads say about a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.lab import propensity
from pullahead.lab.propensity import ArmFigures as ArmFigures
from pullahead.lab.propensity import DrawnLead, ScriptEffect
from pullahead.leads.models import SaleOutcome, SaleVerdict
from pullahead.pull import script_comparisons
from pullahead.pull.models import ClaimRow, DispositionRow, ScriptComparisonRow, ScriptDrawRow
from pullahead.pull.script_comparison_rules import STOP_UNDO, ScriptYardstick
from pullahead.team.models import Person

PAST_WEEKS = 6
AT_ONCE = 500  # leads of one statement
Claimed = tuple[datetime, datetime, str]  # start, end, disposition of a settle


@dataclass(frozen=True, slots=True)
class ScriptPower:
    """Past leads of the source, and the difference that the plan can find."""

    past: int  # leads first pulled in six weeks
    rate: float  # with a result
    leads: float  # expected in the comparison
    share: float | None  # difference that is found in 80 % of cases; None: too few past leads


@dataclass(frozen=True, slots=True)
class ComparedLead:
    """Drawn lead of a comparison that is over, with its result."""

    lead_id: UUID
    drawn_at: datetime
    lead: DrawnLead


def result(*, comparison_id: int, viewer: Person) -> ScriptEffect | None:
    """Return the effect once the comparison is over; None before, and with too few leads.

    After an early stop, only leads count whose days ended before the stop.
    """
    found = draws(comparison_id=comparison_id, viewer=viewer)
    return propensity.effect(one.lead for one in found)


def draws(*, comparison_id: int, viewer: Person) -> list[ComparedLead]:
    """Return the leads that the result counts, in the order of their draws; none before the end.

    After a stop, there are none until the stop can no longer be undone.
    """
    row, now = _row(comparison_id, viewer), clock.now()
    ends_at = row.ends_at if row.stopped_at is None else row.stopped_at + STOP_UNDO
    if ends_at is None or ends_at > now:
        return []
    window, until = timedelta(days=row.days), row.stopped_at or now
    rows = ScriptDrawRow.objects.filter(comparison=row, drawn_at__lte=until - window)
    drawn = list(rows.order_by("drawn_at", "lead"))
    began = {one.lead_id: one.drawn_at for one in drawn}
    counted, minutes = _results(began, window, row.yardstick)
    return [
        ComparedLead(
            one.lead_id,
            one.drawn_at,
            DrawnLead(
                one.arm, one.probability, one.lead_id in counted, minutes.get(one.lead_id, 0.0)
            ),
        )
        for one in drawn
    ]


def power(*, comparison_id: int, viewer: Person) -> ScriptPower:
    """Estimate from the leads of six past weeks what a comparison can find."""
    row = _row(comparison_id, viewer)
    window = timedelta(days=row.days)
    until = clock.now() - window
    claims = ClaimRow.objects.filter(
        lead__source=row.source_id,
        started_at__gte=until - timedelta(weeks=PAST_WEEKS),
        started_at__lt=until,
        ground="pull",
    )
    earlier = ClaimRow.objects.filter(lead=OuterRef("lead"), started_at__lt=OuterRef("started_at"))
    began = dict(claims.filter(~Exists(earlier)).values_list("lead_id", "started_at"))
    counted, _minutes = _results(began, window, row.yardstick)
    leads = len(began) / PAST_WEEKS * row.weeks
    rate = len(counted) / len(began) if began else 0.0
    if len(began) < propensity.LEADS_NEEDED or not 0 < rate < 1:
        return ScriptPower(len(began), rate, leads, None)
    found = propensity.detectable(rate, leads, row.share_b)
    return ScriptPower(len(began), rate, leads, found)


def _row(comparison_id: int, viewer: Person) -> ScriptComparisonRow:
    rows = script_comparisons.comparisons(None if viewer.is_admin else viewer.team_id)
    found = rows.filter(pk=comparison_id).first() if viewer.is_leader else None
    if found is None:
        raise NotFound(_("Comparison not found."))
    return found


# ---- results of leads


def _results(
    began: dict[UUID, datetime], window: timedelta, yardstick: str
) -> tuple[set[UUID], dict[UUID, float]]:
    """Return the leads with the result within their days, and each lead's minutes of claims."""
    counted: set[UUID] = set()
    minutes: dict[UUID, float] = defaultdict(float)
    codes = set(DispositionRow.objects.filter(qualifies=True).values_list("code", flat=True))
    leads = list(began)
    for n in range(0, len(leads), AT_ONCE):
        some = leads[n : n + AT_ONCE]
        for lead, (starts, ends, disposition) in _claims(some):
            until = began[lead] + window
            if starts < until:
                minutes[lead] += (min(ends, until) - starts).total_seconds() / 60
            if yardstick == ScriptYardstick.QUALIFIED and ends < until and disposition in codes:
                counted.add(lead)
        if yardstick == ScriptYardstick.SOLD:
            counted |= {lead for lead, at in _sales(some) if at < began[lead] + window}
    return counted, minutes


def _claims(leads: Collection[UUID]) -> Iterable[tuple[UUID, Claimed]]:
    rows = ClaimRow.objects.filter(lead__in=leads, ended_at__isnull=False)
    columns = ("lead_id", "started_at", "ended_at", "end", "disposition")
    for lead, starts, ends, end, disposition in rows.values_list(*columns):
        if ends is not None:
            settled = disposition if end == ClaimRow.End.SETTLED else ""
            yield lead, (starts, ends, settled)


def _sales(leads: Collection[UUID]) -> Iterable[tuple[UUID, datetime]]:
    """Return the moment of each lead's sale; a corrected outcome does not count."""
    rows = SaleOutcome.objects.filter(
        lead__in=leads, corrected_by__isnull=True, verdict=SaleVerdict.WON
    )
    return rows.values_list("lead_id", "at")
