"""Writes of the buyer's plan: steps, objectives, and the changes of both.

Each function runs inside a transaction whose caller has locked the deal. `heard_at` is the moment
of the talk. With `heard_at`, a function adds the changes that wait for an answer. Without, the plan
is entered for the first time, as in a first interview.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline.models import Deal
from pullahead.sprints.models import BuyerChange, BuyerStep, Objective
from pullahead.sprints.plan_rules import DONE, MET, OPEN, dated_promise, place_for

# Fields that we fill in: their change is no change of the buyer
OURS = {"needs", "job"}


@dataclass(frozen=True, slots=True)
class PlanAct:
    """Act on a plan: who, when, and when the buyer said it (None for the first entry)."""

    by: int
    now: datetime
    heard_at: datetime | None = None
    conversation: UUID | None = None  # in which it was heard
    said: UUID | None = None  # the words that a step or objective is taken from


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step of the buyer to add."""

    name: str
    due: date | None = None
    contact_id: UUID | None = None
    needs: str = ""
    job: str = ""


def add_step(deal: Deal, new: NewStep, act: PlanAct) -> BuyerStep:
    """Add a step, by its date among the dated ones, else at the end."""
    require_transaction()
    step = BuyerStep.objects.create(
        deal=deal,
        name=new.name,
        due=new.due,
        contact_id=new.contact_id,
        needs=new.needs,
        job=new.job,
        position=_room(deal.pk, new.due),
        said_id=act.said,
        added_at=act.now,
    )
    changes = _changed(deal.pk, {"added": ("", new.due)}, act, step=step.pk)
    _note(deal.pk, act, ["added"], changes, step=str(step.pk))
    return step


def change_step(step: BuyerStep, fields: Mapping[str, Any], act: PlanAct) -> list[UUID]:
    """Change fields of a step, its state included; return the changes that wait for an answer."""
    require_transaction()
    found = {one: (getattr(step, one), new) for one, new in fields.items()}
    found = {one: pair for one, pair in found.items() if pair[0] != pair[1]}
    if not found:
        return []
    values = {one: new for one, (_was, new) in found.items()}
    if "due" in values and values.get("state", step.state) == OPEN:
        values["position"] = _room(step.deal_id, values["due"], but=step.pk)
    BuyerStep.objects.filter(pk=step.pk).update(**values)
    for one, new in values.items():
        setattr(step, one, new)
    news = {one: pair for one, pair in found.items() if one not in OURS and pair[1] != DONE}
    if "contact_id" in news:
        news["contact"] = news.pop("contact_id")
    changes = _changed(step.deal_id, news, act, step=step.pk)
    _note(step.deal_id, act, sorted(found), changes, step=str(step.pk))
    return changes


def place_step(step: BuyerStep, position: int, act: PlanAct) -> list[UUID]:
    """Move an open step to another place among the open ones, counted from 0."""
    require_transaction()
    rows = list(_open(step.deal_id).exclude(pk=step.pk))
    before = list(_open(step.deal_id).values_list("pk", flat=True))
    rows.insert(max(0, min(position, len(rows))), step)
    was = before.index(step.pk)
    now = rows.index(step)
    if was == now:
        return []
    for place, one in enumerate(rows):
        BuyerStep.objects.filter(pk=one.pk).update(position=place)
    changes = _changed(step.deal_id, {"place": (was, now)}, act, step=step.pk)
    _note(step.deal_id, act, ["place"], changes, step=str(step.pk))
    return changes


def add_objective(deal: Deal, *, words: str, measure: str, act: PlanAct) -> Objective:
    """Add an objective in the buyer's words."""
    require_transaction()
    made = Objective.objects.create(
        deal=deal, words=words, measure=measure, said_id=act.said, added_at=act.now
    )
    changes = _changed(deal.pk, {"added": ("", words)}, act, objective=made.pk)
    _note(deal.pk, act, ["added"], changes, objective=str(made.pk))
    return made


def change_objective(one: Objective, fields: Mapping[str, Any], act: PlanAct) -> list[UUID]:
    """Change words, measure or state of an objective."""
    require_transaction()
    found = {name: (getattr(one, name), new) for name, new in fields.items()}
    found = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    if not found:
        return []
    Objective.objects.filter(pk=one.pk).update(**{name: new for name, (_w, new) in found.items()})
    news = {name: pair for name, pair in found.items() if pair[1] != MET}
    changes = _changed(one.deal_id, news, act, objective=one.pk)
    _note(one.deal_id, act, sorted(found), changes, objective=str(one.pk))
    return changes


def steps_like(deal_id: UUID, text: str) -> list[BuyerStep]:
    """Return the open steps whose name begins with a text, else those that contain it."""
    rows = list(_open(deal_id))
    sought = text.strip().casefold()
    first = [one for one in rows if one.name.casefold().startswith(sought)]
    return first or [one for one in rows if sought and sought in one.name.casefold()]


def _open(deal_id: UUID) -> Any:
    return BuyerStep.objects.filter(deal_id=deal_id, state=OPEN).order_by("position", "pk")


def _room(deal_id: UUID, due: date | None, but: UUID | None = None) -> int:
    """Return the position of a step with this date, after making room for it."""
    rows = list(_open(deal_id).exclude(pk=but).values_list("position", "due"))
    place = place_for([found for _position, found in rows], due)
    if place == len(rows):
        highest = BuyerStep.objects.filter(deal_id=deal_id).aggregate(top=Max("position"))["top"]
        return 0 if highest is None else highest + 1
    position: int = rows[place][0]
    later = BuyerStep.objects.filter(deal_id=deal_id, position__gte=position)
    later.update(position=F("position") + 1)
    return position


def _changed(
    deal_id: UUID,
    found: Mapping[str, tuple[object, object]],
    act: PlanAct,
    *,
    step: UUID | None = None,
    objective: UUID | None = None,
) -> list[UUID]:
    if act.heard_at is None:
        return []
    return [
        BuyerChange.objects.create(
            deal_id=deal_id,
            step_id=step,
            objective_id=objective,
            field=field,
            was=_text(was),
            now=_text(new),
            heard_at=act.heard_at,
            conversation_id=act.conversation,
        ).pk
        for field, (was, new) in found.items()
    ]


def note_reopened_job(deal: Deal, job: str, act: PlanAct) -> None:
    """Add the change that a buying job was reopened; the plan answers it."""
    require_transaction()
    changes = _changed(deal.pk, {"job": ("done", job)}, act)
    _note(deal.pk, act, ["job"], changes, job=job)


def note_new_promise_date(
    deal_id: UUID, what: str, was: date | None, now: date | None, act: PlanAct
) -> None:
    """Add the change that the buyer offers another date, or a condition, for their promise."""
    require_transaction()
    pair = (dated_promise(was, what), dated_promise(now, what))
    changes = _changed(deal_id, {"promise": pair}, act)
    _note(deal_id, act, ["promise"], changes)


def _text(value: object) -> str:
    return "" if value is None else str(value)[:300]


def _note(
    deal_id: UUID, act: PlanAct, fields: Collection[str], changes: list[UUID], **about: str
) -> None:
    data = {**about, "fields": list(fields), "changes": [str(one) for one in changes]}
    record(JournalEvent.STEP_CHANGED, now=act.now, deal_id=deal_id, actor_id=act.by, data=data)
