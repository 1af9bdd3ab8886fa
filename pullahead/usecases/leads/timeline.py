"""The timeline of a lead, newest first, from its inquiries, claims and journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.journal import JournalEvent
from pullahead.leads.models import SaleOutcome, SaleVerdict
from pullahead.pull.models import ClaimRow
from pullahead.pull.take_rules import TakeReason
from pullahead.usecases.common.moments import time_on
from pullahead.usecases.leads.detail_records import (
    ClaimRecord,
    InquiryRecord,
    JournalRecord,
    SaleOutcomeRecord,
    Viewer,
)
from pullahead.usecases.leads.detail_rows import DetailRows

PARK_WORDS = {
    "no_phone": gettext_lazy("no valid phone"),
    "no_zone": gettext_lazy("unknown time zone"),
    "never_open": gettext_lazy("never callable by the calling rules"),
    "on_a_list": gettext_lazy("all phones are on a do-not-call list, without consent"),
    "ended_three_times": gettext_lazy("time ran out three times in a row"),
    "by_leader": gettext_lazy("team lead’s decision"),
    "later": gettext_lazy("the customer named a later date"),
}
TAKEN_WORDS = {
    TakeReason.CALLED_IN: gettext_lazy("{who} took the lead: the customer called in"),
    TakeReason.WALKED_IN: gettext_lazy("{who} took the lead: the customer walked in"),
    TakeReason.REPLIED: gettext_lazy("{who} took the lead: the customer replied"),
    TakeReason.ASKED_FOR_ME: gettext_lazy("{who} took the lead: the customer asked for {who}"),
    TakeReason.REFERRAL: gettext_lazy("{who} took the lead: own referral"),
    TakeReason.TRANSFERRED: gettext_lazy("{who} took the lead: handed over by a colleague"),
    TakeReason.LOOKED_UP: gettext_lazy("{who} took the lead: found by search"),
}
RELEASE_WORDS = {
    "language": gettext_lazy("another language"),
    "skill": gettext_lazy("missing skill"),
    "conflict_of_interest": gettext_lazy("conflict of interest"),
    "technical": gettext_lazy("technical problem"),
    "end_of_shift": gettext_lazy("end of shift"),
    "other": gettext_lazy("other reason"),
    "nothing_happened": gettext_lazy("nothing happened"),
}
DEFER_WORDS = {
    "calls_in_24_h": gettext_lazy("already called three times within 24 hours"),
    "callback_clock_time": gettext_lazy(
        "a callback was missed, so the next call is at the same time of day"
    ),
    "calls_in_days": gettext_lazy("the calling rules allow no more calls for some days"),
    "called_just_now": gettext_lazy("called recently"),
    "refused_lately": gettext_lazy("the customer refused recently"),
    "list_too_old": gettext_lazy("the do-not-call list is out of date"),
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of a lead's timeline, newest first."""

    at: datetime
    kind: str  # asked, claim, settled, released, ended, late, parked, unparked, closed, …
    title: str  # such as "Sam settled: No answer"
    note: str = ""
    who: str = ""


def timeline(rows: DetailRows, viewer: Viewer, zone: ZoneInfo) -> tuple[TimelineEntry, ...]:
    """Return every line, newest first; clock times in titles are in `zone`."""
    lines = [*_asked(rows.inquiries), *_claims(rows, zone), *_closings(rows)]
    lines += [*_journal(rows), *_came_to(rows, viewer, zone)]
    return tuple(sorted(lines, key=lambda h: h.at, reverse=True))


def _asked(rows: Sequence[InquiryRecord]) -> list[TimelineEntry]:
    first = len(rows) - 1
    titles = (_("Inquired again"), _("Inquired"))
    return [
        TimelineEntry(i.asked_at, "asked", titles[n == first], i.words) for n, i in enumerate(rows)
    ]


def may_see_amount(outcome: SaleOutcomeRecord, viewer: Viewer) -> bool:
    """Check whether a viewer may see an outcome's amount: team leads, and the agent who
    entered it.
    """
    return viewer.is_leader or outcome.actor_id == viewer.id


def _came_to(rows: DetailRows, viewer: Viewer, zone: ZoneInfo) -> list[TimelineEntry]:
    """Return the lines of sale outcomes, corrections included."""
    lines = []
    for row in rows.outcomes:
        if row.how == SaleOutcome.How.AGENT and row.value is None and not row.corrects_id:
            continue  # the settle has its own line
        who = rows.names.get(row.actor_id or 0, "")
        title = _("Sale outcome removed")
        if row.verdict != SaleVerdict.NONE:
            title = _outcome(row, who, viewer, zone)
        lines.append(TimelineEntry(row.kept_at, "outcome", title, who=who))
    return lines


