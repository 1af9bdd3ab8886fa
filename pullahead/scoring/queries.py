"""Reads of scoring: training data as it was at intake, versions, the chance of a lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, Min, OuterRef
from django.db.models.query import QuerySet

from pullahead.leads.models import Inquiry, Lead, SaleOutcome, SaleVerdict
from pullahead.pull.models import Attempt, Route
from pullahead.scoring import bayes_stack, features, leaks
from pullahead.scoring.backtest import WINDOW
from pullahead.scoring.early_fields import early_fields
from pullahead.scoring.leaks import Leak
from pullahead.scoring.models import ModelVersion, VersionState
from pullahead.scoring.serialization import from_plain
from pullahead.scoring.training_rows import TrainingHistory, Value, curve_of

DAY = 86_400.0
# dispositions that count as a success if no sale outcome is recorded
SUCCESSES = frozenset({"won", "qualified"})
# and those that are excluded
SAYS_NOTHING = frozenset({"duplicate", "withdrawn"})
# age of leads whose wins show how late wins come: younger leads had no time for a late win
OLD_ENOUGH = 180.0
BATCH = 1_000
CHANGED_AT_LEAST, CHANGED_SHARE = 5, 0.01


@dataclass(frozen=True, slots=True)
class LeadFeatures:
    """Training data: leads in the order of intake, with their sources, and the number
    of known outcomes. The history has no field that leaks."""

    history: TrainingHistory
    leads: tuple[UUID, ...]
    sources: tuple[int, ...]
    outcomes: int
    leaks: tuple[Leak, ...] = ()
    trusted: tuple[Leak, ...] = ()  # used all the same: a person says they are known early


def day_of(moment: datetime) -> float:
    """A moment as days, the scale of a History."""
    return moment.timestamp() / DAY


def known(now: datetime, *, most: int = WINDOW) -> LeadFeatures:
    """Return the latest leads with an attempt or a recorded sale outcome.

    An open lead without an attempt is left out. One with an attempt counts as a partial loss that
    grows (training_rows.TrainingHistory.as_of). A recorded outcome overrides the disposition that
    closed the lead.
    """
    tried = Attempt.objects.filter(lead_id=OuterRef("pk"))
    told = SaleOutcome.objects.filter(lead_id=OuterRef("pk"))
    latest = Lead.objects.filter(Exists(tried) | Exists(told)).order_by("-pk")
    fields = "pk", "source_id", "admitted_at", "closed_at", "closed_as"
    found = sorted(latest.values_list(*fields)[:most], key=lambda row: (row[2], row[0]))
    standing = _standing([row[0] for row in found])
    rows = []
    for pk, source_id, admitted_at, closed_at, closed_as in found:
        if pk in standing:
            rows.append((pk, source_id, admitted_at, *standing[pk]))
        elif closed_as not in SAYS_NOTHING:
            rows.append((pk, source_id, admitted_at, closed_as in SUCCESSES, closed_at))
    return _as_history(rows, now)


Row = tuple[UUID, int, datetime, bool, datetime | None]


def _as_history(rows: Sequence[Row], now: datetime) -> LeadFeatures:
    ids = [row[0] for row in rows]
    fields = features.rows_of(ids)
    empty: dict[str, Value] = {}
    names = features.names_of(fields.values())
    came = [day_of(row[2]) for row in rows]
    ends = [None if row[4] is None else day_of(row[4]) for row in rows]
    delays = [
        end - start
        for (_, _, _, won, _), start, end in zip(rows, came, ends, strict=True)
        # an imported outcome is as old as its lead here, and says nothing of how late wins come
        if won and end is not None and end > start and day_of(now) - start >= OLD_ENOUGH
    ]
    history = TrainingHistory(
        columns={name: [fields.get(pk, empty).get(name) for pk in ids] for name in names},
        outcomes=[float(row[3] and row[4] is not None) for row in rows],
        came=came,
        known=ends,
        curve=curve_of(delays),
    )
    suspects = leaks.find(history, changed=changed_after_attempt(ids), safe=features.OWN)
    early = early_fields().names
    found = tuple(leak for leak in suspects if leak.field not in early)
    return LeadFeatures(
        history=leaks.without(history, found),
        leads=tuple(ids),
        sources=tuple(row[1] for row in rows),
        outcomes=sum(end is not None for end in ends),
        leaks=found,
        trusted=tuple(leak for leak in suspects if leak.field in early),
    )


def changed_after_attempt(ids: Sequence[UUID]) -> dict[str, int]:
    """Return the fields that changed after the first attempt, with the number of leads.

    A field counts from five leads and a hundredth of all on.
    """
    counts: Counter[str] = Counter()
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        tried = Attempt.objects.filter(lead_id__in=some).values("lead_id")
        first = dict(tried.annotate(first=Min("at")).values_list("lead_id", "first"))
        inquiries = Inquiry.objects.filter(lead_id__in=some).exclude(changed={})
        for lead_id, changed in inquiries.values_list("lead_id", "changed"):
            for name, moment in changed.items():
                if lead_id in first and datetime.fromisoformat(moment) > first[lead_id]:
                    counts[f"{features.ATTRIBUTE}{name}"] += 1
    enough = max(CHANGED_AT_LEAST, len(ids) * CHANGED_SHARE)
    return {name: leads for name, leads in counts.items() if leads >= enough}


def _standing(leads: Sequence[UUID]) -> dict[UUID, tuple[bool, datetime]]:
    """Return (won, time of the report) of leads with a current sale outcome."""
    found: dict[UUID, tuple[bool, datetime]] = {}
    for start in range(0, len(leads), BATCH):
        told = SaleOutcome.objects.filter(lead_id__in=leads[start : start + BATCH]).order_by("id")
        for lead_id, verdict, kept_at in told.values_list("lead_id", "verdict", "kept_at"):
            found.pop(lead_id, None)  # a later outcome replaced this one
            if verdict != SaleVerdict.NONE:
                found[lead_id] = verdict == SaleVerdict.WON, kept_at
    return found


def outcomes_since(moment: datetime | None) -> int:
    """Count the outcomes known since a moment: closed leads, and recorded sale outcomes."""
    closed = Lead.objects.filter(closed_at__isnull=False).exclude(closed_as__in=SAYS_NOTHING)
    told = SaleOutcome.objects.exclude(verdict=SaleVerdict.NONE)
    if moment is not None:
        closed, told = closed.filter(closed_at__gt=moment), told.filter(kept_at__gt=moment)
    both = Exists(told.filter(lead_id=OuterRef("pk")))
    return closed.exclude(both).count() + told.values("lead_id").distinct().count()


def versions() -> QuerySet[ModelVersion]:
    """Return every version, the latest first, without its parameters."""
    return ModelVersion.objects.defer("parameters").order_by("-pk")


def in_use() -> ModelVersion | None:
    """Return the version in use; None while chances are the sources' start values."""
    return versions().filter(state=VersionState.IN_USE).first()


