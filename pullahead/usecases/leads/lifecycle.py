"""A leader's acts on one lead: park, unpark, close, reopen, a phone or a zone added."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.ids import new_token
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import write_transaction
from pullahead.compliance.places import zone_is_known
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import AddressKind, Lead
from pullahead.leads.parsing.fields import BadField, read_phone
from pullahead.pull import models, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.services import route_of
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.sanitize import clean_code, clean_input, clean_note
from pullahead.usecases.common.timezones import windows_of_lead
from pullahead.usecases.intake.known_people import call_by_phone
from pullahead.usecases.leads import detail, reopening
from pullahead.usecases.work.opt_out import keep_for_lead, opt_out_kept

ZONE_LIMIT = 60


def unpark(*, lead_id: UUID, by: Person) -> None:
    """Make a parked lead ready again, if it has a phone and a zone now; else say what to do."""
    lead, _ = _led(lead_id, by)
    with write_transaction() as now:
        windows = _windows(lead)
        if pull_queries.hours().next_open(windows, now) is None:
            raise Conflict("The calling hours never allow a call there.", code="never_open")
        route = route_of(source=lead.source)
        done = ENGINE.unpark(
            lead_id, windows=windows, worth=pull_queries.worth(route, lead), actor=by.pk, now=now
        )
    if not done:
        raise Conflict("This lead is not parked any more.", code="not_parked")


def _windows(lead: Lead) -> str:
    """The window set of a lead that is to be unparked."""
    windows = windows_of_lead(lead, pull_queries.overrides())
    if windows is None:
        raise wrong("phone", "no_phone", "It has no phone that can be called. Add one first.")
    if not windows:
        raise wrong("zone", "no_zone", "Its phone tells no time zone. Say where they are.")
    return windows


def set_zone(*, lead_id: UUID, zone: str, by: Person) -> None:
    """Say where a parked lead is, for a phone that does not tell; it stays so until unparked.

    Only while it is parked: the lane of a lead that is on its way keeps its own calling hours.
    """
    _, card = _led(lead_id, by)
    zone = clean_input(zone)
    if len(zone) > ZONE_LIMIT or not zone_is_known(zone):
        said = f"“{zone[:ZONE_LIMIT]}” is no time zone; use a name such as America/Chicago."
        raise wrong("zone", "unknown_zone", said)
    if card is None or card.state != rules.CardState.PARKED:
        raise Conflict("This lead is not parked (any more); nothing changed.", code="not_parked")
    with write_transaction() as now:
        leads_write.state_zone(lead_id=lead_id, zone=zone)
        record(JournalEvent.LEAD_REACHABLE, now=now, lead_id=lead_id, actor_id=by.pk)


def close(*, lead_id: UUID, disposition: str, note: str, by: Person) -> None:
    """Close a lead for good, whoever holds it, with a final disposition and a note.

    An opt-out is kept though the closing is refused, and the refusal says so.
    """
    lead, _ = _led(lead_id, by)

    def keep() -> bool:
        return keep_for_lead(lead_id=lead_id, disposition=disposition, actor_id=by.pk)

    with opt_out_kept(keep):
        _close(lead, disposition, note, by)


def _close(lead: Lead, disposition: str, note: str, by: Person) -> None:
    chosen, note = checked_closing(disposition, note)
    lead_id = lead.pk
    with write_transaction() as now:
        if not ENGINE.close(lead_id, actor=by.pk, code=chosen.code, now=now):
            raise Conflict("This lead is closed already.", code="closed_already")
        phone = leads.first_phone(lead_id)
        if chosen.bad_number and phone is not None:
            leads_write.mark_bad(address_id=phone.pk, reason=chosen.code)
        if chosen.opt_out:
            leads_write.opt_out(lead_id=lead_id, now=now, actor_id=by.pk)
        leads_write.close(lead_id=lead_id, code=chosen.code, now=now)
        _keep_note(lead, chosen.code, note, by, now)


def close_again(*, lead_id: UUID, code: str, note: str, by: Person) -> None:
    """Close a lead as it was before somebody opened it, also as what is not offered any more."""
    lead, _ = _led(lead_id, by)
    with write_transaction() as now:
        if not ENGINE.close(lead_id, actor=by.pk, code=code, now=now):
            raise Conflict("This lead is closed already.", code="closed_already")
        leads_write.close(lead_id=lead_id, code=code, now=now)
        _keep_note(lead, code, note, by, now)


def checked_closing(disposition: str, note: str) -> tuple[rules.Disposition, str]:
    """The final disposition and the note, fit to be kept. Raises Invalid, each beside its field."""
    note = clean_note(note)
    chosen = pull_queries.disposition(clean_code(disposition))
    if chosen is None or chosen.kind != rules.DispositionKind.FINAL or not chosen.active:
        raise wrong("disposition", "not_final", "Choose a final disposition from the list.")
    if not note:
        raise wrong("note", "note_required", "Write a note: why it is closed.")
    return chosen, note


def reopen(*, lead_id: UUID, by: Person) -> None:
    """Open a closed lead again: round 1, ready, or parked where nobody could call it.

    Refused where its person asked not to be called, or is an open lead again since.
    """
    lead, card = _led(lead_id, by)
    if card is not None:
        raise Conflict("This lead is open already.", code="open_already")
    values = list(leads.addresses(lead_id).values_list("value", flat=True))
    with write_transaction(lock=lambda: leads_write.lock_addresses(values=values)) as now:
        reopen_within(lead, actor=by.pk, now=now)


def reopen_within(lead: Lead, *, actor: int | None, now: datetime) -> None:
    """The same inside the write() of a caller who locked its addresses.

    Raises Conflict before anything is written.
    """
    if not Lead.objects.select_for_update().filter(pk=lead.id, closed_at__isnull=False).exists():
        raise Conflict("This lead is open already.", code="open_already")
    if pull_queries.numbers(lead.id, now)[1]:
        said = "They asked not to be called; the lead stays closed."
        raise Conflict(said, code="opted_out")
    if reopening.another_open(lead):
        said = "They asked again and are an open lead already; this one stays closed."
        raise Conflict(said, code="another_open")
    reopening.open_again(lead, engine=ENGINE, actor=actor, now=now)


def _keep_note(lead: Lead, code: str, note: str, by: Person, now: datetime) -> None:
    """A leader's note stands where agents' notes stand, as a claim that was settled at once."""
    models.ClaimRow.objects.create(
        token=new_token(),
        lead=lead,
        agent=by,
        round=0,
        slot=1,
        started_at=now,
        ends_at=now,
        ended_at=now,
        end=models.ClaimRow.End.SETTLED,
        disposition=code,
        note=note,
        why={"rule": "leader"},
        result={"next": "closed", "at": None},
    )


def checked_review(review_on: date | None, now: datetime, team_id: int | None) -> datetime:
    """The review of what is parked: the end of its team's next working day, or of the day given.

    Raises Invalid for a day that is past or more than 180 days ahead.
    """
    calendar = team_queries.calendar(team_id)
    if review_on is None:
        return calendar.end_of_working_day(now)
    # days first: the last days of the year 9999 have no end that a moment can tell
    ahead = (review_on - calendar.local_day(now)).days
    if 0 <= ahead <= rules.CALLBACK_AT_MOST.days:
        review_at = calendar.end_of_day(review_on)
        if now < review_at <= now + rules.CALLBACK_AT_MOST:
            return review_at
    said = "Choose a day from today on, 180 days ahead at most."
    raise wrong("review_on", "review_barred", said)


def park(*, lead_id: UUID, by: Person, review_on: date | None = None) -> None:
    """Set a lead aside for its team until the end of the next working day, or of the day given."""
    _, card = _led(lead_id, by)
    with write_transaction() as now:
        review_at = checked_review(review_on, now, card.team_id if card else None)
        if not ENGINE.park(
            lead_id, reason=rules.Park.BY_LEADER, review_at=review_at, actor=by.pk, now=now
        ):
            raise Conflict("This lead is parked or closed already.", code="not_open")


def add_phone(*, lead_id: UUID, phone: str, by: Person) -> str:
    """One more phone, as E.164; a parked lead stays parked until it is unparked."""
    _, card = _led(lead_id, by)
    if card is None:
        raise Conflict("This lead is closed; no phone was added.", code="closed_already")
    number = read_phone(phone, settings.CONFIG.country)
    if isinstance(number, BadField):
        raise wrong("phone", number.code, number.message)
    with write_transaction() as now:
        if not leads_write.add_address(lead_id=lead_id, kind=AddressKind.PHONE, value=number):
            raise Conflict("The lead has this phone already.", code="known_already")
        record(JournalEvent.LEAD_REACHABLE, now=now, lead_id=lead_id, actor_id=by.pk)
        call_by_phone(lead_id, engine=ENGINE, now=now)
    return number


def _led(lead_id: UUID, by: Person) -> tuple[Lead, models.CardRow | None]:
    """The lead, if this person leads it; raises NotFound."""
    if not by.is_leader:
        raise NotFound("There is no such lead.")
    return detail.lead_seen(lead_id, by)
