"""The page of calling rules: packs in force, hours, holidays, do-not-call lists with their age.

Team leads read, administrators edit. A saved pack is a new version; no version ever changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import write_transaction
from pullahead.base.translation import translated
from pullahead.compliance import dnc_lists, packs, queries
from pullahead.compliance import models as compliance_models
from pullahead.compliance.calling_hours import Window, windows_for
from pullahead.compliance.defaults.packs import VERIFY
from pullahead.compliance.models import DncList
from pullahead.compliance.places import ANYWHERE
from pullahead.compliance.rules import CallCap, RulePackRules, RuleSet
from pullahead.compliance.services import add_pack
from pullahead.team.models import Person
from pullahead.team.public_holidays import is_known
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.common.timezones import organisation_zone

NAME_LIMIT, NOTE_LIMIT, TEXT_LIMIT = 60, 500, 20_000
YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack in force, in words."""

    id: int
    name: str
    version: int
    jurisdiction: str
    valid_from: date
    rules: tuple[str, ...]
    hours: tuple[str, ...]
    note: str
    off: bool
    verify: bool  # shipped without rules, to be verified


@dataclass(frozen=True, slots=True)
class ListRow:
    """A do-not-call list in use."""

    name: str
    country: str
    as_of: datetime
    days: int
    count: int
    old: bool  # older than a pack allows, so numbers without consent are not called


