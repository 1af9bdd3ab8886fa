"""Story of a deal from the journal alone: its lead, moves, talks, promises, items, the close."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pullahead.base.journal import JournalEvent
from pullahead.conversations import queries as talk_queries
from pullahead.pipeline import queries as deal_queries
from pullahead.sprints import item_queries, plan_queries
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.access import visible_deal

LINES = 500
# Technical lines of a card, and those that always follow another line
LEFT_OUT = ("card.", "contact.", "lead.valued", "lead.moved", "deal.edited", "deal.basis")
PLAN, WORK, TALK, FLOW, LEAD = PARTS = ("plan", "work", "talk", "flow", "lead")
PART_OF: Mapping[str, str] = {
    "lead": LEAD,
    "claim": LEAD,
    "callback": LEAD,
    "second_look": LEAD,
    "deal": FLOW,
    "conversation": TALK,
    "promise": TALK,
    "moment": TALK,
    "signal": TALK,
    "item": WORK,
    "capacity": WORK,
    "work": WORK,
}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A line of the journal: its kind, part, who did it, and what it is about."""

    id: int
    at: datetime
    kind: str
    part: str  # lead, flow, talk, plan, work
    who: str
    about: str  # text of the item, promise, step or objective; a stage; an outcome
    detail: str  # code of a move, an answer, or what changed
    item: UUID | None
    times: int = 1  # equal lines of one act in a row


@dataclass(frozen=True, slots=True)
class DealStory:
    """One time line of a deal, newest first."""

    deal_id: UUID
    title: str
    company: str
    lines: tuple[StoryLine, ...]
    more: bool  # whether older lines are left out


def deal_story(*, deal_id: UUID, viewer: Person) -> DealStory:
    """Return the journal of a deal and its lead as one time line. Raise NotFound."""
    deal = visible_deal(deal_id, viewer)
    rows = item_queries.journal_of(deal_id, deal.lead_id, LINES + 1)
    shown = [one for one in rows[:LINES] if not one.kind.startswith(LEFT_OUT)]
    names = team_queries.names_of({one.actor_id for one in shown if one.actor_id is not None})
    texts = _texts(deal_id, deal.team_id)
    lines = []
    for one in shown:
        key = _key(one.data)
        item = one.data.get("item")
        lines.append(
            StoryLine(
                id=one.pk,
                at=one.at,
                kind=one.kind,
                part=PART_OF.get(one.kind.partition(".")[0], PLAN),
                who=names.get(one.actor_id, "") if one.actor_id is not None else "",
                about=texts.get(key, ""),
                detail=_detail(one.kind, one.data),
                item=UUID(item) if isinstance(item, str) else None,
            )
        )
    return DealStory(deal.pk, deal.title, deal.company, _joined(lines), len(rows) > LINES)


def _joined(lines: Sequence[StoryLine]) -> tuple[StoryLine, ...]:
    """Return the lines with equal ones in a row as one line that counts them."""
    found: list[StoryLine] = []
    for one in lines:
        last = found[-1] if found else None
        if last is not None and _same(last, one):
            found[-1] = replace(last, times=last.times + 1)
        else:
            found.append(one)
    return tuple(found)


def _same(last: StoryLine, one: StoryLine) -> bool:
    said = (last.kind, last.who, last.about, last.detail, last.at.date())
    return said == (one.kind, one.who, one.about, one.detail, one.at.date())


def _key(data: Mapping[str, object]) -> str:
    for name in ("item", "promise", "step", "objective"):
        if data.get(name):
            return str(data[name])
    stage = data.get("to") if "holder" in data else None
    return f"stage {stage}"


def _texts(deal_id: UUID, team_id: int) -> dict[str, str]:
    """Return the texts of items, promises, steps, objectives and stages, by id."""
    flow = deal_queries.workflow_of_team(team_id)
    texts = {f"stage {one.pk}": one.name for one in (flow.stages if flow is not None else ())}
    texts |= {str(one.pk): one.what for one in item_queries.deal_items(deal_id)}
    texts |= {str(one.pk): one.what for one in talk_queries.promises_of(deal_id)}
    texts |= {str(one.pk): one.name for one in plan_queries.steps(deal_id)}
    return texts | {str(one.pk): one.words for one in plan_queries.objectives(deal_id)}


def _detail(kind: str, data: Mapping[str, object]) -> str:
    """Return the code that says more: a move, an answer, an outcome, what changed."""
    names: Mapping[str, Collection[str]] = {
        JournalEvent.PROMISE_MOVED: ("move",),
        JournalEvent.PLAN_ANSWERED: ("answer",),
        JournalEvent.ITEM_CHANGED: ("what",),
        JournalEvent.FIT_CHANGED: ("fit",),
        JournalEvent.LEAD_OUTCOME: ("verdict",),
    }
    return " ".join(str(data.get(one, "")) for one in names.get(kind, ()))
