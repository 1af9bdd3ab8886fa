"""Read one deal: what can be done with it, its needed facts, signals, and time line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pullahead.base import clock
from pullahead.conversations import queries as talks
from pullahead.conversations.models import MoveBasis
from pullahead.pipeline import queries
from pullahead.pipeline.field_queries import unmet_labels
from pullahead.pipeline.models import Deal, DealBlock, DealSignal, Transition
from pullahead.pipeline.next_deal import SignalFacts, pull_strength
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.rules import SIGNAL_KINDS, DealAct, refusal
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.deals.chances import EstimatedChance, estimated_chance
from pullahead.usecases.deals.field_values import ShownField, fields_of_deal
from pullahead.usecases.deals.findings import DealFindings, findings_of
from pullahead.usecases.deals.ranking import days_between
from pullahead.usecases.deals.undo import undoable

QUOTES, QUOTE = 20, 100  # offered as the basis of a move; characters of each


@dataclass(frozen=True, slots=True)
class StageOption:
    """A stage to move to, or a colleague or reason to choose."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class ExitItemView:
    """A fact that a stage needs, and what is known of it."""

    id: int
    stage: str
    label: str
    kind: str
    required: bool
    words: str
    by: str
    at: datetime | None
    now: bool  # of the present stage


@dataclass(frozen=True, slots=True)
class SignalView:
    """A signal of the customer."""

    id: int
    kind: str
    words: str
    at: datetime
    by: str
    alarm_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    answer: str

    @property
    def waits(self) -> bool:
        """Return whether the customer waits for an answer."""
        return self.alarm_at is not None and self.answered_at is None


@dataclass(frozen=True, slots=True)
class DealEvent:
    """A line of the time line."""

    kind: str
    at: datetime
    actor: str
    stage: str
    from_stage: str
    reason: str
    pulled: bool
    ungrounded: bool
    over: bool
    basis: str  # words or fact that the exit from a stage is based on


@dataclass(frozen=True, slots=True)
class BlockView:
    """The open block of a deal."""

    cause: str
    note: str
    owner: str
    since: datetime
    review_at: datetime
    due: bool


@dataclass(frozen=True, slots=True)
class DealChoices:
    """Choices that the forms of a deal offer."""

    moves: tuple[StageOption, ...]
    earlier_stages: tuple[StageOption, ...]
    colleagues: tuple[StageOption, ...]
    reasons: tuple[StageOption, ...]
    causes: tuple[StageOption, ...]
    quotes: tuple[StageOption, ...]  # words of the customer


@dataclass(frozen=True, slots=True)
class DealDetail:
    """All that the page of a deal shows."""

    id: UUID
    seq: int
    title: str
    company: str
    team: str
    value: Decimal | None
    chance: int | None  # percent, if typed
    estimated: EstimatedChance | None  # from ended deals, if not typed
    stage: str
    stage_id: int | None
    next_stage: str  # the stage that pulls it next; blank at the close
    half: str
    holder: str
    mine: bool
    hold_until: datetime | None
    hold_over: bool
    next_at: datetime | None
    next_action: str
    days: int
    sle_days: int
    pulls: bool
    lead_id: UUID | None
    earlier_id: UUID | None
    closed_at: datetime | None
    closed_as: str
    reason: str
    override: str
    block: BlockView | None
    acts: frozenset[str]
    choices: DealChoices
    items: tuple[ExitItemView, ...]
    unmet: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]  # of the call script
    signals: tuple[SignalView, ...]
    timeline: tuple[DealEvent, ...]
    undo: str  # kind of the act that the viewer can undo now
    people: DealFindings
    fields: tuple[ShownField, ...]

    @property
    def waits(self) -> bool:
        """Return whether the customer waits for an answer."""
        return any(one.waits for one in self.signals)


