"""Fields beside the contacts of a row: value, moment, external id, outcome and stage. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pullahead.base.wording import worded
from pullahead.leads.parsing.crm_columns import status_kind
from pullahead.leads.parsing.fields import BadField, clean_text, quoted, read_value
from pullahead.leads.parsing.ids import read_external_id
from pullahead.leads.parsing.stages import STAGE, read_stage, stage_verdict
from pullahead.leads.parsing.times import Order, date_marks, date_order, read_time

CLOCK_SKEW: Final = timedelta(minutes=5)
CONTACTED: Final = "contacted_at"
"""Field of the last contact, from which a nurturing plan counts."""


@dataclass(frozen=True, slots=True)
class SideFields:
    """Fields whose errors do not refuse the lead: the readable values, and the findings."""

    read: Mapping[str, object]
    stated: datetime | None
    value: Decimal | None
    external_id: str
    notes: tuple[BadField, ...]
    verdict: str = ""
    decided_at: datetime | None = None
    stage: str = ""
    contacted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DateReading:
    """Context for the dates of a row: country, zone, and the file's order of day and month."""

    country: str
    zone: str
    now: datetime
    order: Order | None

    def read(self, text: str) -> datetime | BadField:
        """Read a moment; without an order of the file, by that of the country."""
        order = date_order(self.country) if self.order is None else self.order
        return read_time(text, self.zone, self.now, order)


def read_side_fields(
    raw: Mapping[str, str], dates: DateReading, stages: Mapping[str, str]
) -> SideFields:
    """Read value, moment, id, outcome and stage of a row; `stages` as `read_stage` takes them."""
    moment, stage = raw.get("received_at", ""), raw.get(STAGE, "")
    stated = dates.read(moment)
    value = read_value(raw["value"]) if raw.get("value", "").strip() else None
    external_id = read_external_id(raw.get("external_id", ""))
    kind = stage_verdict(stage, stages) or status_kind(raw.get("outcome", ""))
    code = read_stage(stage, stages) if kind == "open" else ""
    contacted, decided = dates.read(raw.get(CONTACTED, "")), dates.read(raw.get("closed_at", ""))
    notes = _moment_notes(moment, stated, dates.now, dates.order)
    notes += [part for part in (value, external_id, code) if isinstance(part, BadField)]
    notes += _contact_notes(raw.get(CONTACTED, ""), contacted, dates.now)
    if kind != "open" and isinstance(decided, BadField) and decided.code != "missing":
        notes.append(BadField("closed_at", decided.code, decided.message))
    return SideFields(
        verdict="" if kind == "open" else kind,
        decided_at=None if isinstance(decided, BadField) else min(decided, dates.now),
        read={"received_at": stated, "value": value, "external_id": external_id},
        stated=None if isinstance(stated, BadField) else stated,
        value=None if isinstance(value, BadField) else value,
        external_id="" if isinstance(external_id, BadField) else external_id,
        notes=tuple(notes),
        stage="" if isinstance(code, BadField) else code,
        contacted_at=None if isinstance(contacted, BadField) else min(contacted, dates.now),
    )


def _moment_notes(
    raw: str, stated: datetime | BadField, now: datetime, order: Order | None
) -> list[BadField]:
    """Return the findings about a row's time; a missing time is no finding."""
    if isinstance(stated, BadField):
        if stated.code == "missing":
            return []
        said = worded("{reason}; the time of arrival was used instead", reason=stated.message)
        return [BadField("received_at", stated.code, said)]
    if stated > now + CLOCK_SKEW:
        return [_from_the_future(raw)]
    mark = date_marks(raw)
    if order and mark in ("d", "m") and mark != order[0]:
        said = worded(
            "{text} has another order of day and month than the file; check the date",
            text=quoted(raw),
        )
        return [BadField("received_at", "other_order", said)]
    return []


def _contact_notes(raw: str, contacted: datetime | BadField, now: datetime) -> list[BadField]:
    """Return what is doubtful about the time of the last contact; an absent one is no finding."""
    if isinstance(contacted, BadField):
        if contacted.code == "missing":
            return []
        said = worded(
            "{reason}; the plan counts from the inquiry instead", reason=contacted.message
        )
        return [BadField(CONTACTED, contacted.code, said)]
    if contacted > now + CLOCK_SKEW:
        said = worded("{text} is in the future; now was used instead", text=clean_text(raw, 40))
        return [BadField(CONTACTED, "in_the_future", said)]
    return []


def _from_the_future(raw: str) -> BadField:
    said = worded(
        "{text} is in the future; the time of arrival was used instead", text=clean_text(raw, 40)
    )
    return BadField("received_at", "in_the_future", said)
