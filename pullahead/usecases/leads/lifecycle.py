"""Open, close, park and unpark leads: the acts of a team lead, and the steps others build on.

`close_lead` and `open_again` are the only places where a lead and its card end or begin together.
The caller of `open_again` decides who may open a lead.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import opt_outs
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Lead
from pullahead.leads.name_rules import same_person
from pullahead.pipeline import queries as deals
from pullahead.pull import cadence, models, rules, take_rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.engine import Engine
from pullahead.pull.services import route_of
from pullahead.pull.store.port import Closing
from pullahead.pull.take import Taking
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.sanitize import clean_code, clean_note
from pullahead.usecases.common.timezones import windows_of_lead
from pullahead.usecases.common.working_time import review_at
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.opt_out import keep_for_lead, opt_out_kept

REOPENS_WITHIN = timedelta(days=30)

# ---- close


def close_lead(
    *,
    lead_id: UUID,
    code: str,
    actor_id: int | None,
    now: datetime,
    note: str = "",
    engine: Engine = ENGINE,
) -> bool:
    """Close an open lead and remove its card, inside the caller's transaction.

    A `note` makes it a closing by a team lead.

    Return False for a lead that is closed already, and change nothing.
    """
    if not engine.close(lead_id, actor=actor_id, code=code, now=now, note=note):
        return False
    leads_write.close(lead_id=lead_id, code=code, now=now)
    return True


def close(*, lead_id: UUID, disposition: str, note: str, by: Person) -> None:
    """Close a lead with a final disposition and a note, also while an agent holds it.

    A refused closing still stores its opt-out, and the refusal says so.
    """
    lead, _card = lead_of_leader(lead_id, by)

    def keep() -> bool:
        return keep_for_lead(lead_id=lead_id, disposition=disposition, actor_id=by.pk)

    with opt_out_kept(keep):
        _close(lead.pk, disposition, note, by)


@retried
def _close(lead_id: UUID, disposition: str, note: str, by: Person) -> None:
    chosen, note = checked_closing(disposition, note)
    with write_transaction() as now:
        _close_with_note(lead_id, chosen.code, note, by, now)
        phone = leads.first_phone(lead_id)
        if chosen.bad_number and phone is not None:
            leads_write.mark_bad(address_id=phone.pk, reason=chosen.code)
        if chosen.opt_out:
            opt_outs.opt_out(lead_id=lead_id, now=now, actor_id=by.pk)


@retried
def close_again(*, lead_id: UUID, code: str, note: str, by: Person) -> None:
    """Undo a reopening: close the lead with its former code, even a disabled one."""
    lead_of_leader(lead_id, by)
    with write_transaction() as now:
        _close_with_note(lead_id, code, note, by, now)


def _close_with_note(lead_id: UUID, code: str, note: str, by: Person, now: datetime) -> None:
    if not close_lead(lead_id=lead_id, code=code, actor_id=by.pk, now=now, note=note):
        raise Conflict(_("This lead is already closed."), code="closed_already")


def checked_closing(disposition: str, note: str) -> tuple[cadence.Disposition, str]:
    """Check and sanitize a final disposition and a note. Raise Invalid with each field."""
    note = clean_note(note)
    chosen = pull_queries.disposition(clean_code(disposition))
    if chosen is None or chosen.kind != cadence.DispositionKind.FINAL or not chosen.active:
        raise wrong("disposition", "not_final", _("Choose a call outcome that closes the lead."))
    if not note:
        raise wrong("note", "note_required", _("Enter the reason for closing the lead."))
    return chosen, note


# ---- open again


@retried
def reopen(*, lead_id: UUID, by: Person) -> None:
    """Open a closed lead: round 1, ready, or parked where no call is possible.

    Raise Conflict for a person who opted out, or who is an open lead again since.
    """
    lead, card = lead_of_leader(lead_id, by)
    if card is not None:
        raise Conflict(_("This lead is already open."), code="open_already")
    values = list(leads.addresses(lead_id).values_list("value", flat=True))
    with write_transaction(lock=lambda: leads_write.lock_addresses(values=values)) as now:
        reopen_within(lead, actor=by.pk, now=now)


@retried
def undo_close(*, lead_id: UUID, by: Person) -> None:
    """Undo a closing by a team lead: the lead is as before, but ready if an agent held it.

    Without a closing to undo, reopen the lead. Raise Conflict as `reopen` does.
    """
    lead, card = lead_of_leader(lead_id, by)
    if card is not None:
        raise Conflict(_("This lead is already open."), code="open_already")
    values = list(leads.addresses(lead_id).values_list("value", flat=True))
    closing = ENGINE.store.last_closing(lead_id)
    people = take_rules.callback_people(closing.undo) if closing else frozenset()
    active: frozenset[int] = frozenset()

    def lock() -> None:
        nonlocal active
        active = team_queries.lock_people(people)
        leads_write.lock_addresses(values=values)

    with write_transaction(lock=lock) as now:
        require_reopening(lead, now)
        last = ENGINE.store.last_closing(lead_id)
        same = last is not None and last == closing and last.at == lead.closed_at
        if not (same and _restored(closing, people - active, by, now)):
            open_again(lead, engine=ENGINE, actor=by.pk, now=now)


def _restored(closing: Closing | None, left: frozenset[int], by: Person, now: datetime) -> bool:
    """Restore the card from before a closing, and open its lead. False if that is too late."""
    if closing is None:
        return False
    if not Taking(ENGINE).undo_closing(closing, left=left, actor=by.pk, now=now):
        return False
    return leads_write.reopen(lead_id=closing.lead_id)


def reopen_within(lead: Lead, *, actor: int | None, now: datetime) -> None:
    """Open a closed lead inside the transaction of a caller who locked its addresses.

    Raise Conflict before anything is written.
    """
    require_reopening(lead, now)
    open_again(lead, engine=ENGINE, actor=actor, now=now)


def require_reopening(lead: Lead, now: datetime) -> None:
    """Lock a closed lead; raise Conflict if it may not be opened."""
    closed = Lead.objects.filter(pk=lead.id, closed_at__isnull=False)
    if not closed.select_for_update(no_key=True).exists():
        raise Conflict(_("This lead is already open."), code="open_already")
    if deals.open_deal_of_lead(lead.id) is not None:
        said = _("This lead has an open deal. Work on the deal instead.")
        raise Conflict(said, code="open_deal")
    if pull_queries.numbers(lead.id, now)[1]:
        said = _("The customer opted out of calls. The lead remains closed.")
        raise Conflict(said, code="opted_out")
    if another_open(lead):
        said = _("The customer already has a newer open lead. This lead remains closed.")
        raise Conflict(said, code="another_open")


def open_again(
    lead: Lead, *, engine: Engine, actor: int | None, now: datetime, why: str = ""
) -> rules.Card | None:
    """Open a closed lead and return its new card, ranked as if it had just come in.

    Return None for an open lead. The caller's transaction has locked the lead's addresses.
    """
    if not leads_write.reopen(lead_id=lead.pk):
        return None
    windows, park = windows_of_lead(lead, pull_queries.overrides()), ""
    if not windows:
        park = rules.Park.NO_PHONE.value if windows is None else rules.Park.NO_ZONE.value
    if windows and pull_queries.hours().next_open(windows, now) is None:
        park = rules.Park.NEVER_OPEN
    route = route_of(source=lead.source)
    card = engine.new_card(
        lead.pk,
        team=route.team_id,
        windows=windows or "",
        worth=pull_queries.worth(route, lead),
        park=park,
        review_at=review_at(now),
        now=now,
    )
    Taking(engine).reopen(card, actor=actor, now=now, why=why)
    return card


def recently_closed(closed_at: datetime, now: datetime) -> bool:
    """Check for a closing within 30 days; an older lead is not opened, but created anew."""
    return closed_at >= now - REOPENS_WITHIN


def opens_by_itself(lead: Lead, now: datetime) -> bool:
    """Check whether a new inquiry of its person opens this closed lead.

    An opt-out keeps a lead closed until a person lifts it. So does the withdrawal of its import:
    its data about the person may be wrong throughout.
    """
    if lead.closed_at is None or not recently_closed(lead.closed_at, now):
        return False
    if lead.closed_as == leads.WITHDRAWN:
        return False
    refused = models.DispositionRow.objects.filter(pk=lead.closed_as, opt_out=True)
    opted_out = leads.opted_out(lead.pk) or leads.mailable(lead.pk)[1]
    return not opted_out and not refused.exists()


def another_open(lead: Lead) -> bool:
    """Check whether the person of a closed lead has another lead that is open."""
    values = list(leads.addresses(lead.pk).values_list("value", flat=True))
    others = leads.known(lead.source_id, hashes=(), external_ids=(), addresses=values).people
    return any(
        other.closed_at is None and other.lead_id != lead.pk and same_person(other.name, lead.name)
        for namesakes in others.values()
        for other in namesakes
    )


# ---- park


@retried
def park(*, lead_id: UUID, by: Person, review_on: date | None = None) -> None:
    """Park a lead until the end of its team's next working day, or of `review_on`."""
    _lead, card = lead_of_leader(lead_id, by)
    with write_transaction() as now:
        until = checked_review(review_on, now, card.team_id if card else None)
        if not ENGINE.park(
            lead_id, reason=rules.Park.BY_LEADER, review_at=until, actor=by.pk, now=now
        ):
            raise Conflict(_("This lead is already parked or closed."), code="not_open")


