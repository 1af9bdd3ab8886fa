"""Acts beside the flow: add and edit a deal, block it, add and answer signals, add facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.base.transaction import write_transaction
from pullahead.pipeline import (
    block_services,
    field_queries,
    field_services,
    locks,
    queries,
    rules,
    services,
    signal_services,
)
from pullahead.pipeline.field_rules import FieldInput
from pullahead.pipeline.rules import SIGNAL_KINDS
from pullahead.pipeline.services import NewDeal
from pullahead.team import queries as team_queries
from pullahead.team import services as team_write
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_code, clean_input, clean_note
from pullahead.usecases.deals.access import ActContext, ActRequest, flow_of, perform, visible_deal
from pullahead.usecases.deals.acts import checked_date
from pullahead.usecases.deals.closing import checked_value
from pullahead.usecases.deals.field_values import checked_values

TEXT_LIMIT = 200
KEYS = UUID("6f1c3a5e-6c1b-4f0e-9a57-8d0f6d1f2b11")  # namespace of idempotency keys


@dataclass(frozen=True, slots=True)
class DealInput:
    """Typed fields of a deal. `next_on` None leaves the next date, or takes the default."""

    title: str
    company: str = ""
    value: Decimal | None = None
    chance: float | None = None  # percent
    next_action: str = ""
    next_on: date | None = None
    # custom fields by code; those left out stay as they are
    custom: Mapping[str, FieldInput] = field(default_factory=dict)


def add(*, typed: DealInput, by: Person, continues: UUID | None = None, key: str = "") -> UUID:
    """Add a ready deal to the person's team and return its id.

    `continues` names a closed deal of the team that this one continues. A `key` that the team
    used before returns the deal of then.
    """
    flow = flow_of(by)
    token = uuid5(KEYS, f"{by.team_id} {key}") if key else None
    earlier = visible_deal(continues, by) if continues else None
    calendar = team_queries.calendar(by.team_id)
    with write_transaction(lock=lambda: locks.publish_lock()) as now:
        if token is not None:
            locks.key_lock(token)
            there = queries.deal_of_claim(token)
            if there is not None:
                return there.pk
        next_at = rules.default_next(calendar, now)
        if typed.next_on is not None:
            next_at = calendar.end_of_day(typed.next_on)
            if not now < next_at <= now + rules.NEXT_AT_MOST:
                said = _("Choose a day between today and a year from now.")
                raise wrong("next_on", "date_barred", said)
        fields = _fields(typed)
        custom = checked_values(field_queries.fields_of(flow.id), typed.custom)
        new = NewDeal(
            title=fields["title"],
            company=fields["company"],
            value=fields["value"],
            next_action=fields["next_action"],
            team=by.team_id,
            pod=team_write.default_pod(team=by.team).pk,
            workflow=flow.id,
            entry=flow.stages[0].pk,
            next_at=next_at,
            earlier_id=earlier.pk if earlier else None,
            claim_token=token,
        )
        made = services.add_deal(new, now=now, actor=by.pk).pk
        field_services.set_values(made, custom)
        return made


def _fields(typed: DealInput) -> dict[str, Any]:
    title = clean_input(typed.title)
    if not title or len(title) > TEXT_LIMIT:
        raise wrong("title", "invalid", _("Enter a title of 1 to 200 characters."))
    if typed.chance is not None and not 0 <= typed.chance <= 100:
        raise wrong("chance", "invalid", _("Enter a chance between 0 and 100 percent."))
    return {
        "title": title,
        "company": clean_input(typed.company)[:TEXT_LIMIT],
        "value": checked_value(typed.value),
        "chance": typed.chance / 100 if typed.chance is not None else None,
        "next_action": clean_input(typed.next_action)[:TEXT_LIMIT],
    }


def change(*, deal_id: UUID, typed: DealInput, by: Person, seq: int | None = None) -> None:
    """Change title, company, value, chance, next action and next date of an open deal."""

    def verb(context: ActContext) -> None:
        _open(context)
        fields = _fields(typed)
        if typed.next_on is not None:
            fields["next_at"] = checked_date(context, typed.next_on)
            if context.deal.holder_id is not None:
                until = rules.hold_until(context.calendar, context.now, fields["next_at"])
                fields["hold_until"] = until
        codes = _change_custom(context, typed.custom)
        services.edit(context.deal, fields, now=context.now, actor=by.pk, codes=codes)

    perform(ActRequest(deal_id, by, seq), verb)


def _change_custom(context: ActContext, custom: Mapping[str, FieldInput]) -> list[str]:
    """Store the given custom fields, and return the codes of those that changed."""
    if not custom:
        return []
    fields = field_queries.fields_of(context.flow.id)
    deal_id = context.deal.pk
    stored = field_queries.values_of([deal_id])[deal_id]
    checked = checked_values(fields, custom, stored)
    changed = {pk: value for pk, value in checked.items() if stored.get(pk) != value}
    field_services.set_values(deal_id, changed)
    return [one.code for one in fields if one.pk in changed]


def _open(context: ActContext) -> None:
    """Raise Conflict for a closed deal."""
    context.need(rules.DealAct.DISCARD)


def block(
    *, deal_id: UUID, by: Person, cause: str, note: str = "", review_on: date | None = None
) -> None:
    """Block a deal, with a cause and the day of the review. The person owns the block."""

    def verb(context: ActContext) -> None:
        _open(context)
        code = clean_code(cause)
        if code not in {one.code for one in queries.reasons("block")}:
            raise wrong("cause", "cause_required", _("Choose what blocks the deal."))
        block_services.block(
            context.deal,
            cause=code,
            note=clean_input(note)[:300],
            owner=by.pk,
            review_at=checked_date(context, review_on),
            now=context.now,
            actor=by.pk,
        )

    perform(ActRequest(deal_id, by), verb)


def unblock(*, deal_id: UUID, by: Person, how: str = "") -> None:
    """End the open block of a deal."""

    def verb(context: ActContext) -> None:
        _open(context)
        block_services.unblock(
            context.deal, how=clean_input(how)[:300], now=context.now, actor=by.pk
        )

    perform(ActRequest(deal_id, by), verb)


def signal(*, deal_id: UUID, by: Person, kind: str, words: str = "") -> None:
    """Add what the customer did or said; a question alarms after four working hours.

    Any team member may add it, also without holding the deal.
    """
    code = clean_code(kind)
    if code not in SIGNAL_KINDS:
        raise wrong("kind", "unknown_signal", _("Choose what the customer did."))

    def verb(context: ActContext) -> None:
        if context.deal.closed_at is not None:
            context.need(rules.DealAct.LOSE)
        signal_services.add_signal(
            context.deal,
            kind=code,
            words=clean_note(words),
            alarm_at=rules.alarm_at(context.calendar, code, context.now),
            now=context.now,
            actor=by.pk,
        )

    perform(ActRequest(deal_id, by), verb)


def answer(
    *, deal_id: UUID, by: Person, text: str, next_on: date | None = None, ids: tuple[int, ...] = ()
) -> None:
    """Answer the customer's open signals, with what and the next date; any team member may."""

    def verb(context: ActContext) -> None:
        if context.deal.closed_at is not None:
            context.need(rules.DealAct.LOSE)
        said = clean_input(text)[:300]
        if not said:
            raise wrong("text", "answer_required", _("Enter what you answered."))
        signal_services.answer_signals(
            context.deal, ids=ids or None, answer=said, now=context.now, actor=by.pk
        )
        next_at = checked_date(context, next_on)
        fields: dict[str, Any] = {"next_at": next_at}
        if context.deal.holder_id is not None:
            until = rules.hold_until(context.calendar, context.now, next_at)
            fields["hold_until"] = until
        services.edit(context.deal, fields, now=context.now, actor=by.pk)

    perform(ActRequest(deal_id, by), verb)


def fact(*, deal_id: UUID, by: Person, item: int, words: str) -> None:
    """Add an answer or quote that meets a needed fact."""

    def verb(context: ActContext) -> None:
        _open(context)
        ids = [one.pk for one in context.flow.stages]
        if item not in {one.pk for one in queries.exit_items(ids)}:
            raise NotFound(_("Required fact not found. Reload the page."))
        said = clean_note(words)
        if not said:
            raise wrong("words", "answer_required", _("Enter the answer."))
        services.add_fact(context.deal, words=said, now=context.now, actor=by.pk, item=item)

    perform(ActRequest(deal_id, by), verb)
