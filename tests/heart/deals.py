"""Races of deals: limits hold, counts are right, sequences are unbroken, nothing deadlocks."""

from __future__ import annotations

import contextlib
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import OperationalError
from django.db.models import Q

from pullahead.base.errors import Problem
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.pipeline import publish, queries
from pullahead.pipeline.models import Deal, FlowLimit, Stage, Transition
from pullahead.team.models import Person
from pullahead.team.services import add_person, add_team
from pullahead.usecases.deals import acts, closing, edit, undo, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.deals.workflow import TypedStage, TypedWorkflow
from pullahead.usecases.settings import users
from tests.heart.processes import Crew, together
from tests.heart.scenarios import Result, every
from tests.heart.world import Size

WHY = "The race asks for it."
STAGE_SIZE, GROUP_SIZE, PERSON_SIZE = 5, 12, 4
NAMES = ("Identify", "Meet", "Discovery", "Present", "Close")


@dataclass(frozen=True, slots=True)
class DealWorld:
    """A team, its people, and its workflow."""

    size: Size
    folder: Path
    people: tuple[int, ...]
    admin: int
    team: int


def typed(flow: queries.WorkflowFacts | None = None) -> TypedWorkflow:
    """Return the workflow of the race: limits 5 a stage, 12 a group, 4 a person."""
    ids = [one.pk for one in flow.stages] if flow else [None] * len(NAMES)
    return TypedWorkflow(
        stages=[
            TypedStage(name, STAGE_SIZE, "late" if number > 1 else "", ids[number])
            for number, name in enumerate(NAMES)
        ],
        groups={"late": GROUP_SIZE},
        person_limit=PERSON_SIZE,
        sle_days=30,
        sle_percent=85,
        policy="Pull.",
    )


def build(folder: Path, size: Size) -> DealWorld:
    """Make people, a published workflow and ready deals in a fresh database."""
    with write_transaction():
        team = add_team(name="Sales")
        people = [
            add_person(name=f"Seller {n}", role="agent", team=team, password="x")
            for n in range(size.processes)
        ]
        admin = add_person(name="Admin", role="admin", team=team, password="x")
    workflow.publish_workflow(team_id=team.pk, typed=typed(), by=admin)
    for number in range(max(24, size.processes)):
        deal = edit.add(typed=DealInput(f"Deal {number}"), by=admin)
        for _ in range(number % 4):
            with contextlib.suppress(Problem):
                acts.pull(deal_id=deal, by=people[number % len(people)], reason=WHY)
    return DealWorld(size, folder, tuple(one.pk for one in people), admin.pk, team.pk)