def deal_detail(*, deal_id: UUID, viewer: Person) -> DealDetail:
    """Return one deal for its page. Raise NotFound for a deal of another team."""
    deal = visible_deal(deal_id, viewer)
    flow = queries.workflow_of_team(deal.team_id)
    assert flow is not None
    now, calendar = clock.now(), team_queries.calendar(deal.team_id)
    signals = list(queries.signals(deal_id))
    events = list(queries.transitions(deal_id).select_related("basis__said", "basis__fact"))
    acts = _acts(deal, flow, viewer, now)
    start, end = deal.started_at or deal.created_at, deal.closed_at or now
    return DealDetail(
        id=deal.pk,
        seq=deal.seq,
        title=deal.title,
        company=deal.company,
        team=deal.team.name,
        value=deal.value,
        chance=round(deal.chance * 100) if deal.chance is not None else None,
        estimated=estimated_chance(deal),
        stage=deal.stage.name if deal.stage is not None else "",
        stage_id=deal.stage_id,
        next_stage=_target(deal, flow),
        half=deal.half,
        holder=deal.holder.name if deal.holder is not None else "",
        mine=deal.holder_id == viewer.pk,
        hold_until=deal.hold_until,
        hold_over=deal.hold_until is not None and deal.hold_until <= now,
        next_at=deal.next_at,
        next_action=deal.next_action,
        days=days_between(calendar, start, end) + 1,
        sle_days=flow.version.sle_days,
        pulls=pull_strength([SignalFacts(one.kind, one.at) for one in signals], now) >= 1,
        lead_id=deal.lead_id,
        earlier_id=deal.earlier_id,
        closed_at=deal.closed_at,
        closed_as=deal.closed_as,
        reason=_reason(deal) if deal.reason else "",
        override=_override(deal, flow),
        block=_block(deal, now),
        acts=acts,
        choices=_choices(deal, flow, acts, viewer),
        items=_items(deal, flow),
        unmet=_unmet(deal, flow),
        answers=_answers(deal),
        signals=tuple(_signal(one) for one in signals),
        timeline=tuple(_event(one) for one in reversed(events)),
        undo=events[-1].kind if events and undoable(events[-1], viewer.pk, now) else "",
        people=findings_of(deal_id),
        fields=fields_of_deal(deal_id, flow),
    )


def _answers(deal: Deal) -> tuple[tuple[str, str], ...]:
    rows = queries.facts(deal.pk)
    return tuple((one.question, one.words) for one in rows if one.item_id is None)


def _choices(deal: Deal, flow: WorkflowFacts, acts: frozenset[str], viewer: Person) -> DealChoices:
    return DealChoices(
        moves=_moves(deal, flow, acts),
        earlier_stages=_earlier(deal, flow, acts),
        colleagues=_colleagues(deal, viewer),
        reasons=tuple(StageOption(one.code, one.label) for one in queries.reasons("close")),
        causes=tuple(StageOption(one.code, one.label) for one in queries.reasons("block")),
        quotes=tuple(
            StageOption(str(one.pk), one.words[:QUOTE])
            for one in talks.said_on(deal.pk, most=QUOTES)
        ),
    )


def _reason(deal: Deal) -> str:
    """Return the label of the reason for which a deal was closed."""
    labels = {one.code: one.label for one in queries.reasons("close")}
    return labels.get(deal.reason, deal.reason)


def _target(deal: Deal, flow: WorkflowFacts) -> str:
    if deal.stage_id is None:
        return (flow.stage(deal.entry_id) or flow.stages[0]).name
    found = flow.after(deal.stage_id)
    return found.name if found is not None else ""


def _acts(deal: Deal, flow: WorkflowFacts, viewer: Person, now: datetime) -> frozenset[str]:
    state = queries.state_of(deal, flow)
    return frozenset(
        act.value
        for act in DealAct
        if refusal(act, state, actor=viewer.pk, leads=viewer.is_leader, now=now) is None
    )


def _moves(deal: Deal, flow: WorkflowFacts, acts: frozenset[str]) -> tuple[StageOption, ...]:
    """Return the stages that *Move to* offers: the next one, and all earlier ones."""
    found = []
    if "pull" in acts:
        entry = flow.stage(deal.entry_id) or flow.stages[0]
        target = entry if deal.stage_id is None else flow.after(deal.stage_id)
        if target is not None:
            found.append(StageOption(str(target.pk), target.name))
    return (*found, *_earlier(deal, flow, acts))


