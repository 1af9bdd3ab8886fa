"""Compliance records: the calling rules that were checked at each pull and each dial of a lead.

Team leads read all records of the leads they may see; agents read those of their own work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import NotFound
from pullahead.compliance.calling_hours import MAIL, place_in
from pullahead.compliance.models import RulePack
from pullahead.pull.models import Attempt, ClaimRow, ReceiptRow
from pullahead.team import queries as team
from pullahead.team.models import Person
from pullahead.usecases.leads.detail import international, visible_lead

LISTED = 50  # records beside the lead, the newest
REFUSALS = {
    "on_a_list": gettext_lazy("on a do-not-call list, without consent"),
    "list_too_old": gettext_lazy("the do-not-call list was out of date"),
    "calls_in_24_h": gettext_lazy("called as often as allowed in 24 hours"),
    "calls_in_days": gettext_lazy("called as often as allowed in several days"),
    "called_just_now": gettext_lazy("called shortly before"),
    "refused_lately": gettext_lazy("the customer refused recently"),
}


@dataclass(frozen=True, slots=True)
class CallCount:
    """Calls to a number under one limit of a rule pack."""

    pack: str
    allowed: int
    within: timedelta
    made: int

    @property
    def hours(self) -> int:
        """Span of the limit, in hours."""
        return round(self.within.total_seconds() / 3600)


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """Check of one number. `refusal` is "" where the rules permitted the call."""

    place: int
    value: str  # "" where the record does not name it
    consent: bool
    listed: str
    last_call: datetime | None
    counts: tuple[CallCount, ...]
    refusal: str
    pack: str


@dataclass(frozen=True, slots=True)
class PackCheck:
    """Rule pack in force at the check, in its version."""

    name: str
    version: int
    jurisdiction: str
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class ListCheck:
    """Do-not-call list at the check, with its age."""

    name: str
    country: str
    as_of: datetime
    age_days: int


@dataclass(frozen=True, slots=True)
class RulesCheck:
    """Rules that were checked, as they were stored."""

    jurisdictions: tuple[str, ...]
    clocks: tuple[tuple[str, str], ...]  # zone, local date and time
    in_hours: bool
    until: datetime | None  # end of the calling hours; None where they do not end in 14 days
    asked: bool  # the customer requested this call
    packs: tuple[PackCheck, ...]
    lists: tuple[ListCheck, ...]
    numbers: tuple[NumberCheck, ...]

    @property
    def permitted(self) -> bool:
        """Return whether at least one number could be called under every rule."""
        numbers = not self.numbers or any(not one.refusal for one in self.numbers)
        return numbers and (self.in_hours or self.asked)


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """Record in the list beside a lead: a pull by its claim, or an attempt by its id."""

    at: datetime
    kind: str  # pull, call, sms, whatsapp
    agent: str
    token: UUID | None = None
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class ComplianceRecord:
    """One record. `check` is None where none was stored: before version 0.2, or without rules."""

    lead_id: UUID
    name: str
    entry: RecordEntry
    number: str  # the number dialed; "" for a pull
    check: RulesCheck | None


def of_lead(*, lead_id: UUID, viewer: Person) -> tuple[RecordEntry, ...]:
    """Return the stored checks of a lead that this person may read, newest first."""
    lead, _card = visible_lead(lead_id, viewer)
    tokens = ClaimRow.objects.filter(lead_id=lead.pk).values("token")
    pulls = ReceiptRow.objects.filter(token__in=tokens, seen__has_key="check").order_by("-at")
    dials = Attempt.objects.filter(lead_id=lead.pk, checked__isnull=False).order_by("-at")
    if not viewer.is_leader:
        pulls, dials = pulls.filter(agent_id=viewer.pk), dials.filter(agent_id=viewer.pk)
    rows: list[ReceiptRow | Attempt] = [*pulls[:LISTED], *dials[:LISTED]]
    names: dict[int, str] = dict(team.people().values_list("pk", "name"))
    entries = [
        RecordEntry(row.at, "pull", names.get(row.agent_id, ""), token=row.token)
        if isinstance(row, ReceiptRow)
        else RecordEntry(row.at, row.channel, names.get(row.agent_id or 0, ""), None, row.pk)
        for row in rows
    ]
    return tuple(sorted(entries, key=lambda one: one.at, reverse=True)[:LISTED])


def of_entry(entry: RecordEntry, *, viewer: Person) -> ComplianceRecord:
    """Return the record of an entry of the list. Raise NotFound."""
    if entry.token is not None:
        return of_pull(token=entry.token, viewer=viewer)
    return of_attempt(attempt_id=entry.attempt or 0, viewer=viewer)


def of_pull(*, token: UUID, viewer: Person) -> ComplianceRecord:
    """Return the record of the pull that made this claim. Raise NotFound."""
    row = ReceiptRow.objects.filter(token=token).first()
    if row is None or row.lead_id is None:
        raise _not_found()
    lead, _card = _visible(row.lead_id, row.agent_id, viewer)
    entry = RecordEntry(row.at, "pull", team.person(row.agent_id).name, token=token)
    return ComplianceRecord(
        lead.pk, lead.name, entry, "", _check(row.seen.get("check"), row.at, ())
    )


def of_attempt(*, attempt_id: int, viewer: Person) -> ComplianceRecord:
    """Return the record of one dial or message. Raise NotFound."""
    row = Attempt.objects.filter(pk=attempt_id).first() if 0 < attempt_id < team.BIGGEST else None
    if row is None:
        raise _not_found()
    lead, _card = _visible(row.lead_id, row.agent_id or 0, viewer)
    name = team.person(row.agent_id).name if row.agent_id else ""
    entry = RecordEntry(row.at, row.channel, name, attempt=row.pk)
    number = international(row.value) if row.channel != "email" else row.value
    check = _check(row.checked, row.at, (number,))
    return ComplianceRecord(lead.pk, lead.name, entry, number, check)


def _visible(lead_id: UUID, agent_id: int, viewer: Person) -> Any:
    if not viewer.is_leader and agent_id != viewer.pk:
        raise _not_found()
    return visible_lead(lead_id, viewer)


def _not_found() -> NotFound:
    return NotFound(_("Compliance record not found."))


def _check(
    stored: Mapping[str, Any] | None, at: datetime, values: Sequence[str]
) -> RulesCheck | None:
    """Read a stored check; `values` are its numbers, where they are known."""
    if stored is None:
        return None
    windows = str(stored["windows"])
    place = place_in(windows) if windows and windows != MAIL else None
    until = stored["until"]
    return RulesCheck(
        jurisdictions=tuple(place.jurisdiction.split("+")) if place else (),
        clocks=tuple((zone, _local(at, zone)) for zone in place.zones) if place else (),
        in_hours=bool(stored["open"]),
        until=datetime.fromisoformat(until) if until else None,
        asked=bool(stored["asked"]),
        packs=_packs(stored["packs"]),
        lists=tuple(_list(one, at) for one in stored["lists"]),
        numbers=tuple(
            _number(one, values[n] if n < len(values) else "")
            for n, one in enumerate(stored["numbers"])
        ),
    )


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _packs(stored: Sequence[Sequence[Any]]) -> tuple[PackCheck, ...]:
    """Return the packs with their texts; versions never change once they are stored."""
    names = [name for name, _version in stored]
    rows = {(row.name, row.version): row for row in RulePack.objects.filter(name__in=names)}
    found = []
    for name, version in stored:
        row = rows.get((name, version))
        found.append(
            PackCheck(name, version, row.jurisdiction, row.valid_from)
            if row is not None
            else PackCheck(name, version, "", None)
        )
    return tuple(found)


def _list(stored: Sequence[str], at: datetime) -> ListCheck:
    name, country, as_of = stored
    moment = datetime.fromisoformat(as_of)
    return ListCheck(name, country, moment, (at - moment).days)


def _number(stored: Mapping[str, Any], value: str) -> NumberCheck:
    last = stored["last_call"]
    rule = str(stored["rule"])
    return NumberCheck(
        place=int(stored["place"]),
        value=value,
        consent=bool(stored["consent"]),
        listed=str(stored["listed"]),
        last_call=datetime.fromisoformat(last) if last else None,
        counts=tuple(
            CallCount(pack, allowed, timedelta(hours=hours), made)
            for pack, allowed, hours, made in stored["calls"]
        ),
        refusal=str(REFUSALS.get(rule, rule)),
        pack=str(stored["pack"]),
    )