def latest_at() -> datetime | None:
    """Return when a version was last learned."""
    return ModelVersion.objects.order_by("-pk").values_list("created_at", flat=True).first()


def model_of(version: ModelVersion) -> bayes_stack.Model:
    """The model of a version. Raises Unreadable for parameters that are none."""
    return _model(version.pk, version.created_at)


@lru_cache(maxsize=4)
def _model(version_id: int, created_at: datetime) -> bayes_stack.Model:
    """Read once: parameters never change. The moment tells a restored database's rows apart."""
    return from_plain(ModelVersion.objects.values_list("parameters", flat=True).get(pk=version_id))


def start_chances() -> dict[int, float]:
    """Return each source's start chance."""
    return dict(Route.objects.values_list("source_id", "chance"))


def scores(leads: Sequence[UUID]) -> dict[UUID, float]:
    """The chance (0–1) of these leads by the version in use; empty while there is none.

    A lead without an inquiry is left out. Two statements a thousand leads.
    """
    version = in_use()
    if version is None:
        return {}
    model = model_of(version)
    return {pk: bayes_stack.chance(model, row) for pk, row in features.rows_of(leads).items()}


def score(lead: Lead) -> float:
    """The chance (0–1) of one lead: by the version in use, else its source's start value."""
    found = scores([lead.pk]).get(lead.pk)
    if found is not None:
        return found
    return start_chances().get(lead.source_id, bayes_stack.START_CHANCE)


def explained(lead: Lead) -> tuple[float, tuple[bayes_stack.Term, ...]] | None:
    """Return (base, terms) in ln-odds behind score(); None without an active version."""
    version = in_use()
    row = features.rows_of([lead.pk]).get(lead.pk)
    if version is None or row is None:
        return None
    return bayes_stack.explain(model_of(version), row)