class Seller:
    """One process that acts on deals at random, and counts what happened."""

    def __init__(self, world: DealWorld, number: int, *, interferes: bool) -> None:
        self.world, self.number, self.interferes = world, number, interferes
        self.dice = Random(f"{world.size.seed} deals {number}")
        self.counts: Counter[str] = Counter()

    def work(self) -> None:
        for _ in range(max(10, self.world.size.pulls // self.world.size.processes)):
            me = Person.objects.select_related("team").get(pk=self.world.people[self.number])
            self._try(*self._chosen(me))
        with open(self.world.folder / f"deals-{self.number}", "a", encoding="utf-8") as file:
            for what, number in self.counts.items():
                file.write(f"{what}\t{number}\n")

    def _chosen(self, me: Person) -> tuple[str, Callable[[], object]]:
        deal = self._deal(me.pk)
        choices: list[tuple[int, str, Callable[[], object]]] = [
            (12, "pull", lambda: acts.pull(deal_id=deal, by=me, reason=WHY)),
            (3, "finish", lambda: acts.finish(deal_id=deal, by=me)),
            (2, "wait", lambda: acts.wait(deal_id=deal, by=me, until=None)),
            (8, "back", lambda: acts.back(deal_id=deal, by=me, to=self._before(deal), reason=WHY)),
            (3, "take", lambda: acts.take(deal_id=deal, by=me)),
            (3, "release", lambda: acts.release(deal_id=deal, by=me)),
            (2, "hand_over", lambda: acts.hand_over(deal_id=deal, by=me, to=self._colleague())),
            (2, "lose", lambda: closing.lose(deal_id=deal, by=me, reason="competitor")),
            (2, "win", lambda: closing.win(deal_id=deal, by=me, value=Decimal(100))),
            (3, "reopen", lambda: closing.reopen(deal_id=self._closed(), by=me)),
            (4, "undo", lambda: self._pull_and_undo(deal, me)),
            (1, "add", lambda: edit.add(typed=DealInput("New"), by=me)),
        ]
        if self.interferes:
            choices += [
                (2, "disable", self._disable_for_a_moment),
                (2, "lower", self._lower),
                (1, "publish", self._publish),
            ]
        weights = [weight for weight, _name, _act in choices]
        _weight, name, act = self.dice.choices(choices, weights)[0]
        return name, act

    def _try(self, name: str, act: Callable[[], object]) -> None:
        try:
            act()
            self.counts[f"{name}: ok"] += 1
        except Problem as problem:
            self.counts[f"{name}: {problem.code}"] += 1
        except OperationalError as error:
            self.counts["deadlock"] += 1
            print(error, file=sys.stderr)
        except Exception:
            self.counts["error"] += 1
            traceback.print_exc()

    def _deal(self, me: int = 0) -> UUID:
        """Return any open deal, or mostly one that this seller has or that is free."""
        rows = Deal.objects.filter(closed_at=None)
        if self.dice.random() < 0.6:
            rows = rows.filter(stage__isnull=False).filter(Q(holder_id=me) | Q(holder=None))
        ids = list(rows.values_list("pk", flat=True))
        return self.dice.choice(ids) if ids else self._closed()

    def _pull_and_undo(self, deal: UUID, me: Person) -> None:
        acts.pull(deal_id=deal, by=me, reason=WHY)
        undo.undo(deal_id=deal, by=me)

    def _closed(self) -> UUID:
        ids = list(Deal.objects.exclude(closed_at=None).values_list("pk", flat=True))
        return self.dice.choice(ids) if ids else Deal.objects.values_list("pk", flat=True)[0]

    def _before(self, deal: UUID) -> int:
        there = Deal.objects.select_related("stage").get(pk=deal).stage
        if there is None or not there.position:
            return self._stage()
        return Stage.objects.get(position=there.position - 1).pk

    def _stage(self) -> int:
        return self.dice.choice(list(Stage.objects.values_list("pk", flat=True)))

    def _colleague(self) -> int:
        return self.dice.choice(self.world.people)

    def _admin(self) -> Person:
        return Person.objects.select_related("team").get(pk=self.world.admin)

    def _disable_for_a_moment(self) -> None:
        who, admin = self._colleague(), self._admin()
        users.disable(person_id=who, by=admin)
        users.enable(person_id=who, by=admin)

    def _lower(self) -> None:
        size = self.dice.choice((1, 3, STAGE_SIZE))
        workflow.set_limit(stage_id=self._stage(), size=size, by=self._admin())

    def _publish(self) -> None:
        flow = queries.workflow_of_team(self.world.team)
        workflow.publish_workflow(team_id=self.world.team, typed=typed(flow), by=self._admin())


def deals(folder: Path, size: Size) -> Result:
    """26: sellers move deals at random; no limit is ever exceeded."""
    world = build(folder, size)
    crew = together(size.processes, lambda n: Seller(world, n, interferes=False).work())
    crew.wait()
    result = judged(world, crew)
    result.violations += exceeded()
    for act in ("pull", "back", "lose", "reopen", "undo"):
        result.need(act, result.counts.get(f"{act}: ok", 0))
    result.need("refused by a limit", result.counts.get("pull: limit_reached", 0))
    return result


def deals_change(folder: Path, size: Size) -> Result:
    """26: people are disabled, limits lowered and workflows published meanwhile."""
    world = build(folder, size)
    crew = together(size.processes, lambda n: Seller(world, n, interferes=True).work())
    crew.wait()
    result = judged(world, crew)
    for act in ("pull", "disable", "lower", "publish"):
        result.need(act, result.counts.get(f"{act}: ok", 0))
    return result


def deals_kill(folder: Path, size: Size) -> Result:
    """26: kill -9 at random points leaves every count right."""
    world = build(folder, size)
    dice, killed = Random(f"{size.seed} kill"), [0]
    crew = together(size.processes, lambda n: Seller(world, n, interferes=False).work())

    def kill_one() -> None:
        if crew.pids and killed[0] < size.processes:
            crew.signal(dice.choice(sorted(crew.pids)), signal.SIGKILL)
            killed[0] += 1

    crew.wait(every(0.08, kill_one))
    result = judged(world, crew)
    result.violations += exceeded()
    result.need("killed", killed[0], 3)
    return result


def judged(world: DealWorld, crew: Crew) -> Result:
    """Compare counts, sequences and journal with the deals and their transitions."""
    result = Result([*crew.failed])
    for file in world.folder.glob("deals-*"):
        for line in file.read_text(encoding="utf-8").splitlines():
            what, number = line.split("\t")
            result.counts[what] = result.counts.get(what, 0) + int(number)
    for kind in ("deadlock", "error"):
        if result.counts.get(kind):
            result.violations.append(f"26 {result.counts[kind]} acts ended in an {kind}")
    result.violations += miscounted()
    for deal in Deal.objects.all():
        result.violations += broken_history(deal)
    return result


def miscounted() -> list[str]:
    """Return each limit whose count is not that of the deals."""
    return [
        f"26 limit {limit.pk} says {limit.held}, there are {held}"
        for limit in FlowLimit.objects.all()
        if (held := publish.counted(limit)) != limit.held
    ]


def broken_history(deal: Deal) -> list[str]:
    """Return gaps in a deal's sequence, a wrong last place, and missing journal lines."""
    rows = Transition.objects.filter(deal=deal).order_by("seq")
    seqs, last = list(rows.values_list("seq", flat=True)), rows.last()
    journal = Journal.objects.filter(deal_id=deal.pk, kind__startswith="deal.")
    lines = journal.exclude(kind="deal.basis").count()  # what a move rests on has its own line
    found = []
    if seqs != list(range(1, deal.seq + 1)):
        found.append(f"26 sequence of {deal.title}: {seqs}")
    if last is not None and last.to_stage_id != deal.stage_id:
        found.append(f"26 {deal.title} is not where its last transition says")
    if lines != deal.seq:
        found.append(f"26 {deal.title}: {lines} lines for {deal.seq} transitions")
    return found


def exceeded() -> list[str]:
    """Replay the transitions in their order; return each moment at which a limit was exceeded.

    A transition into a limit gets its id while it has that limit's lock, so ids give the order.
    """
    stages = {one.pk: one for one in Stage.objects.all()}
    places: dict[UUID, int] = {}
    found = []
    for one in Transition.objects.order_by("pk"):
        places.pop(one.deal_id, None)
        if one.to_stage_id is not None and one.kind not in {"win", "lose", "discard"}:
            places[one.deal_id] = one.to_stage_id
        held = Counter(places.values())
        groups = Counter(stages[stage].stage_group for stage in places.values())
        if max(held.values(), default=0) > STAGE_SIZE or groups["late"] > GROUP_SIZE:
            found.append(f"26 after transition {one.pk}: {dict(held)}")
    return found