@dataclass(frozen=True, slots=True)
class ComplianceOverview:
    """The contents of the page."""

    packs: tuple[PackRow, ...]
    verify: tuple[PackRow, ...]
    lists: tuple[ListRow, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a pack."""

    version: int
    valid_from: date
    made_at: datetime
    who: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackPage:
    """A pack as it can be edited, with all its versions; a new one has none."""

    id: int
    name: str
    initial: dict[str, object]
    versions: tuple[VersionRow, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class PackWords:
    """A pack as typed."""

    name: str = ""
    jurisdiction: str = ""
    valid_from: date | None = None
    caps: str = ""
    gap_minutes: int = 0
    quarantine_days: int = 0
    refusing: str = ""
    list_days: int = 0
    windows: str = ""
    holidays: str = ""
    public_holidays: bool = False
    callbacks_any_hour: bool = False
    off: bool = False
    note: str = ""


def compliance_overview(*, viewer: Person) -> ComplianceOverview:
    """Return the packs in force today, and the lists. Raise NotFound for agents."""
    _leaders(viewer)
    now = clock.now()
    rows = queries.in_force(_today(now))
    windows = windows_now()
    found = [_row(row, windows) for row in rows]
    return ComplianceOverview(
        packs=tuple(row for row in found if not row.verify),
        verify=tuple(sorted((row for row in found if row.verify), key=lambda row: row.name)),
        lists=lists(now),
        may_edit=viewer.is_admin,
    )


def lists(now: datetime) -> tuple[ListRow, ...]:
    """Return the do-not-call lists in use, and which are too old."""
    limits = queries.limits(now)
    return tuple(_list(one, limits, now) for one in dnc_lists.lists())


def pack(*, pack_id: int, viewer: Person, editing: bool = False) -> PackPage:
    """Return one pack by the id of any version; 0 is a new one.

    Raise NotFound for agents, and for a team lead who would edit.
    """
    _leaders(viewer)
    if editing or not pack_id:
        _administrators(viewer)
    if not pack_id:
        return PackPage(0, "", {"valid_from": _today(clock.now())}, (), True)
    row = compliance_models.RulePack.objects.filter(pk=pack_id).first()
    if row is None:
        raise NotFound(_("Rule pack not found. Reload the page."))
    versions = compliance_models.RulePack.objects.filter(name=row.name).select_related("made_by")
    newest = list(versions.order_by("-version"))
    return PackPage(
        row.pk,
        row.name,
        _initial(_pack(newest[0]), newest[0].note, windows_now()),
        tuple(
            VersionRow(
                one.version,
                one.valid_from,
                one.made_at,
                one.made_by.name if one.made_by else "",
                _rules(_pack(one)),
            )
            for one in newest
        ),
        viewer.is_admin,
    )


def save(*, pack_id: int, words: PackWords, by: Person) -> compliance_models.RulePack:
    """Save a new version of a pack; 0 creates a pack.

    Raise Invalid with the field, NotFound except for administrators, and Conflict for two saves at
    once.
    """
    _administrators(by)
    name, jurisdiction = _whose(pack_id, words)
    today = _today(clock.now())
    valid_from = words.valid_from or today
    if not today <= valid_from <= today.replace(year=today.year + YEARS_AHEAD, day=1):
        said = _("Choose a date from today to {limit} years ahead.").format(limit=YEARS_AHEAD)
        raise wrong("valid_from", "invalid", said)
    try:
        rules = _rules_typed(words, jurisdiction)
        with write_transaction() as now:
            made = add_pack(
                name=name,
                jurisdiction=jurisdiction,
                valid_from=valid_from,
                rules=_own_windows(rules, jurisdiction),
                note=clean_input(words.note)[:NOTE_LIMIT],
                made_by=by.pk,
                now=now,
            )
            data = {"name": name, "version": made.version, "jurisdiction": jurisdiction}
            said_from = {"from": valid_from.isoformat()}
            record(JournalEvent.PACK_ADDED, now=now, actor_id=by.pk, data={**data, **said_from})
    except packs.BadPack as bad:
        raise wrong(bad.field, "invalid", translated(bad.message)) from None
    except IntegrityError:
        raise Conflict(_("Another admin just saved this rule pack. Reload the page.")) from None
    return made


def _whose(pack_id: int, words: PackWords) -> tuple[str, str]:
    """Return name and jurisdiction: those of the pack, or as typed for a new one."""
    if pack_id:
        row = compliance_models.RulePack.objects.filter(pk=pack_id).first()
        if row is None:
            raise NotFound(_("Rule pack not found. Reload the page."))
        return row.name, row.jurisdiction
    name = clean_input(words.name)[:NAME_LIMIT]
    if not name:
        raise wrong("name", "invalid", _("Enter a name."))
    if compliance_models.RulePack.objects.filter(name__iexact=name).exists():
        raise wrong("name", "invalid", _("This name is already in use. Edit that rule pack."))
    return name, words.jurisdiction.strip().upper()


def _rules_typed(words: PackWords, jurisdiction: str) -> dict[str, object]:
    """Read the rules as JSON. Raise BadPack for unreadable ones."""
    country, _dash, part = jurisdiction.partition("-")
    if words.public_holidays and jurisdiction != ANYWHERE and not is_known(country, part):
        said = _("No public holidays are available for {place}. Enter the dates above.").format(
            place=jurisdiction
        )
        raise packs.BadPack("public_holidays", said)
    return {
        "caps": packs.typed_caps(words.caps),
        "gap_minutes": words.gap_minutes,
        "quarantine_days": words.quarantine_days,
        "refusing": words.refusing.replace(",", " ").split(),
        "list_days": words.list_days,
        "windows": packs.typed_windows(words.windows),
        "holidays": packs.typed_holidays(words.holidays),
        "public_holidays": words.public_holidays,
        "callbacks_any_hour": words.callbacks_any_hour,
        "off": words.off,
    }


def _own_windows(rules: dict[str, object], jurisdiction: str) -> dict[str, object]:
    """Drop hours that equal the jurisdiction's own, so that later changes of those apply."""
    read = packs.read_pack("any", 1, jurisdiction, rules)
    there = windows_for(jurisdiction, windows_now())
    same = packs.windows_as_text(read.windows) == packs.windows_as_text(there)
    return {**rules, "windows": []} if same else rules


def _row(row: compliance_models.RulePack, windows: tuple[Window, ...]) -> PackRow:
    pack = _pack(row)
    rules = _rules(pack)
    hours = packs.windows_as_text(windows_for(row.jurisdiction, windows)).splitlines()
    return PackRow(
        row.pk,
        row.name,
        row.version,
        row.jurisdiction,
        row.valid_from,
        rules,
        tuple(hours),
        row.note,
        pack.off,
        row.version == 1 and row.note.startswith(VERIFY),
    )


def _rules(pack: RulePackRules) -> tuple[str, ...]:
    """Describe the rules of a pack, one line each."""
    said = [_cap(cap) for cap in pack.caps]
    if pack.gap:
        minutes = pack.gap // timedelta(minutes=1)
        text = ngettext(
            "At least {count} minute between two calls",
            "At least {count} minutes between two calls",
            minutes,
        )
        said.append(text.format(count=minutes))
    if pack.quarantine:
        text = ngettext(
            "No call for {count} day after: {outcomes}",
            "No calls for {count} days after: {outcomes}",
            pack.quarantine.days,
        )
        outcomes = ", ".join(sorted(pack.refusing))
        said.append(text.format(count=pack.quarantine.days, outcomes=outcomes))
    if pack.list_age:
        text = ngettext(
            "Do-not-call lists at most {days} day old",
            "Do-not-call lists at most {days} days old",
            pack.list_age.days,
        )
        said.append(text.format(days=pack.list_age.days))
    if pack.windows:
        said.append(_("Own calling hours"))
    if pack.public_holidays:
        text = _("No calls on public holidays of {country}")
        said.append(text.format(country=pack.jurisdiction))
    if pack.callbacks_any_hour:
        said.append(_("Callbacks that the customer requested at any hour"))
    if pack.holidays:
        days = len(pack.holidays)
        text = ngettext("{count} other day without calls", "{count} other days without calls", days)
        said.append(text.format(count=days))
    return tuple(said)


def _cap(cap: CallCap) -> str:
    hours = int(cap.within.total_seconds() // 3_600)
    if hours <= 48 or hours % 24:
        text = ngettext(
            "At most {calls} call in {hours} hours",
            "At most {calls} calls in {hours} hours",
            cap.calls,
        )
        return text.format(calls=cap.calls, hours=hours)
    text = ngettext(
        "At most {calls} call in {days} days", "At most {calls} calls in {days} days", cap.calls
    )
    return text.format(calls=cap.calls, days=hours // 24)


def _initial(pack: RulePackRules, note: str, windows: tuple[Window, ...]) -> dict[str, object]:
    return {
        "name": pack.name,
        "jurisdiction": pack.jurisdiction,
        "valid_from": _today(clock.now()),
        "caps": packs.caps_as_text(pack),
        "gap_minutes": pack.gap // timedelta(minutes=1),
        "quarantine_days": pack.quarantine.days,
        "refusing": " ".join(sorted(pack.refusing)),
        "list_days": pack.list_age.days if pack.list_age else 0,
        "windows": packs.windows_as_text(pack.windows or windows_for(pack.jurisdiction, windows)),
        "holidays": packs.holidays_as_text(pack),
        "public_holidays": pack.public_holidays,
        "callbacks_any_hour": pack.callbacks_any_hour,
        "off": pack.off,
        "note": note,
    }


def _list(one: DncList, limits: RuleSet, now: datetime) -> ListRow:
    ages = [p.list_age for p in limits.of([one.country]) if p.jurisdiction == one.country]
    old = any(age is not None and one.as_of + age <= now for age in ages)
    return ListRow(one.name, one.country, one.as_of, (now - one.as_of).days, one.count, old)


def _pack(row: compliance_models.RulePack) -> RulePackRules:
    return packs.read_pack(row.name, row.version, row.jurisdiction, row.rules)


def windows_now() -> tuple[Window, ...]:
    """Return today's calling hours, with those that packs replace."""
    rows = compliance_models.CallingWindow.objects.order_by("id")
    stored = tuple(Window(r.jurisdiction, r.weekday, r.opens, r.closes) for r in rows)
    return queries.windows_with(
        stored, (_pack(row) for row in queries.in_force(_today(clock.now())))
    )


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(organisation_zone())).date()


def _leaders(viewer: Person) -> None:
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))


def _administrators(by: Person) -> None:
    if not by.is_admin:
        raise NotFound(_("Page not found."))