def checked_review(review_on: date | None, now: datetime, team_id: int | None) -> datetime:
    """Return the end of the review day; by default the team's next working day.

    Raise Invalid for a past day, or one more than 180 days ahead.
    """
    calendar = team_queries.calendar(team_id)
    if review_on is None:
        return calendar.end_of_working_day(now)
    # Compare days first: the last days of the year 9999 end beyond the range of datetime.
    ahead = (review_on - calendar.local_day(now)).days
    if 0 <= ahead <= cadence.CALLBACK_AT_MOST.days:
        end = calendar.end_of_day(review_on)
        if now < end <= now + cadence.CALLBACK_AT_MOST:
            return end
    said = _("Choose a day between today and 180 days from now.")
    raise wrong("review_on", "review_barred", said)


@retried
def unpark(*, lead_id: UUID, by: Person) -> None:
    """Make a parked lead ready again. Raise Invalid where it lacks a phone or a zone."""
    lead, _card = lead_of_leader(lead_id, by)
    with write_transaction() as now:
        windows = _windows(lead)
        if pull_queries.hours().next_open(windows, now) is None:
            raise Conflict(
                _("The calling hours never allow a call to this lead."), code="never_open"
            )
        route = route_of(source=lead.source)
        done = ENGINE.unpark(
            lead_id, windows=windows, worth=pull_queries.worth(route, lead), actor=by.pk, now=now
        )
    if not done:
        raise Conflict(_("This lead is no longer parked."), code="not_parked")


def _windows(lead: Lead) -> str:
    windows = windows_of_lead(lead, pull_queries.overrides())
    if windows is None:
        raise wrong("phone", "no_phone", _("This lead has no valid phone. Add one first."))
    if not windows:
        raise wrong(
            "zone", "no_zone", _("The phone does not determine a time zone. Set the time zone.")
        )
    return windows


def lead_of_leader(lead_id: UUID, by: Person) -> tuple[Lead, models.CardRow | None]:
    """Return a lead that this person leads, and its card. Raise NotFound otherwise."""
    if not by.is_leader:
        raise NotFound(_("Lead not found."))
    return detail.visible_lead(lead_id, by)
