"""Acts that move a deal or change its holder. Each is one short transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, wrong
from pullahead.pipeline import queries, rules
from pullahead.pipeline.field_queries import unmet_labels
from pullahead.pipeline.models import Stage
from pullahead.pipeline.rules import DOING, DONE, WAITING, DealAct
from pullahead.pipeline.services import DealMove
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.deals import basis
from pullahead.usecases.deals.access import ActContext, ActRequest, move, perform

REASON_LIMIT = 300


def pull(
    *,
    deal_id: UUID,
    by: Person,
    seq: int | None = None,
    reason: str = "",
    override: str = "",
    said: UUID | None = None,
) -> None:
    """Pull a deal into the next stage; the person has it afterwards.

    `said` names words of the customer that the move is based on. A deal that is not done is
    finished in the same act. Raise Conflict `limit_reached` where the
    stage has no room, and Invalid `ungrounded` where a required fact is unmet without reason.
    """

    def verb(context: ActContext) -> None:
        context.need(DealAct.PULL)
        target = next_stage(context)
        quoted = basis.checked_words(context, said)
        made = _into(context, target, DealAct.PULL, reason, quoted=quoted is not None)
        basis.record(context, move(context, made, override), quoted, reason)

    perform(ActRequest(deal_id, by, seq, override), verb)


def next_stage(context: ActContext) -> Stage:
    """Return the stage that pulls this deal."""
    deal = context.deal
    if deal.stage_id is None:
        entry = context.flow.stage(deal.entry_id)
        return entry if entry is not None else context.flow.stages[0]
    found = context.flow.after(deal.stage_id)
    if found is None:
        raise RuntimeError("a deal in the last stage was let through")
    return found


def _into(
    context: ActContext, target: Stage, act: DealAct, reason: str, *, quoted: bool = False
) -> DealMove:
    """Return the move into a stage, held by the person who acts."""
    deal, now = context.deal, context.now
    ungrounded = act == DealAct.PULL and not quoted and _ungrounded(context, target, reason)
    changes: dict[str, Any] = {
        "stage_id": target.pk,
        "half": DOING,
        "stage_at": now,
        **_held_by(context, context.by.pk),
    }
    start = context.flow.version.start
    if deal.started_at is None and target.position >= start.position:
        changes["started_at"] = now
    since = rules.pulled_since(context.calendar, now)
    return DealMove(
        kind=act.value,
        changes=changes,
        actor=context.by.pk,
        version=context.flow.version.pk,
        reason=_reason(reason),
        ungrounded=ungrounded,
        signal=queries.latest_signal(deal.pk, since),
    )


def _ungrounded(context: ActContext, target: Stage, reason: str) -> bool:
    """Return whether required items of earlier stages are unmet; they need a reason."""
    earlier = [one.pk for one in context.flow.stages if one.position < target.position]
    entry = context.flow.position(context.deal.entry_id) or 0
    skipped = {one.pk for one in context.flow.stages if one.position < entry}
    unmet = unmet_labels(context.deal.pk, [one for one in earlier if one not in skipped])
    if unmet and not reason.strip():
        names = "; ".join(unmet[:3])
        text = _(
            "Not yet known: {names}. Add this to the deal, or enter why you move on without it."
        )
        raise wrong("reason", "ungrounded", text.format(names=names))
    return bool(unmet)


def _held_by(context: ActContext, person_id: int) -> dict[str, Any]:
    """Return the fields of a hold that begins now, with a next date that is not past."""
    deal, now = context.deal, context.now
    next_at = deal.next_at
    if next_at is None or next_at <= now:
        next_at = rules.default_next(context.calendar, now)
    until = rules.hold_until(context.calendar, now, next_at)
    return {"holder_id": person_id, "hold_until": until, "next_at": next_at}


def _reason(text: str) -> str:
    return clean_input(text)[:REASON_LIMIT]


def finish(*, deal_id: UUID, by: Person, seq: int | None = None) -> None:
    """Mark the work of this stage as done, so that the next stage can pull the deal."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.FINISH)
        context_hold = _held_by(context, context.deal.holder_id or context.by.pk)
        move(context, _plain_move(context, DealAct.FINISH, {"half": DONE, **context_hold}))

    perform(ActRequest(deal_id, by, seq), verb)


