"""Reads of the board: open deals, their signals, limits, and the history that ranks them.

A board may have 2,000 deals. Django converts each cell of a row, which costs more than the read.
These rows are fetched as the driver gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    Case,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from psycopg.types.string import TextLoader

from pullahead.pipeline.models import (
    Deal,
    DealBlock,
    DealFieldValue,
    DealSignal,
    FlowLimit,
    Transition,
)
from pullahead.pipeline.rules import LOST, WON


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal as the board reads it: a row without a model instance."""

    pk: UUID
    seq: int
    title: str
    company: str
    value: Decimal | None
    chance: float | None  # as typed, or as estimated for the present stage
    stage_id: int | None
    entry_id: int
    half: str
    holder_id: int | None
    holder_name: str | None
    hold_until: datetime | None
    next_at: datetime | None
    since: datetime  # start, or creation of a deal that is not started
    stage_at: datetime | None
    override_id: int | None
    review_at: datetime | None  # of an open block
    block_owner: int | None
    pod_id: int
    own: tuple[str, ...]  # kind and value of the custom fields on cards, as kind|value


_OPEN_DEAL = (
    "pk seq title company value known stage_id entry_id half holder_id holder__name hold_until "
    "next_at since stage_at override_id review_at block_owner pod_id"
).split()


def board_deals(team_id: int, *, card_fields: bool) -> list[OpenDeal]:
    """Return the open deals of a team, each with its holder and its open block.

    `card_fields`: whether the workflow shows custom fields on cards. They are read with the deals,
    so that the board asks no statement more.
    """
    block = DealBlock.objects.filter(deal=OuterRef("pk"), ended_at=None)
    rows = Deal.objects.filter(team_id=team_id, closed_at=None).annotate(
        since=Coalesce(F("started_at"), F("created_at")),
        known=Coalesce(F("chance"), Case(When(estimate_stage=F("stage"), then=F("estimate")))),
        review_at=Subquery(block.values("review_at")[:1]),
        block_owner=Subquery(block.values("owner_id")[:1]),
    )
    columns = list(_OPEN_DEAL)
    if card_fields:
        own = _card_values()
        rows = rows.annotate(first=Subquery(own[:1]), second=Subquery(own[1:2]))
        columns += ["first", "second"]
    ordered = rows.order_by("stage_at", "created_at", "pk")
    return [_open_deal(row) for row in fetched(ordered.values_list(*columns))]


def _card_values() -> QuerySet[DealFieldValue, Any]:
    """Return the values on the card of a deal, as kind|value."""
    parts = (Cast(one, TextField()) for one in ("number", "day", "yes", "text"))
    text = Concat("field__kind", Value("|"), Coalesce(*parts), output_field=TextField())
    shown = DealFieldValue.objects.filter(
        deal=OuterRef("pk"), field__on_card=True, field__retired_at=None
    )
    return shown.order_by("field__position", "field_id").annotate(said=text).values("said")


def _open_deal(row: tuple[Any, ...]) -> OpenDeal:
    """Return an open deal; _OPEN_DEAL names the columns."""
    pk, seq, title, company, value, chance, stage, entry, half, holder, name, *rest = row
    hold, next_at, since, stage_at, override, review, owner, pod, *own = rest
    return OpenDeal(
        plain_id(pk),
        seq,
        title,
        company,
        None if value is None else Decimal(str(value)),
        chance,
        stage,
        entry,
        half,
        holder,
        name,
        moment(hold),
        moment(next_at),
        moment(since) or datetime.max.replace(tzinfo=UTC),
        moment(stage_at),
        override,
        moment(review),
        owner,
        pod,
        tuple(one for one in own if one),
    )


def fetched(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a queryset as the driver gives them; ids and moments may be text.

    PostgreSQL's are left as text: Django's conversion of moments costs more than the statement.
    `moment` and `plain_id` remember what they have read.
    """
    text, given = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for kind in ("timestamptz", "uuid"):
                cursor.cursor.adapters.register_loader(kind, TextLoader)
        cursor.execute(text, given)
        return list(cursor.fetchall())


def moment(value: Any) -> datetime | None:
    """Return a moment that is given as text, or by SQLite also without a zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    return None if value is None else _in_utc(value)


# A board is read again and again, and few of its 2,000 deals change between two reads
@lru_cache(maxsize=32_768)
def _in_utc(value: Any) -> datetime | None:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


@lru_cache(maxsize=16_384)
def plain_id(value: Any) -> UUID:
    """Return an id that is given as text."""
    return value if isinstance(value, UUID) else UUID(hex=value)


def signals_since(
    team_id: int, since: datetime
) -> Iterator[tuple[UUID, str, datetime, datetime | None]]:
    """Yield the signals of open deals: deal, kind, moment, and alarm if unanswered.

    Unanswered signals are given whatever their age.
    """
    rows = DealSignal.objects.filter(deal__team_id=team_id, deal__closed_at=None)
    recent = rows.filter(Q(at__gte=since) | Q(alarm_at__isnull=False, answered_at=None))
    columns = recent.values_list("deal_id", "kind", "at", "alarm_at", "answered_at")
    for deal_id, kind, at, alarm, answered in fetched(columns):
        happened = moment(at)
        if happened is not None:
            yield plain_id(deal_id), kind, happened, moment(alarm) if answered is None else None


def limits_of_board(workflow_id: int, team_id: int, person_id: int) -> list[FlowLimit]:
    """Return the limits of a workflow's stages and groups, of the team, and the person's own."""
    flow = Q(stage__workflow_id=workflow_id) | Q(workflow_id=workflow_id)
    own = Q(person_id=person_id) | Q(pod__team_id=team_id)
    return list(FlowLimit.objects.filter(flow | own))


@dataclass(frozen=True, slots=True)
class StageVisit:
    """First entry of a closed deal into a stage."""

    stage: int
    deal: UUID
    first: datetime
    closed_at: datetime
    won: bool


def finished_visits(
    workflow_id: int, most: int = 300, *, imported: bool = True
) -> Iterable[StageVisit]:
    """Yield the first entries into each stage of the latest closed deals."""
    closed = Deal.objects.filter(workflow_id=workflow_id, closed_at__isnull=False)
    if not imported:
        closed = closed.filter(external_id="")
    latest = closed.order_by("-closed_at").values("pk")[:most]
    rows = Transition.objects.filter(deal_id__in=latest, to_stage__isnull=False)
    first = rows.values_list("to_stage_id", "deal_id").annotate(
        first=Min("at"), closed=Max("deal__closed_at"), closed_as=Max("deal__closed_as")
    )
    for stage, deal_id, at, closed_at, closed_as in fetched(first):
        entered, ended = moment(at), moment(closed_at)
        if entered is not None and ended is not None:
            yield StageVisit(stage, plain_id(deal_id), entered, ended, closed_as == WON)


def ended_days(team_id: int, most: int = 500) -> list[tuple[bool, int]]:
    """Return whether each of a team's latest ended deals was lost, and its days to the end."""
    rows = Deal.objects.filter(team_id=team_id, closed_at__isnull=False).order_by("-closed_at")
    columns = rows.values_list("closed_as", "started_at", "created_at", "closed_at")[:most]
    return [
        (how == LOST, (end - (start or made)).days)
        for how, start, made, end in columns
        if end is not None
    ]
