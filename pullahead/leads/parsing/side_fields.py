"""Fields beside the contacts of a row: value, moment, external id and outcome. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pullahead.leads.parsing.crm_columns import status_kind
from pullahead.leads.parsing.fields import BadField, clean_text, quoted, read_value
from pullahead.leads.parsing.ids import read_external_id
from pullahead.leads.parsing.times import Order, date_marks, date_order, read_time

CLOCK_SKEW: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SideFields:
    """Fields that cost no lead: as read, without those that cannot be read, and the findings."""

    read: Mapping[str, object]
    stated: datetime | None
    value: Decimal | None
    external_id: str
    notes: tuple[BadField, ...]
    verdict: str = ""
    decided_at: datetime | None = None


def read_side_fields(
    raw: Mapping[str, str], *, country: str, zone: str, now: datetime, order: Order | None
) -> SideFields:
    """Read value, moment, id and outcome of a row; `order` is that of the file's dates."""
    as_read = date_order(country) if order is None else order
    moment = raw.get("received_at", "")
    stated = read_time(moment, zone, now, as_read)
    value = read_value(raw["value"]) if raw.get("value", "").strip() else None
    external_id = read_external_id(raw.get("external_id", ""))
    notes = _moment_notes(moment, stated, now, order)
    notes += [part for part in (value, external_id) if isinstance(part, BadField)]
    kind = status_kind(raw.get("outcome", ""))
    decided = read_time(raw.get("closed_at", ""), zone, now, as_read)
    if kind != "open" and isinstance(decided, BadField) and decided.code != "missing":
        notes.append(BadField("closed_at", decided.code, decided.message))
    return SideFields(
        verdict="" if kind == "open" else kind,
        decided_at=None if isinstance(decided, BadField) else min(decided, now),
        read={"received_at": stated, "value": value, "external_id": external_id},
        stated=None if isinstance(stated, BadField) else stated,
        value=None if isinstance(value, BadField) else value,
        external_id="" if isinstance(external_id, BadField) else external_id,
        notes=tuple(notes),
    )


def _moment_notes(
    raw: str, stated: datetime | BadField, now: datetime, order: Order | None
) -> list[BadField]:
    """Return what is doubtful about a row's moment; an absent one is no finding."""
    if isinstance(stated, BadField):
        if stated.code == "missing":
            return []
        said = f"{stated.message}; the time of arrival was taken instead"
        return [BadField("received_at", stated.code, said)]
    if stated > now + CLOCK_SKEW:
        return [_from_the_future(raw)]
    mark = date_marks(raw)
    if order and mark in ("d", "m") and mark != order[0]:
        said = f"{quoted(raw)} has another order of day and month than the file; check the date"
        return [BadField("received_at", "other_order", said)]
    return []


def _from_the_future(raw: str) -> BadField:
    return BadField(
        "received_at",
        "in_the_future",
        f"{clean_text(raw, 40)} is in the future; the time of arrival was used instead",
    )