def _outcome(row: SaleOutcomeRecord, who: str, viewer: Viewer, zone: ZoneInfo) -> str:
    """Return a sale outcome with its amount, its date if not today's, and its origin."""
    parts = [str(SaleVerdict(row.verdict).label)]
    if row.value is not None and may_see_amount(row, viewer):
        parts.append(f"{row.value:,.2f} {row.currency}")
    on = row.at.astimezone(zone)
    if on.date() != row.kept_at.astimezone(zone).date():
        month = dateformat.format(on, "F")
        parts.append(_("on {day} {month} {year}").format(day=on.day, month=month, year=on.year))
    origin = {
        SaleOutcome.How.API: _("through the API"),
        SaleOutcome.How.FILE: _("from a file"),
    }.get(SaleOutcome.How(row.how)) or _("recorded by {who}").format(who=who)
    text = _("Corrected: {outcome} ({origin})") if row.corrects_id else _("{outcome} ({origin})")
    return text.format(outcome=", ".join(parts), origin=origin)


def _claims(rows: DetailRows, zone: ZoneInfo) -> list[TimelineEntry]:
    lines, labels = [], rows.labels
    for claim in rows.claims:
        who = rows.names.get(claim.agent_id, "")
        kind, title, note = _began(claim, who)
        lines.append(TimelineEntry(claim.started_at, kind, title, note, who))
        if claim.ended_at is not None:
            title = _ended(claim, who, labels, zone)
            lines.append(TimelineEntry(claim.ended_at, claim.end, title, claim.note, who))
            lines += _corrected(claim, rows)
        if claim.late_note:
            title = _("{who} saved a note after time ran out").format(who=who)
            lines.append(
                TimelineEntry(claim.ended_at or claim.ends_at, "late", title, claim.late_note, who)
            )
    return lines


def _closings(rows: DetailRows) -> list[TimelineEntry]:
    """Return the lines of closings by team leads, with their notes."""
    lines = []
    for one in rows.closings:
        who = rows.names.get(one.by_id, "")
        outcome = rows.labels.get(one.disposition, one.disposition)
        title = _("Closed by {who}: {outcome}").format(who=who, outcome=outcome)
        lines.append(TimelineEntry(one.at, "closed", title, one.note, who))
    return lines


def _corrected(claim: ClaimRecord, rows: DetailRows) -> list[TimelineEntry]:
    """Return the lines of the corrections of a settle, the latest first."""
    labels = rows.labels
    lines, says = [], claim.disposition
    for one in reversed(rows.corrections):
        if one.claim_id != claim.token:
            continue
        was, who = one.was, rows.names.get(one.by_id, "")
        title = _("Corrected by {who}: {outcome}, not {before}").format(
            who=who, outcome=labels.get(says, says), before=labels.get(was, was)
        )
        lines.append(TimelineEntry(one.at, "corrected", title, one.reason, who))
        says = was
    return lines


def _began(claim: ClaimRecord, who: str) -> tuple[str, str, str]:
    """Return the beginning of a claim: kind, title, and stated reason."""
    if claim.ground == TakeReason.UNDONE:
        return "undone", _("{who} undid the call outcome").format(who=who), ""
    words = TAKEN_WORDS.get(TakeReason(claim.ground))
    if words is None:
        return "claim", _("{who} pulled the lead").format(who=who), ""
    return "taken", str(words).format(who=who), claim.take_note


def _ended(claim: ClaimRecord, who: str, labels: Mapping[str, str], zone: ZoneInfo) -> str:
    if claim.end == ClaimRow.End.SETTLED:
        return _saved(claim, who, labels, zone)
    if claim.end == ClaimRow.End.RELEASED:
        text = _("{who} released the lead: {reason}")
        return text.format(who=who, reason=_release(claim))
    text = {
        ClaimRow.End.ENDED.value: _("Time ran out for {who}"),
        ClaimRow.End.LEFT.value: _("{who} ended the shift. The lead is ready again"),
        ClaimRow.End.CLOSED.value: _("{who} no longer has the lead: it was closed or parked"),
        ClaimRow.End.TAKEN.value: _("{who} no longer has the lead: a colleague took it"),
        ClaimRow.End.HANDED_OVER.value: _("{who} handed the lead over"),
        ClaimRow.End.UNDONE.value: _("{who} saved: {outcome} (undone)"),
    }.get(claim.end, claim.end)
    return text.format(who=who, outcome=labels.get(claim.disposition, ""))


def _release(claim: ClaimRecord) -> str:
    """Return the reason of a release in words, with its language and note."""
    reason = str(RELEASE_WORDS.get(claim.release_reason, claim.release_reason))
    language = f" ({claim.release_language})" if claim.release_language else ""
    return f"{reason}{language}{f', {claim.release_note}' if claim.release_note else ''}"


