"""Contact rates: read settled claims, store measured rates, activate or restore them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.compliance.places import PrefixOverride, place_of
from pullahead.leads.models import Lead
from pullahead.pull.cadence import DispositionKind
from pullahead.pull.contact_rates import read, written
from pullahead.pull.models import Attempt, ClaimRow, DispositionRow
from pullahead.pull.queries import overrides, rates_in_use
from pullahead.pull.rate_activation import set_rates
from pullahead.scoring import contact_rates
from pullahead.scoring.contact_rates import Measured, StageCount, Work
from pullahead.scoring.models import RatesVersion

# the latest calls; a claim holds one or more
CALLS = 20_000
WON = "won"
Row = tuple[UUID, bool, datetime, str, int, datetime, datetime, datetime, str]


def works(most: int = CALLS) -> list[Work]:
    """Return the latest pulled and settled claims with a call.

    A customer who made contact counts as no attempt. Round and hour are those of the first call.
    """
    calls = Attempt.objects.filter(channel="call", claim__end="settled", claim__ground="pull")
    facts = "round", "started_at", "ended_at", "ends_at", "stage"
    columns = "claim_id", "reached", "at", "value", *(f"claim__{name}" for name in facts)
    by_claim: dict[UUID, list[Row]] = {}
    rows: Any = calls.order_by("-id").values_list(*columns)[:most]
    for row in rows:
        by_claim.setdefault(row[0], []).append(row)
    known = overrides()
    return [_work(found, known) for found in by_claim.values()]


def _work(calls: Sequence[Row], known: Sequence[PrefixOverride]) -> Work:
    _, _, at, value, nth, started_at, ended_at, ends_at, stage = min(calls, key=lambda row: row[2])
    late = ended_at > ends_at  # settled after its end, so its length is unknown
    return Work(
        round=max(nth, 1),
        reached=any(row[1] for row in calls),
        minutes=None if late else max((ended_at - started_at).total_seconds(), 0.0) / 60,
        hour=_hour(value, at, tuple(known)),
        nurtured=bool(stage),
    )


def _hour(number: str, at: datetime, known: tuple[PrefixOverride, ...]) -> int | None:
    """Return the local hour at this number; None if it is unknown or differs between zones."""
    hours = {at.astimezone(ZoneInfo(zone)).hour for zone in _zones(number, known)}
    return hours.pop() if len(hours) == 1 else None


@lru_cache(maxsize=50_000)
def _zones(number: str, known: tuple[PrefixOverride, ...]) -> tuple[str, ...]:
    place = place_of(number, known)
    return place.zones if place is not None else ()


def stages() -> list[StageCount]:
    """Return the decided nurtured leads by their last stage, sold or not.

    A lead counts with its learned chance, or with its source's start value. The stage of a lead
    that another system reached is that of its claims here.
    """
    claims = ClaimRow.objects.filter(lead_id=OuterRef("pk")).order_by("-started_at")
    last = claims.filter(settled_as__in=_nurturing()).values("settled_as")[:1]
    began = claims.exclude(stage="").values("stage")[:1]
    leads = (
        Lead.objects.filter(closed_at__isnull=False)
        .annotate(stage=Coalesce(Subquery(last), Subquery(began)))
        .filter(stage__isnull=False)
        .order_by("-closed_at")
        .values_list("stage", "closed_as", "score__chance", "source__route__chance")[:CALLS]
    )
    found: dict[str, StageCount] = {}
    for stage, closed_as, learned, start in leads:
        one = found.get(stage, StageCount(stage, 0, 0, 0.0))
        chance: float = learned or start or 0.0
        sold = one.won + (closed_as == WON)
        found[stage] = StageCount(stage, one.leads + 1, sold, one.expected + chance)
    return list(found.values())


def _nurturing() -> list[str]:
    kinds = DispositionRow.objects.filter(kind=DispositionKind.NURTURE)
    return list(kinds.values_list("code", flat=True))


def measured() -> Measured | None:
    """Return the rates of recent claims; None if there are too few. Writes nothing."""
    return contact_rates.measure(works(), stages())


def keep(*, found: Measured | None, now: datetime) -> RatesVersion | None:
    """Store measured rates as a version and activate them.

    Return None if no lead would change by more than 5 percent, or if there is too little data.
    """
    require_transaction()
    if found is None or not contact_rates.moves(found.rates, rates_in_use()):
        return None
    counts = {
        "tried": found.tried,
        "reached": found.reached,
        "talks": found.talks,
        "silences": found.silences,
        "by_hour": found.by_hour,
        "touched": found.touched,
        "answered": found.answered,
        "stages": [asdict(one) for one in found.stages],
    }
    figures = written(found.rates)
    read(figures)  # what could not be read again must never be in use
    version = RatesVersion.objects.create(created_at=now, figures=figures, counts=counts)
    record(
        JournalEvent.RATES_MEASURED, now=now, data={"version": version.pk, "claims": found.claims}
    )
    use(version_id=version.pk, now=now)
    version.refresh_from_db(fields=["in_use", "published_at"])
    return version


def use(*, version_id: int, now: datetime, by: int | None = None) -> None:
    """Put these rates in use, earlier ones too; open leads move by a job. Raises NotFound."""
    require_transaction()
    _one_at_a_time()
    version = RatesVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound(_("Rates not found."))
    if version.in_use:
        return
    former = _take_out()
    version.in_use, version.published_at, version.published_by = True, now, by
    version.save(update_fields=["in_use", "published_at", "published_by"])
    set_rates(rates=read(version.figures), version=version.pk, now=now)
    _tell(version.pk, former, now, by)


def use_start(*, now: datetime, by: int | None = None) -> None:
    """Activate the start values."""
    require_transaction()
    _one_at_a_time()
    former = _take_out()
    if former is not None:
        set_rates(rates=None, version=None, now=now)
        _tell(None, former, now, by)


def _tell(version: int | None, before: int | None, now: datetime, by: int | None) -> None:
    data = {"version": version, "before": before}
    record(JournalEvent.RATES_PUBLISHED, now=now, actor_id=by, data=data)


def _one_at_a_time() -> None:
    """The first row is the lock of all, as services._one_at_a_time has it for the chance."""
    list(RatesVersion.objects.select_for_update(no_key=True).order_by("pk").values_list("pk")[:1])


def _take_out() -> int | None:
    there = RatesVersion.objects.filter(in_use=True)
    former = there.values_list("pk", flat=True).first()
    there.update(in_use=False)
    return former


def versions() -> QuerySet[RatesVersion]:
    """Return every version, the latest first."""
    return RatesVersion.objects.order_by("-pk")
