"""Races of items: one promise each, hours of a week never exceeded, one answer to a change."""

from __future__ import annotations

import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import IntegrityError, OperationalError

from pullahead.base.errors import Problem
from pullahead.base.transaction import write_transaction
from pullahead.conversations import services as promises
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import Move
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.pipeline.models import Deal
from pullahead.sprints import checks, item_services, sprint_services
from pullahead.sprints.models import BuyerChange, Capacity, Item, Reallocation, Sprint
from pullahead.team import queries as team_queries
from pullahead.team.models import Person, Pod
from pullahead.team.services import add_person, add_team
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.sprints import answering, items, reallocating, taking
from pullahead.usecases.sprints.items import ItemInput
from pullahead.usecases.sprints.reallocating import MoveInput
from tests.heart.processes import together
from tests.heart.scenarios import Result, every
from tests.heart.world import Size

HOURS = Decimal(25)  # six of the items for one person


@dataclass(frozen=True, slots=True)
class SprintWorld:
    """People of a pod, items that all want, items for one person, and a change."""

    folder: Path
    people: tuple[int, ...]
    wanted: tuple[UUID, ...]
    for_one: tuple[UUID, ...]
    bare: tuple[UUID, ...]  # entered without the locks of an act: the trigger alone
    change: UUID


def build(folder: Path, size: Size, *, for_one: int, bare: int) -> SprintWorld:
    """Make a pod with people, a deal, items and a change in a fresh database."""
    with write_transaction():
        team = add_team(name="Sales")
        people = [
            add_person(name=f"Seller {n}", role="agent", team=team, password="x")
            for n in range(size.processes)
        ]
        admin = add_person(name="Admin", role="admin", team=team, password="x")
    workflow.publish_standard(team_id=team.pk, by=admin)
    deal = edit.add(typed=DealInput("Northgate", value=Decimal(1000)), by=people[0])

    def added(name: str, number: int, hours: str) -> tuple[UUID, ...]:
        return tuple(
            items.add(deal_id=deal, by=people[0], typed=ItemInput(f"{name} {n}", hours))
            for n in range(number)
        )

    rows = added("wanted", 4, "S"), added("one", for_one, "M"), added("bare", bare, "L")
    with write_transaction() as now:
        sprint = sprint_services.open_sprint(
            Pod.objects.get().pk,
            date(2026, 11, 30),
            shares={one.pk: 100 for one in people},
            calendar=team_queries.calendar(team.pk),
            now=now,
            by=None,
        )
        Capacity.objects.filter(sprint=sprint).update(hours=HOURS)
    change = BuyerChange.objects.create(deal_id=deal, field="due", heard_at=now).pk
    return SprintWorld(folder, tuple(one.pk for one in people), *rows, change)


class Taker:
    """One process that takes, enters and answers, and counts what happened."""

    def __init__(self, world: SprintWorld, number: int) -> None:
        self.world, self.number = world, number
        self.counts: Counter[str] = Counter()

    def work(self) -> None:
        world = self.world
        me = Person.objects.select_related("team").get(pk=world.people[self.number])
        first = Person.objects.select_related("team").get(pk=world.people[0])
        # first, while all are at the same moment: two of these items exceed the hours
        for item in world.bare[self.number :: len(world.people)]:
            self._try("bare", lambda item=item: _enter(item, world.people[1]))  # type: ignore[misc]
        self._try("answer", lambda: answering.plan_stands(change_id=world.change, by=me))
        for item in world.wanted:
            self._try("take", lambda item=item: taking.take(item_id=item, by=me))  # type: ignore[misc]
        for item in world.for_one[:: 1 if self.number % 2 else -1]:
            self._try("one", lambda item=item: taking.take(item_id=item, by=first))  # type: ignore[misc]
        with open(world.folder / f"sprints-{self.number}", "a", encoding="utf-8") as file:
            for what, number in self.counts.items():
                file.write(f"{what}\t{number}\n")

    def _try(self, name: str, act: Callable[[], object]) -> None:
        try:
            act()
            self.counts[f"{name}: ok"] += 1
        except Problem as problem:
            self.counts[f"{name}: {problem.code}"] += 1
        except IntegrityError as error:
            self.counts[f"{name}: {str(error).split()[0]}"] += 1
        except OperationalError as error:
            self.counts["deadlock"] += 1
            print(error, file=sys.stderr)
        except Exception:
            self.counts["error"] += 1
            traceback.print_exc()


def _enter(item_id: UUID, person: int) -> None:
    """Enter an item without locking person and hours: the trigger alone holds the limit."""
    item = Item.objects.select_related("deal").get(pk=item_id)
    sprint = Sprint.objects.get()
    with write_transaction() as now:
        promise = _promised(item.deal, item, person)
        item_services.enter_sprint(
            item_services.lock_items([item_id])[item_id],
            sprint,
            promise_id=promise.pk,
            performer=person,
            over_reason="",
            now=now,
            by=person,
        )


def _promised(deal: Deal, item: Item, person: int) -> Promise:
    pod = Pod.objects.get()
    new = NewPromise(Move.PROMISE, item.what, Party(pod=pod.pk), Party(person=person), deal.next_at)
    return promises.add_promise(deal, new, PromiseAct(Move.PROMISE, by=person), now=deal.created_at)