def wait(*, deal_id: UUID, by: Person, until: date | None, seq: int | None = None) -> None:
    """Wait for the customer until the end of a day; the deal comes back then, or on a signal."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.WAIT)
        next_at = checked_date(context, until)
        hold = rules.hold_until(context.calendar, context.now, next_at)
        holder = context.deal.holder_id or context.by.pk
        changes = {
            "half": WAITING,
            "next_at": next_at,
            "holder_id": holder,
            "hold_until": hold,
        }
        move(context, _plain_move(context, DealAct.WAIT, changes))

    perform(ActRequest(deal_id, by, seq), verb)


def resume(*, deal_id: UUID, by: Person, seq: int | None = None) -> None:
    """Work on a waiting deal again; the person has it afterwards."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.RESUME)
        changes = {"half": DOING, **_held_by(context, context.by.pk)}
        move(context, _plain_move(context, DealAct.RESUME, changes))

    perform(ActRequest(deal_id, by, seq), verb)


def back(
    *,
    deal_id: UUID,
    by: Person,
    to: int,
    reason: str,
    seq: int | None = None,
    override: str = "",
) -> None:
    """Move a deal back to an earlier stage, with a reason. Its age continues."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.BACK)
        target = context.flow.stage(to)
        here = context.flow.position(context.deal.stage_id)
        if target is None or here is None or target.position >= here:
            raise wrong("to", "not_earlier", _("Choose an earlier stage."))
        if not reason.strip():
            raise wrong("reason", "reason_required", _("Enter why the deal moves back."))
        move(context, _into(context, target, DealAct.BACK, reason), override)

    perform(ActRequest(deal_id, by, seq, override), verb)


def move_to(
    *,
    deal_id: UUID,
    by: Person,
    to: int,
    reason: str = "",
    seq: int | None = None,
    override: str = "",
) -> None:
    """Move a deal to a named stage: the next one pulls it, an earlier one takes it back.

    Raise Conflict for a stage beyond the next: no stage is skipped.
    """

    def verb(context: ActContext) -> None:
        target, here = context.flow.stage(to), context.flow.position(context.deal.stage_id)
        if target is None:
            raise wrong("to", "unknown_stage", _("Choose a stage."))
        if here is not None and target.position < here:
            context.need(DealAct.BACK)
            if not reason.strip():
                raise wrong("reason", "reason_required", _("Enter why the deal moves back."))
            move(context, _into(context, target, DealAct.BACK, reason), override)
            return
        context.need(DealAct.PULL)
        if target.pk != next_stage(context).pk:
            said = _("A deal moves one stage at a time. Nothing was moved.")
            raise Conflict(said, code="stage_skipped")
        move(context, _into(context, target, DealAct.PULL, reason), override)

    perform(ActRequest(deal_id, by, seq, override), verb)


def take(*, deal_id: UUID, by: Person, seq: int | None = None, override: str = "") -> None:
    """Take a deal that no one has, or whose hold is over."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.TAKE)
        changes = _held_by(context, context.by.pk)
        move(context, _plain_move(context, DealAct.TAKE, changes), override)

    perform(ActRequest(deal_id, by, seq, override), verb)


def release(*, deal_id: UUID, by: Person, seq: int | None = None) -> None:
    """Release a deal; any colleague can take it."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.RELEASE)
        changes = {"holder_id": None, "hold_until": None}
        move(context, _plain_move(context, DealAct.RELEASE, changes))

    perform(ActRequest(deal_id, by, seq), verb)


def hand_over(
    *, deal_id: UUID, by: Person, to: int, seq: int | None = None, override: str = ""
) -> None:
    """Hand a deal over to a colleague of the team, whose own limit must have room."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.HAND_OVER)
        receiver = context.person(to)
        if receiver.pk == context.deal.holder_id:
            said = _("{name} already has this deal.").format(name=receiver.name)
            raise Conflict(said, code="deal_yours")
        changes = _held_by(context, receiver.pk)
        move(context, _plain_move(context, DealAct.HAND_OVER, changes), override)

    perform(ActRequest(deal_id, by, seq, override, people=(to,)), verb)


def _plain_move(context: ActContext, act: DealAct, changes: dict[str, Any]) -> DealMove:
    version = context.flow.version.pk
    return DealMove(act.value, changes, context.by.pk, version)


def checked_date(context: ActContext, day: date | None) -> datetime:
    """Return the end of work on a day; without one, of the next working day. Raise Invalid."""
    if day is None:
        return rules.default_next(context.calendar, context.now)
    today = context.calendar.local_day(context.now)
    if not today <= day <= today + timedelta(days=rules.NEXT_AT_MOST.days):
        raise wrong("until", "date_barred", _("Choose a day between today and a year from now."))
    end = context.calendar.end_of_day(day)
    if end <= context.now:
        raise wrong("until", "date_barred", _("The working day is over. Choose a later day."))
    return end
