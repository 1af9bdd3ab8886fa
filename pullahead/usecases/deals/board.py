"""Read the board: stages from the close, what is next, and signals without an answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.pipeline import queries
from pullahead.pipeline.board_queries import OpenDeal
from pullahead.pipeline.models import FlowLimit, Stage
from pullahead.pipeline.next_deal import PULLS, NextDeal, Urgency, pull_strength
from pullahead.pipeline.rules import DOING, DONE
from pullahead.team.models import Person
from pullahead.usecases.deals.field_values import card_text
from pullahead.usecases.deals.ranking import OpenDeals, open_deals, percentile

CARDS_A_HALF = 30
CARDS = 260  # of the board; above it each half shows fewer, so that the page has 80 KiB
CARDS_A_LONG_HALF = 20
SHOWN = 5  # rows of a list above the board
PULLS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class DealCard:
    """A deal on the board."""

    id: UUID
    seq: int
    title: str
    company: str
    value: Decimal | None
    holder: str
    mine: bool
    free: bool  # no one has it, or the hold is over
    half: str
    days: int
    late: bool  # beyond the service level expectation
    next_at: datetime | None
    blocked: bool
    pulls: bool  # the customer pulls
    alarm: datetime | None
    over: bool  # its last move exceeded a limit
    stalled: bool
    own: str = ""  # values of the custom fields on cards


@dataclass(frozen=True, slots=True)
class StageColumn:
    """A stage of the board: its limits, the deals at work, and the deals that are done."""

    id: int
    name: str
    held: int
    size: int | None
    p85: int | None
    doing: tuple[DealCard, ...]
    done: tuple[DealCard, ...]
    more_doing: int
    more_done: int
    could_pull: tuple[DealCard, ...]
    group: str
    group_held: int
    group_size: int | None
    last: bool

    @property
    def full(self) -> bool:
        """Return whether the stage admits no deal."""
        return self.size is not None and self.held >= self.size

    @property
    def over(self) -> bool:
        """Return whether the stage has more deals than its limit."""
        return self.size is not None and self.held > self.size

    @property
    def group_full(self) -> bool:
        """Return whether the group of this stage admits no deal."""
        return self.group_size is not None and self.group_held >= self.group_size

    @property
    def finish_first(self) -> tuple[DealCard, ...]:
        """Return the deals to finish in a full stage, done ones and the oldest first."""
        return (*self.done, *sorted(self.doing, key=lambda one: -one.days))[:2]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next work of a person: the deal, where it is, what to do, and why."""

    card: DealCard
    stage: str
    act: str
    urgency: int
    alarm: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a team as one person sees it."""

    team: str
    team_id: int
    columns: tuple[StageColumn, ...]  # the close first
    ready: tuple[DealCard, ...]
    more_ready: int
    entry: str  # name of the first stage
    steps: tuple[NextStep, ...]
    answers: tuple[NextStep, ...]
    mine: int
    my_size: int | None
    sle_days: int
    total: int
    team_held: int
    team_size: int | None


def team_of_board(viewer: Person, team_id: int | None) -> int:
    """Return the team whose board is shown; an administrator may choose one."""
    if team_id is not None and team_id != viewer.team_id:
        if not viewer.is_admin:
            raise NotFound(_("Board not found."))
        return team_id
    if viewer.is_admin and not queries.team_has_workflow(viewer.team_id):
        return next((one for one, _name in queries.teams_with_workflow()), viewer.team_id)
    return viewer.team_id


def read_open(viewer: Person, team: int) -> OpenDeals:
    """Read the open deals of a team. Raise NotFound where it has no workflow."""
    found = queries.workflow_and_calendar(team)
    if found is None:
        raise NotFound(_("This team has no workflow yet."))
    flow, calendar = found
    now = clock.now()
    return open_deals(flow=flow, calendar=calendar, team_id=team, viewer=viewer.pk, now=now)


def board(*, viewer: Person, team_id: int | None = None) -> Board:
    """Return the board of a team, read from the close. Cards are made only of deals that show."""
    team = team_of_board(viewer, team_id)
    read = read_open(viewer, team)
    by_stage: dict[int | None, list[OpenDeal]] = defaultdict(list)
    for one in read.deals:
        by_stage[one.stage_id].append(one)
    most = _cards_a_half(read)
    ranked = read.ranked()
    by_id = {one.pk: one for one in read.deals}
    pulls = _could_pull(read, ranked, by_id)
    columns = [
        _column(read, stage, by_stage[stage.pk], pulls[stage.pk], most)
        for stage in reversed(read.flow.stages)
    ]
    ready = by_stage[None]
    own = next((one for one in read.limits if one.person_id == viewer.pk), None)
    shared = next((one for one in read.limits if one.pod_id is not None), None)
    return Board(
        team=read.flow.name,
        team_id=team,
        columns=tuple(columns),
        ready=_cards(read, ready[:most]),
        more_ready=max(len(ready) - most, 0),
        entry=read.flow.stages[0].name,
        steps=tuple(_step(read, one, by_id[one.deal]) for one in ranked[:SHOWN]),
        answers=_answers(read, by_id),
        mine=own.held if own else 0,
        my_size=own.size if own else None,
        sle_days=read.flow.version.sle_days,
        total=len(read.deals),
        team_held=shared.held if shared else 0,
        team_size=shared.size if shared else None,
    )


def _answers(read: OpenDeals, by_id: dict[UUID, OpenDeal]) -> tuple[NextStep, ...]:
    """Return the unanswered signals, the earliest alarm first, one for each deal."""
    alarms = {
        deal: min(one.alarm_at for one in signals if one.alarm_at is not None)
        for deal, signals in read.signals.items()
        if deal in by_id and any(one.alarm_at is not None for one in signals)
    }
    first = sorted(alarms, key=lambda deal: (alarms[deal], str(deal)))[:SHOWN]
    return tuple(
        NextStep(
            card_of(read, by_id[deal]),
            _stage_name(read, by_id[deal]),
            "answer",
            Urgency.ANSWER,
            alarms[deal],
        )
        for deal in first
    )


def _step(read: OpenDeals, found: NextDeal, deal: OpenDeal) -> NextStep:
    card, act = card_of(read, deal), found.act
    if act == "pull" and deal.stage_id is not None and read.flow.after(deal.stage_id) is None:
        act = "close"
    return NextStep(card, _stage_name(read, deal), act, found.urgency, card.alarm)


def _stage_name(read: OpenDeals, deal: OpenDeal) -> str:
    stage = read.flow.stage(deal.stage_id)
    return stage.name if stage else ""


def next_step(*, viewer: Person) -> NextStep | None:
    """Return the best next work of the viewer; None if there is none."""
    read = read_open(viewer, team_of_board(viewer, None))
    found = next(iter(read.ranked()), None)
    if found is None:
        return None
    return _step(read, found, next(one for one in read.deals if one.pk == found.deal))


def next_for_home(*, viewer: Person) -> NextStep | None:
    """Return the next deal for the page *Next*; None where the viewer's team has no workflow."""
    if not queries.team_has_workflow(viewer.team_id):
        return None
    return next_step(viewer=viewer)


