"""Races of promises: every move has one number, a promise is what its last move says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import OperationalError

from pullahead.base.errors import Problem
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.conversations import checks
from pullahead.conversations.models import Promise, PromiseMove
from pullahead.leads.contact_models import Contact
from pullahead.team.models import Person
from pullahead.team.services import add_person, add_team
from pullahead.usecases.conversations import promises, save
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.deals import edit, findings, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.settings import users
from tests.heart.deals import typed
from tests.heart.processes import together
from tests.heart.scenarios import Result
from tests.heart.world import Size

MOVES = (
    "promise", "counter", "later", "accept", "reject", "report", "satisfied", "not_yet", "ask_anew",
)  # fmt: skip
PROMISES = 4


class Mover:
    """One process that moves promises at random; some also disable a colleague for a moment."""

    def __init__(self, folder: Path, size: Size, number: int) -> None:
        self.folder, self.number = folder, number
        self.acts = max(10, size.pulls // size.processes)
        self.dice = Random(f"{size.seed} promises {number}")
        self.counts: Counter[str] = Counter()

    def work(self) -> None:
        people = list(Person.objects.filter(role="agent").order_by("pk"))
        me = people[self.number % len(people)]
        self._try(lambda: self._agree(me))  # all at once: one of them answers the request
        for _ in range(self.acts):
            self._try(lambda: self._move(me))
        with open(self.folder / f"promises-{self.number}", "a", encoding="utf-8") as file:
            for what, number in self.counts.items():
                file.write(f"{what}\t{number}\n")

    def _try(self, act: Callable[[], str]) -> None:
        try:
            self.counts[f"{act()}: ok"] += 1
        except Problem as problem:
            self.counts[f"move: {problem.code}"] += 1
        except OperationalError:
            self.counts["deadlock"] += 1

    def _agree(self, me: Person) -> str:
        return self._moved(Promise.objects.get(what="plan"), "promise", me, n=1)

    def _move(self, me: Person) -> str:
        name = self.dice.choice(MOVES)
        if self.number == 0 and self.dice.random() < 0.1:
            admin = Person.objects.get(role="admin")
            users.disable(person_id=me.pk, by=admin)
            users.enable(person_id=me.pk, by=admin)
            return "disable"
        one = Promise.objects.order_by("pk")[self.dice.randrange(PROMISES)]
        return self._moved(one, name, me, n=one.n)

    def _moved(self, one: Promise, name: str, me: Person, *, n: int) -> str:
        day = one.made_at.date().replace(year=one.made_at.year + 1)
        made = TypedMove(name, n, words="Said so.", conditions="if", due=day)
        promises.move(promise_id=one.pk, by=me, typed=made)
        return "move"


def build(size: Size) -> UUID:
    """Make people, a deal with two contacts, and promises between all sides."""
    with write_transaction():
        team = add_team(name="Sales")
        people = [
            add_person(name=f"Seller {n}", role="agent", team=team, password="x")
            for n in range(max(2, size.processes))
        ]
        admin = add_person(name="Admin", role="admin", team=team, password="x")
    workflow.publish_workflow(team_id=team.pk, typed=typed(), by=admin)
    deal = edit.add(typed=DealInput("Northgate"), by=admin)
    findings.add_contact(deal_id=deal, by=admin, name="Ines Prado")
    ines = Contact.objects.get().pk
    pad = "Ines: names by Fri\nme: certificate by Fri\nme? price\nInes? plan"
    save.save(deal_id=deal, by=people[1], typed=PadInput(pad, contacts=(ines,)))
    return deal


def promises_race(folder: Path, size: Size) -> Result:
    """27: people of both sides move promises at random; each move has its own number."""
    build(size)
    crew = together(size.processes, lambda n: Mover(folder, size, n).work())
    crew.wait()
    result = Result([*crew.failed])
    for file in folder.glob("promises-*"):
        for line in file.read_text(encoding="utf-8").splitlines():
            what, number = line.split("\t")
            result.counts[what] = result.counts.get(what, 0) + int(number)
    result.violations += [f"27 the moves of {one} are broken" for one in checks.broken_moves()]
    if result.counts.get("deadlock"):
        result.violations.append(f"27 {result.counts['deadlock']} moves ended in a deadlock")
    for one in Promise.objects.all():
        last = PromiseMove.objects.filter(promise=one).order_by("n").last()
        if last is None or last.after != one.state:
            result.violations.append(f"27 {one.what} is not what its last move says")
    lines = Journal.objects.filter(kind__startswith="promise.").count()
    if lines != PromiseMove.objects.count():
        result.violations.append(f"27 {lines} lines for {PromiseMove.objects.count()} moves")
    result.need("moved", result.counts.get("move: ok", 0), 5)
    result.need("refused", result.counts.get("move: moved_on", 0), 1)
    return result
