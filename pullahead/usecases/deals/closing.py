"""Close a deal as won, lost or discarded, and reopen it. The lead's sale outcome follows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, wrong
from pullahead.conversations import services as promises
from pullahead.conversations.services import VoidPromise
from pullahead.leads import sale_outcomes
from pullahead.leads.models import SaleOutcome, SaleVerdict
from pullahead.pipeline import block_services, queries, rules, signal_services
from pullahead.pipeline.models import Transition
from pullahead.pipeline.rules import DISCARDED, DONE, LOST, WON, DealAct
from pullahead.pipeline.services import DealMove
from pullahead.sprints import item_services, restoring
from pullahead.sprints.plan_rules import CLOSED
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_code, clean_input
from pullahead.usecases.deals import basis, close_undo
from pullahead.usecases.deals.access import ActContext, ActRequest, move, perform

VALUE_BELOW = Decimal(10) ** 10


def reasons() -> tuple[tuple[str, str], ...]:
    """Return code and label of the reasons for a loss or a discard."""
    return tuple((one.code, one.label) for one in queries.reasons("close"))


def win(
    *,
    deal_id: UUID,
    by: Person,
    value: Decimal | None,
    seq: int | None = None,
    said: UUID | None = None,
    reason: str = "",
) -> None:
    """Close a deal of the last stage as won, with its value.

    `said` names words of the customer that the win is based on, `reason` anything else.
    """

    def verb(context: ActContext) -> None:
        context.need(DealAct.WIN)
        amount = checked_value(value if value is not None else context.deal.value)
        if amount is None or amount <= 0:
            raise wrong("value", "value_required", _("Enter the value of the deal, such as 1200."))
        quoted = basis.checked_words(context, said)
        made = _close(context, DealAct.WIN, WON, {"value": amount}, reason)
        basis.record(context, made, quoted, reason)
        _tell_lead(context, SaleVerdict.WON, amount)

    perform(ActRequest(deal_id, by, seq, closes=True), verb)


def lose(*, deal_id: UUID, by: Person, reason: str, note: str = "", seq: int | None = None) -> None:
    """Close a deal as lost, with a reason of the organization."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.LOSE)
        code = checked_reason(reason)
        _close(context, DealAct.LOSE, LOST, {"reason": code}, note)
        _tell_lead(context, SaleVerdict.LOST, None)

    perform(ActRequest(deal_id, by, seq, closes=True), verb)


def discard(
    *, deal_id: UUID, by: Person, reason: str, note: str = "", seq: int | None = None
) -> None:
    """Drop a deal on purpose, with a reason. No sale outcome is recorded."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        _close(context, DealAct.DISCARD, DISCARDED, {"reason": checked_reason(reason)}, note)

    perform(ActRequest(deal_id, by, seq, closes=True), verb)


def _close(
    context: ActContext, act: DealAct, closed_as: str, changes: Mapping[str, Any], note: str = ""
) -> Transition:
    """End block, signals and changes, and the items and promises of a deal not won; close it."""
    deal, now, actor = context.deal, context.now, context.by.pk
    blocks = block_services.unblock(deal, how="closed", now=now, actor=actor)
    answered = signal_services.answer_signals(deal, ids=None, answer="closed", now=now, actor=actor)
    items: list[dict[str, Any]] = []
    voided: list[VoidPromise] = []
    if act != DealAct.WIN:
        items = restoring.stored_items(deal.pk)
        item_services.drop_items([deal.pk], reason="deal_lost", now=now, by=actor)
        voided = promises.void_promises([deal.pk], now=now, by=actor)
    changes_answered = item_services.answer_changes([deal.pk], answer=CLOSED, now=now, by=actor)
    fields = {
        "closed_at": now,
        "closed_as": closed_as,
        "holder_id": None,
        "hold_until": None,
        "next_at": None,
        **changes,
    }
    made = DealMove(
        act.value,
        fields,
        actor,
        context.flow.version.pk,
        reason=clean_input(note)[:300],
        before={
            "blocks": blocks,
            "signals": answered,
            "items": items,
            **close_undo.stored(voided, changes_answered),
        },
    )
    return move(context, made)


def _tell_lead(context: ActContext, verdict: str, value: Decimal | None) -> None:
    if context.deal.lead_id is None:
        return
    sale_outcomes.record_outcome(
        lead_id=context.deal.lead_id,
        verdict=verdict,
        value=value,
        at=context.now,
        now=context.now,
        how=SaleOutcome.How.AGENT,
        actor_id=context.by.pk,
    )


def take_lead_back(context: ActContext) -> None:
    """Retract the lead's sale outcome that a close recorded."""
    if context.deal.lead_id is not None:
        sale_outcomes.take_outcome_back(
            lead_id=context.deal.lead_id, now=context.now, actor_id=context.by.pk
        )


def reopen(*, deal_id: UUID, by: Person, seq: int | None = None, override: str = "") -> None:
    """Reopen a deal closed in the last 30 days: ready, to be pulled into its former stage.

    What the close ended stays ended.
    """

    def verb(context: ActContext) -> None:
        context.need(DealAct.REOPEN)
        deal = context.deal
        another = queries.open_deal_of_lead(deal.lead_id) if deal.lead_id else None
        if another is not None:
            said = _("The lead already has another open deal. Work on that deal.")
            raise Conflict(said, code="another_open")
        live = context.flow.stage(deal.stage_id) or context.flow.stage(deal.entry_id)
        changes = {
            "closed_at": None,
            "closed_as": "",
            "reason": "",
            "stage_id": None,
            "entry_id": live.pk if live else context.flow.stages[0].pk,
            "half": DONE,
            "next_at": rules.default_next(context.calendar, context.now),
        }
        version = context.flow.version.pk
        move(context, DealMove(DealAct.REOPEN.value, changes, by.pk, version), override)
        take_lead_back(context)

    perform(ActRequest(deal_id, by, seq, override, closes=True), verb)


def checked_reason(code: str) -> str:
    """Return the code of an active reason to close. Raise Invalid."""
    cleaned = clean_code(code)
    if cleaned not in {one.code for one in queries.reasons("close")}:
        raise wrong("reason", "reason_required", _("Choose a reason."))
    return cleaned


def checked_value(value: Decimal | None) -> Decimal | None:
    """Return a value of money with two decimals. Raise Invalid."""
    if value is None:
        return None
    if not value.is_finite() or not 0 <= value < VALUE_BELOW:
        said = _("Enter a value between 0 and 9,999,999,999.99.")
        raise wrong("value", "not_an_amount", said)
    exact = value.quantize(Decimal("0.01"))
    if exact != value:
        raise wrong("value", "not_an_amount", _("Enter a value with at most two decimals."))
    return exact