def card_of(read: OpenDeals, deal: OpenDeal) -> DealCard:
    """Return a deal as the board shows it."""
    signals = read.signals.get(deal.pk, ())
    age = read.age(deal)
    free = deal.holder_id is None or (deal.hold_until is not None and deal.hold_until <= read.now)
    return DealCard(
        id=deal.pk,
        seq=deal.seq,
        title=deal.title,
        company=deal.company,
        value=deal.value,
        holder=deal.holder_name or "",
        mine=deal.holder_id == read.viewer,
        free=free,
        half=deal.half,
        days=age,
        late=age > read.flow.version.sle_days,
        next_at=deal.next_at,
        blocked=deal.review_at is not None,
        pulls=pull_strength(signals, read.now) >= PULLS,
        alarm=min((one.alarm_at for one in signals if one.alarm_at is not None), default=None),
        over=deal.override_id is not None,
        stalled=is_stalled(read, deal),
        own=" · ".join(map(card_text, deal.own)),
    )


def is_stalled(read: OpenDeals, deal: OpenDeal) -> bool:
    """Return whether a deal at work is past its next date by a working day."""
    if deal.half != DOING or deal.next_at is None or deal.next_at > read.now:
        return False
    return read.calendar.end_of_working_day(deal.next_at) <= read.now


def _cards_a_half(read: OpenDeals) -> int:
    """Return how many cards a half shows."""
    halves = Counter((one.stage_id, one.half == DONE) for one in read.deals)
    shown = sum(min(number, CARDS_A_HALF) for number in halves.values())
    return CARDS_A_HALF if shown <= CARDS else CARDS_A_LONG_HALF


def _cards(read: OpenDeals, deals: Sequence[OpenDeal]) -> tuple[DealCard, ...]:
    return tuple(card_of(read, one) for one in deals)


def _column(
    read: OpenDeals,
    stage: Stage,
    here: Sequence[OpenDeal],
    pulls: Sequence[OpenDeal],
    most: int,
) -> StageColumn:
    doing = [one for one in here if one.half != DONE]
    done = [one for one in here if one.half == DONE]
    limit = _limit(read.limits, stage)
    groups = {one.stage_group: one for one in read.limits if one.workflow_id is not None}
    group = groups.get(stage.stage_group)
    ages = [read.days_since(one.stage_at) + 1 for one in here if one.stage_at is not None]
    return StageColumn(
        id=stage.pk,
        name=stage.name,
        held=limit.held if limit else len(here),
        size=limit.size if limit else None,
        p85=percentile(ages, 85),
        doing=_cards(read, doing[:most]),
        done=_cards(read, done[:most]),
        more_doing=max(len(doing) - most, 0),
        more_done=max(len(done) - most, 0),
        could_pull=_cards(read, pulls),
        group=stage.stage_group,
        group_held=group.held if group else 0,
        group_size=group.size if group else None,
        last=stage.position == read.flow.last,
    )


def _limit(limits: Sequence[FlowLimit], stage: Stage) -> FlowLimit | None:
    return next((one for one in limits if one.stage_id == stage.pk), None)


def _could_pull(
    read: OpenDeals, ranked: Sequence[NextDeal], by_id: dict[UUID, OpenDeal]
) -> dict[int, list[OpenDeal]]:
    """Return for each stage the two deals that it could pull now, in the order of what is next."""
    found: dict[int, list[OpenDeal]] = defaultdict(list)
    for one in ranked:
        deal = by_id[one.deal]
        if one.act != "pull":
            continue
        target = deal.entry_id
        if deal.stage_id is not None:
            after = read.flow.after(deal.stage_id)
            target = after.pk if after is not None else 0
        if len(found[target]) < PULLS_SHOWN:
            found[target].append(deal)
    return found