def sprints(folder: Path, size: Size) -> Result:
    """Items: many take one item, many fill one person's week, many answer one change."""
    rows = max(size.processes, size.pulls // 20)
    world = build(folder, size, for_one=rows, bare=rows)
    crew = together(size.processes, lambda n: Taker(world, n).work())
    crew.wait()
    result = Result([*crew.failed])
    for file in folder.glob("sprints-*"):
        for line in file.read_text(encoding="utf-8").splitlines():
            what, number = line.split("\t")
            result.counts[what] = result.counts.get(what, 0) + int(number)
    for kind in ("deadlock", "error"):
        if result.counts.get(kind):
            result.violations.append(f"items: {result.counts[kind]} acts ended in an {kind}")
    if result.counts.get("answer: ok", 0) != 1:
        result.violations.append(
            f"items: {result.counts.get('answer: ok', 0)} answers to one change"
        )
    result.violations += _too_many(world) + _too_full()
    result.violations += [
        f"items: {what}: {state}, {promise}" for what, state, promise in checks.breaches()
    ]
    for act in ("take: item_taken", "one: ok", "one: capacity_full", "bare: ok"):
        result.need(act, result.counts.get(act, 0))
    return result


def sprints_kill(folder: Path, size: Size) -> Result:
    """kill -9 at random points leaves items, promises, hours and moved work consistent."""
    world = build(folder, size, for_one=6 * size.processes, bare=0)
    dice, killed = Random(f"{size.seed} items"), [0]
    crew = together(size.processes, lambda n: ItemMover(world, n).work())

    def kill_one() -> None:
        if crew.pids and killed[0] < size.processes:
            crew.signal(dice.choice(sorted(crew.pids)), signal.SIGKILL)
            killed[0] += 1

    crew.wait(every(0.08, kill_one))
    result = Result([*crew.failed])
    for file in folder.glob("sprints-*"):
        for line in file.read_text(encoding="utf-8").splitlines():
            result.counts[line] = result.counts.get(line, 0) + 1
    result.violations += [f"items: {n} {kind}" for kind in ("deadlock", "error")
                          if (n := result.counts.get(kind, 0))]  # fmt: skip
    result.violations += _too_full() + _half_moved()
    result.violations += [
        f"items: {what}: {state}, {promise}" for what, state, promise in checks.breaches()
    ]
    result.need("killed", killed[0], 3)
    result.need("moved", Reallocation.objects.count())
    return result


class ItemMover(Taker):
    """One process that takes, moves work, reports and drops, and notes each act at once."""

    def work(self) -> None:
        me = Person.objects.select_related("team").get(pk=self.world.people[self.number])
        mine = self.world.for_one[self.number :: len(self.world.people)]
        for better, worse in zip(mine[::2], mine[1::2], strict=False):
            if not Reallocation.objects.filter(from_item=worse).exists():
                self._note("take", lambda one=worse: taking.take(item_id=one, by=me))  # type: ignore[misc]
                self._note("move", lambda a=worse, b=better: _move(a, b, me))  # type: ignore[misc]
            self._note("done", lambda one=better: items.done(item_id=one, by=me))  # type: ignore[misc]

    def _note(self, name: str, act: Callable[[], object]) -> None:
        self.counts.clear()
        self._try(name, act)
        with open(self.world.folder / f"sprints-{self.number}", "a", encoding="utf-8") as file:
            file.writelines(f"{what}\n" for what in self.counts)


def _move(worse: UUID, better: UUID, me: Person) -> None:
    typed = MoveInput("The board is on Thursday", revoke=True)
    reallocating.reallocate(from_id=worse, to_id=better, person_id=me.pk, by=me, typed=typed)


def _half_moved() -> list[str]:
    """Return reallocations whose dropped item is still in the sprint, or whose other is not taken.

    Each process moves from an item once and reports the other, so a whole move stays visible.
    """
    rows = Reallocation.objects.select_related("from_item", "to_item")
    return [
        f"items: moved from {one.from_item.state} to {one.to_item.state}"
        for one in rows
        if one.from_item.state != "backlog" or one.to_item.state not in ("sprint", "done")
    ]


def _too_many(world: SprintWorld) -> list[str]:
    made = Counter(Promise.objects.values_list("what", flat=True))
    names = Item.objects.filter(pk__in=world.wanted).values_list("what", flat=True)
    return [f"items: {made[one]} promises for {one}" for one in names if made[one] != 1]


def _too_full() -> list[str]:
    taken: Counter[tuple[UUID | None, int]] = Counter()
    rows = Item.objects.filter(state="sprint", performer__isnull=False, over_reason="")
    for sprint, person, left in rows.values_list("sprint_id", "performer_id", "left_h"):
        taken[sprint, person or 0] += int(left)
    hours = {(one.sprint_id, one.person_id): one.hours for one in Capacity.objects.all()}
    return [
        f"items: {took} h of {hours[key]} taken"  # type: ignore[index]
        for key, took in taken.items()
        if took > hours[key]  # type: ignore[index]
    ]