def _earlier(deal: Deal, flow: WorkflowFacts, acts: frozenset[str]) -> tuple[StageOption, ...]:
    here = flow.position(deal.stage_id)
    if "back" not in acts or here is None:
        return ()
    return tuple(
        StageOption(str(one.pk), one.name) for one in reversed(flow.stages) if one.position < here
    )


def _colleagues(deal: Deal, viewer: Person) -> tuple[StageOption, ...]:
    rows = team_queries.people().filter(is_active=True, team_id=deal.team_id)
    return tuple(
        StageOption(str(one.pk), one.name)
        for one in rows
        if one.works_leads
        and one.pk not in {deal.holder_id, viewer.pk if deal.holder_id == viewer.pk else None}
    )


def _items(deal: Deal, flow: WorkflowFacts) -> tuple[ExitItemView, ...]:
    names = {one.pk: one.name for one in flow.stages}
    here = deal.stage_id or deal.entry_id
    met = {one.item_id: one for one in queries.facts(deal.pk) if one.item_id is not None}
    found = []
    for item in queries.exit_items(list(names)):
        fact = met.get(item.pk)
        found.append(
            ExitItemView(
                id=item.pk,
                stage=names[item.stage_id],
                label=item.label,
                kind=item.kind,
                required=item.required,
                words=fact.words if fact else "",
                by=fact.by.name if fact and fact.by is not None else "",
                at=fact.at if fact else None,
                now=item.stage_id == here,
            )
        )
    return tuple(found)


def _unmet(deal: Deal, flow: WorkflowFacts) -> tuple[str, ...]:
    """Return the required items that the next pull asks a reason for."""
    if deal.stage_id is None or flow.after(deal.stage_id) is None:
        return ()
    here, entry = flow.position(deal.stage_id) or 0, flow.position(deal.entry_id) or 0
    ids = [one.pk for one in flow.stages if entry <= one.position <= here]
    return tuple(unmet_labels(deal.pk, ids))


def _override(deal: Deal, flow: WorkflowFacts) -> str:
    """Return the reason of the override while a limit of the place is still exceeded."""
    if deal.override is None or deal.closed_at is not None:
        return ""
    people = [deal.holder_id] if deal.holder_id is not None else []
    named = {one["limit"] for one in deal.override.limits}
    over = [
        one
        for one in queries.limits_of(flow.id, people)
        if one.pk in named and one.size is not None and one.held > one.size
    ]
    return deal.override.reason if over else ""


def _block(deal: Deal, now: datetime) -> BlockView | None:
    found: DealBlock | None = queries.open_block(deal.pk)
    if found is None:
        return None
    labels = {one.code: one.label for one in queries.reasons("block")}
    return BlockView(
        cause=labels.get(found.cause, found.cause),
        note=found.note,
        owner=found.owner.name,
        since=found.opened_at,
        review_at=found.review_at,
        due=found.review_at <= now,
    )


def _signal(one: DealSignal) -> SignalView:
    return SignalView(
        id=one.pk,
        kind=one.kind,
        words=one.words,
        at=one.at,
        by=one.by.name if one.by is not None else "",
        alarm_at=one.alarm_at,
        answered_at=one.answered_at,
        answered_by=one.answered_by.name if one.answered_by is not None else "",
        answer=one.answer,
    )


def _event(one: Transition) -> DealEvent:
    return DealEvent(
        kind=one.kind,
        at=one.at,
        actor=one.actor.name if one.actor is not None else "",
        stage=one.to_stage.name if one.to_stage is not None else "",
        from_stage=one.from_stage.name if one.from_stage is not None else "",
        reason=one.reason,
        pulled=one.signal_id is not None,
        ungrounded=one.ungrounded,
        over=one.override_id is not None,
        basis=_basis(one),
    )


def _basis(one: Transition) -> str:
    found: MoveBasis | None = getattr(one, "basis", None)
    if found is None:
        return ""
    if found.said is not None:
        return found.said.words
    return found.fact.words if found.fact is not None else ""


def signal_kinds() -> Sequence[str]:
    """Return the kinds of signals, those that need an answer first."""
    return tuple(sorted(SIGNAL_KINDS, key=lambda kind: not SIGNAL_KINDS[kind].needs_answer))