def _saved(claim: ClaimRecord, who: str, labels: Mapping[str, str], zone: ZoneInfo) -> str:
    """Return a settle: who, its outcome, and the next moment of the lead."""
    text, at = _("{who} saved: {outcome}"), ""
    if claim.next_at is not None:
        at = time_on(claim.next_at.astimezone(zone))
        text = _("{who} saved: {outcome}, next attempt at {time}")
        if claim.next_step == "callback":
            text = _("{who} saved: {outcome}, callback at {time}")
        elif claim.next_step == "touch":
            text = _("{who} saved: {outcome}, next contact at {time}")
    return text.format(who=who, outcome=labels.get(claim.settled_as, claim.settled_as), time=at)


def _journal(rows: DetailRows) -> list[TimelineEntry]:
    settled = {claim.ended_at for claim in rows.claims if claim.end in {"settled", "undone"}}
    settled |= {closing.at for closing in rows.closings}
    lines = []
    for row in rows.journal:
        # A closing settle and a closing note have their own lines.
        if row.kind == JournalEvent.LEAD_CLOSED and row.at in settled:
            continue
        whose = row.data["owner"] if row.kind == JournalEvent.CALLBACK_KEPT else row.actor_id
        who = rows.names.get(int(whose or 0), "")
        if title := _title(row, who, rows.labels):
            lines.append(TimelineEntry(row.at, row.kind.split(".")[1], title, who=who))
    return lines


def _title(row: JournalRecord, who: str, labels: Mapping[str, str]) -> str:
    """Return the title of an event; "" for one that has a line of its own."""
    reason = str(row.data.get("reason") or row.data.get("rule") or "")
    values = {"who": who, "reason": "", "outcome": ""}
    parked = row.data.get("state") == "parked"
    match row.kind:
        case JournalEvent.CARD_PARKED:
            values["reason"] = str(PARK_WORDS.get(reason, reason))
            text = _by(who, _("Parked by {who}: {reason}"), _("Parked: {reason}"))
        case JournalEvent.CARD_UNPARKED:
            text = _by(who, _("Unparked by {who}"), _("Unparked"))
        case JournalEvent.CARD_DEFERRED:
            values["reason"] = str(DEFER_WORDS.get(reason, reason))
            text = _("Postponed: {reason}")
        case JournalEvent.CARD_ADMITTED:
            text = _("Received and parked") if parked else _("Received")
            if stage := str(row.data.get("stage") or ""):
                values["outcome"] = labels.get(stage, stage)
                text = _("Received, already contacted: {outcome}")
        case JournalEvent.LEAD_CLOSED:
            values["outcome"] = labels.get(str(row.data.get("as")), str(row.data.get("as")))
            text = _by(who, _("Closed by {who}: {outcome}"), _("Closed: {outcome}"))
        case JournalEvent.LEAD_REOPENED:
            text = _by(who, _("Reopened by {who}"), _("Reopened by a new inquiry"))
            if row.data.get("why"):
                text = _("Reopened")  # a second look is not announced
            elif parked:
                text = _by(
                    who,
                    _("Reopened by {who} and parked"),
                    _("Reopened by a new inquiry and parked"),
                )
        case _other:
            text = _of_the_lead(row.kind, who) or _of_claims(row.kind)
    return text.format(**values)


def _by(who: str, named: str, unnamed: str) -> str:
    """Return the text for a known person, or the one for none."""
    return named if who else unnamed


def _of_the_lead(kind: str, who: str) -> str:
    """Return the text of an event on the lead itself."""
    words = {
        JournalEvent.LEAD_MOVED: (
            _("Moved to another team by {who}"),
            _("Moved to another team"),
        ),
        JournalEvent.LEAD_VALUED: (_("Value changed by {who}"), _("Value changed")),
        JournalEvent.LEAD_REACHABLE: (
            _("Phone or email added by {who}"),
            _("Phone or email added"),
        ),
        JournalEvent.CONSENT_GIVEN: (
            _("Consent recorded by {who}"),
            _("Consent recorded through the API"),
        ),
        JournalEvent.CONSENT_WITHDRAWN: (
            _("Consent withdrawn by {who}"),
            _("Consent withdrawn"),
        ),
        JournalEvent.OPT_OUT_ADDED: (
            _("Do-not-call number added by {who}"),
            _("Do-not-call number added"),
        ),
        JournalEvent.OPT_OUT_REMOVED: (
            _("Do-not-call number removed by {who}"),
            _("Do-not-call number removed"),
        ),
    }
    return next((_by(who, *pair) for event, pair in words.items() if str(event) == kind), "")


def _of_claims(kind: str) -> str:
    """Return the text of an event on claims and callbacks that no claim row shows."""
    words = {
        JournalEvent.CALLBACK_FREED: _("{who} ended the shift. Any agent can take the callback"),
        JournalEvent.CALLBACK_KEPT: _("Callback of {who} done: the customer made contact first"),
        JournalEvent.CLAIM_INTERRUPTED: _("Paused by {who} for another customer"),
        JournalEvent.CLAIM_RESUMED: _("{who} resumed the lead"),
    }
    return {str(event): said for event, said in words.items()}.get(kind, "")
