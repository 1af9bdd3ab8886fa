"""A team lead corrects the last settle of a lead, with a reason; the journal keeps the first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import opt_outs, sale_outcomes
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Lead
from pullahead.leads.models import SaleOutcome as CameTo
from pullahead.pull import cadence, models, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.note_rules import OWN_WORDS_AT_LEAST
from pullahead.pull.queries import SettleEffects
from pullahead.pull.services import close_attempts, correct_settle, replace_effects, route_of
from pullahead.team.models import Person
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import LEAD_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_code, clean_input
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.lifecycle import close_lead, reopen_within
from pullahead.usecases.leads.opt_out import keep_for_lead, opt_out_kept
from pullahead.usecases.work import qualified
from pullahead.usecases.work.settle_input import WON

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class LastSettle:
    """The last settle of a lead, as it can be corrected."""

    agent: str
    code: str


def last_settle(lead_id: UUID) -> LastSettle | None:
    """Return the last settle of a lead, if the last claim on it was settled.

    Return None if a team lead closed the lead since: reopen the lead to correct that.
    """
    last = _last(lead_id)
    return LastSettle(last.agent.name, last.disposition) if last is not None else None


def _last(lead_id: UUID) -> models.ClaimRow | None:
    claims = models.ClaimRow.objects.filter(lead_id=lead_id).select_related("agent")
    last = claims.order_by("-started_at", "-token").first()
    if last is None or last.end != models.ClaimRow.End.SETTLED:
        return None
    since = models.ClosingRow.objects.filter(lead_id=lead_id, at__gte=last.ended_at)
    return None if since.exists() else last


def correct(*, lead_id: UUID, disposition: str, reason: str, by: Person) -> None:
    """Replace the disposition of the last settle, and correct what the settle wrote.

    A final one closes an open lead, also a held one; any other opens a closed lead again. A refused
    correction still stores its opt-out, and the refusal says so. Raise NotFound, Invalid, and
    Conflict where the lead has moved on or cannot be opened.
    """
    if not by.is_leader:
        raise NotFound(str(LEAD_NOT_FOUND))
    lead, _ = detail.visible_lead(lead_id, by)

    def keep() -> bool:
        return keep_for_lead(lead_id=lead_id, disposition=disposition, actor_id=by.pk)

    with opt_out_kept(keep):
        _correct(lead, disposition, reason, by)


@retried
def _correct(lead: Lead, disposition: str, reason: str, by: Person) -> None:
    chosen, reason = _checked(disposition, reason)
    lead_id = lead.pk
    values = list(leads.addresses(lead_id).values_list("value", flat=True))

    def lock() -> None:
        qualified.lock_publish(qualified.QUALIFIED)
        leads_write.lock_addresses(values=values)

    with write_transaction(lock=lock) as now:
        card = ENGINE.store.card(lead_id)
        last = _last(lead_id)
        if last is None or (card is not None and card.state == rules.CardState.HELD):
            raise Conflict(
                _("An agent has this lead now, so its last result cannot be corrected."),
                code="moved_on",
            )
        if last.disposition == chosen.code:
            raise wrong(
                "disposition", "same_already", _("This is already the result. Choose another.")
            )
        if (
            card is not None
            and card.due_at is not None
            and chosen.kind != cadence.DispositionKind.FINAL
        ):
            raise Conflict(
                _("A callback is agreed, so the result cannot change. Close or park the lead."),
                code="moved_on",
            )
        qualified.take_deal_back(last.pk, now=now, actor=by.pk)
        before = pull_queries.disposition(last.disposition)
        replace_effects(claim=last.pk, effects=_set_right(last, before, chosen, by, now))
        _open_or_close(lead, card, chosen, by, now)
        if chosen.kind == cadence.DispositionKind.NEXT and _began_plan(last, before):
            worth = pull_queries.worth(route_of(source=lead.source), lead)
            ENGINE.leave_plan(lead_id, round=last.round, worth=worth, now=now)
        _record_correction(last, chosen, reason, by, now)


def _began_plan(last: models.ClaimRow, before: cadence.Disposition | None) -> bool:
    """Return whether the settle put the lead into a nurturing plan, where it was in none."""
    nurtured = before is not None and before.kind == cadence.DispositionKind.NURTURE
    return nurtured and not last.stage


def _checked(disposition: str, reason: str) -> tuple[cadence.Disposition, str]:
    chosen, reason = pull_queries.disposition(clean_code(disposition)), clean_input(reason)
    dated = {cadence.DispositionKind.CALLBACK, cadence.DispositionKind.NURTURE}
    if chosen is None or not chosen.active or chosen.kind in dated:
        raise wrong(
            "disposition",
            "unknown_disposition",
            _("Choose a call outcome from the list. Only the agent can agree on a date."),
        )
    if len(reason) < OWN_WORDS_AT_LEAST:
        raise wrong(
            "reason", "reason_required", _("Enter a reason for the correction, in a few words.")
        )
    return chosen, reason[:REASON_LIMIT]


def _open_or_close(
    lead: Lead, card: rules.Card | None, chosen: cadence.Disposition, by: Person, now: datetime
) -> None:
    # Only the number was bad: another number or email address keeps the lead open.
    left = leads.first_phone(lead.pk) is not None or leads.good_emails(lead.pk)
    another = chosen.bad_number and left
    final = chosen.kind == cadence.DispositionKind.FINAL and not another
    if final and card is not None:
        close_lead(lead_id=lead.pk, code=chosen.code, actor_id=by.pk, now=now)
    elif final:
        leads_write.closed_as(lead_id=lead.pk, code=chosen.code)
    elif card is None:
        reopen_within(lead, actor=by.pk, now=now)


def _set_right(
    last: models.ClaimRow,
    before: cadence.Disposition | None,
    chosen: cadence.Disposition,
    by: Person,
    now: datetime,
) -> SettleEffects:
    """Write bad numbers, opt-outs and sales as the corrected settle would have."""
    close_attempts(claim=last.pk, outcome=chosen.code, reached=chosen.reached)
    wrote = pull_queries.settle_effects(last.pk)
    if wrote.bad_address is not None and not chosen.bad_number:
        leads_write.mark_good(address_id=wrote.bad_address)
        wrote = replace(wrote, bad_address=None)
    if wrote.opted_out and not chosen.opt_out:
        opt_outs.opt_in_again(lead_id=last.lead_id, values=list(wrote.opted_out))
        wrote = replace(wrote, opted_out=())
    if chosen.opt_out and not (before and before.opt_out):
        new = opt_outs.opt_out(lead_id=last.lead_id, now=now, actor_id=by.pk)
        wrote = replace(wrote, opted_out=tuple(new))
    if chosen.bad_number and not (before and before.bad_number):
        called = pull_queries.last_called(last.pk)
        bad = leads.phone(last.lead_id, called) if called else leads.first_phone(last.lead_id)
        if bad is None and not called:
            bad = next(iter(leads.good_emails(last.lead_id)), None)
        if bad is not None:
            leads_write.mark_bad(address_id=bad.pk, reason=chosen.code)
            wrote = replace(wrote, bad_address=bad.pk)
    if wrote.sold:
        sale_outcomes.take_outcome_back(lead_id=last.lead_id, now=now, actor_id=by.pk)
    if chosen.code == WON:
        sale_outcomes.record_outcome(
            lead_id=last.lead_id, verdict=WON, value=None, at=last.ended_at, now=now,
            how=CameTo.How.AGENT, actor_id=by.pk,
        )  # fmt: skip
    return replace(wrote, sold=chosen.code == WON)


def _record_correction(
    last: models.ClaimRow,
    chosen: cadence.Disposition,
    reason: str,
    by: Person,
    now: datetime,
) -> None:
    correct_settle(claim=last.pk, disposition=chosen.code, reason=reason, by_id=by.pk, now=now)
    data = {"was": last.disposition, "as": chosen.code, "round": last.round}
    record(JournalEvent.CLAIM_CORRECTED, now=now, lead_id=last.lead_id, actor_id=by.pk, data=data)
