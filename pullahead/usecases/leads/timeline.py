"""The timeline of a lead, newest first, from its inquiries, claims and journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pullahead.base.journal import JournalEvent
from pullahead.leads.models import SaleOutcome, SaleVerdict
from pullahead.pull.models import ClaimRow
from pullahead.pull.take_rules import TakeReason
from pullahead.usecases.leads.detail_records import (
    ClaimRecord,
    InquiryRecord,
    JournalRecord,
    SaleOutcomeRecord,
    Viewer,
)
from pullahead.usecases.leads.detail_rows import DetailRows

PARK_WORDS = {
    "no_phone": "no valid phone",
    "no_zone": "unknown time zone",
    "never_open": "no possible calling hours",
    "on_a_list": "all phones are on a do-not-call list, without consent",
    "ended_three_times": "time ran out three times in a row",
    "by_leader": "decision of a team lead",
}
TAKEN_WORDS = {
    TakeReason.CALLED_IN: "they called in",
    TakeReason.WALKED_IN: "they walked in",
    TakeReason.REPLIED: "they replied",
    TakeReason.ASKED_FOR_ME: "they asked for {who}",
    TakeReason.REFERRAL: "{who}’s own referral",
    TakeReason.TRANSFERRED: "it was transferred to {who}",
    TakeReason.LOOKED_UP: "looked up",
}
DEFER_WORDS = {
    "calls_in_24_h": "called three times within 24 hours already",
    "callback_clock_time": "a missed callback waits for its time of day",
    "calls_in_days": "the calling rules allow no more calls for some days",
    "called_just_now": "called a short while ago",
    "refused_lately": "the customer refused recently",
    "list_too_old": "the do-not-call list is out of date",
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
    return [
        TimelineEntry(i.asked_at, "asked", "Inquired" if n == first else "Inquired again", i.words)
        for n, i in enumerate(rows)
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
        if row.verdict == SaleVerdict.NONE:
            title = "Sale outcome removed"
        else:
            money = row.value is not None and may_see_amount(row, viewer)
            amount = f", {row.value:,.2f} {row.currency}" if money else ""
            corrected = "Corrected: " if row.corrects_id else ""
            title = f"{corrected}{SaleVerdict(row.verdict).label}{amount}"
            on = row.at.astimezone(zone)
            if on.date() != row.kept_at.astimezone(zone).date():
                title += f", on {on.day} {on:%B %Y}"
            outside = {
                SaleOutcome.How.API: "through the API",
                SaleOutcome.How.FILE: "from a file",
            }
            title += f" ({outside.get(SaleOutcome.How(row.how)) or f'recorded by {who}'})"
        lines.append(TimelineEntry(row.kept_at, "outcome", title, who=who))
    return lines


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
            title = f"{who} saved a note after time ran out"
            lines.append(
                TimelineEntry(claim.ended_at or claim.ends_at, "late", title, claim.late_note, who)
            )
    return lines


def _closings(rows: DetailRows) -> list[TimelineEntry]:
    """Return the lines of closings by team leads, with their notes."""
    lines = []
    for one in rows.closings:
        who = rows.names.get(one.by_id, "")
        title = f"Closed by {who}: {rows.labels.get(one.disposition, one.disposition)}"
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
        title = f"Corrected by {who}: {labels.get(says, says)}, not {labels.get(was, was)}"
        lines.append(TimelineEntry(one.at, "corrected", title, one.reason, who))
        says = was
    return lines


def _began(claim: ClaimRecord, who: str) -> tuple[str, str, str]:
    """Return the beginning of a claim: kind, title, and stated reason."""
    if claim.ground == TakeReason.UNDONE:
        return "undone", f"{who} undid the call outcome", ""
    words = TAKEN_WORDS.get(TakeReason(claim.ground))
    if words is None:
        return "claim", f"{who} pulled the lead", ""
    title = f"{who} took the lead: {words.format(who=who)}"
    return "taken", title, claim.take_note


def taken_because(claim: ClaimRecord) -> str:
    """Tell an agent in one line why they took the lead; "" for a pulled one."""
    if claim.pull_reason not in TAKEN_WORDS:
        return ""
    words = TAKEN_WORDS[TakeReason(claim.pull_reason)]
    line = words.format(who="you").replace("you’s own", "your own")
    reason = f", {claim.take_note}" if claim.take_note else ""
    return f"{line[0].upper()}{line[1:]}{reason}."


def _ended(claim: ClaimRecord, who: str, labels: Mapping[str, str], zone: ZoneInfo) -> str:
    if claim.end == ClaimRow.End.SETTLED:
        said = claim.settled_as
        return f"{who} saved: {labels.get(said, said)}{_what_next(claim, zone)}"
    if claim.end == ClaimRow.End.RELEASED:
        return f"{who} released the lead: {_release(claim)}"
    return {
        ClaimRow.End.ENDED.value: f"Time ran out for {who}",
        ClaimRow.End.LEFT.value: f"{who} ended the shift. The lead is ready again",
        ClaimRow.End.CLOSED.value: f"{who} no longer has the lead: it was closed or parked",
        ClaimRow.End.TAKEN.value: f"{who} no longer has the lead: a colleague took it",
        ClaimRow.End.HANDED_OVER.value: f"{who} handed the lead over",
        ClaimRow.End.UNDONE.value: (f"{who} saved: {labels.get(claim.disposition, '')} (undone)"),
    }.get(claim.end, claim.end)


def _release(claim: ClaimRecord) -> str:
    """Return the reason of a release in words, with its language and note."""
    reason = claim.release_reason.replace("_", " ")
    language = f" ({claim.release_language})" if claim.release_language else ""
    return f"{reason}{language}{f', {claim.release_note}' if claim.release_note else ''}"


def _what_next(claim: ClaimRecord, zone: ZoneInfo) -> str:
    if claim.next_at is None:
        return ""
    local = claim.next_at.astimezone(zone)
    word = "callback at" if claim.next_step == "callback" else "next attempt at"
    return f", {word} {local:%H:%M on %d %B}"


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
    by = f" by {who}" if who else ""
    reason = str(row.data.get("reason") or row.data.get("rule") or "")
    match row.kind:
        case JournalEvent.CARD_PARKED:
            return f"Parked{by}: {PARK_WORDS.get(reason, reason)}"
        case JournalEvent.CARD_UNPARKED:
            return f"Unparked{by}"
        case JournalEvent.CARD_DEFERRED:
            return f"Postponed: {DEFER_WORDS.get(reason, reason)}"
        case JournalEvent.CARD_ADMITTED:
            return "Received and parked" if row.data.get("state") == "parked" else "Received"
        case JournalEvent.LEAD_CLOSED:
            label = labels.get(str(row.data.get("as")), str(row.data.get("as")))
            return f"Closed{by}: {label}"
        case JournalEvent.LEAD_REOPENED:
            parked = " and parked" if row.data.get("state") == "parked" else ""
            return f"Reopened{by or ' by a new inquiry'}{parked}"
    return _of_the_lead(row.kind, by) or _of_claims(row.kind, who)


def _of_the_lead(kind: str, by: str) -> str:
    """Return the title of an event on the lead itself."""
    words = {
        JournalEvent.LEAD_MOVED: f"Moved to another team{by}",
        JournalEvent.LEAD_VALUED: f"Value changed{by}",
        JournalEvent.LEAD_REACHABLE: f"Phone or email added{by}",
        JournalEvent.CONSENT_GIVEN: f"Consent recorded{by or ' through the API'}",
        JournalEvent.CONSENT_WITHDRAWN: f"Consent withdrawn{by}",
    }
    return {str(event): said for event, said in words.items()}.get(kind, "")


def _of_claims(kind: str, who: str) -> str:
    """Return the title of an event on claims and callbacks that no claim row shows."""
    words = {
        JournalEvent.CALLBACK_FREED: f"{who} ended the shift. Any agent can take the callback",
        JournalEvent.CALLBACK_KEPT: f"Callback of {who} done: the customer made contact first",
        JournalEvent.CLAIM_INTERRUPTED: (f"Paused by {who} for another customer"),
        JournalEvent.CLAIM_RESUMED: f"{who} resumed the lead",
    }
    return {str(event): said for event, said in words.items()}.get(kind, "")
