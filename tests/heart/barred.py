"""A race for numbers that are barred and freed while agents pull and dial.

A number is barred by an administrator, by a row of a file, or by a do-not-call list. Its calls are
counted once it is barred and before it is free again: none may be logged in between.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from uuid import UUID

from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Address, OptOut
from pullahead.pull.models import Attempt, CardRow
from pullahead.team.models import Person
from pullahead.team.services import add_person, add_team
from pullahead.usecases.intake.import_now import import_csv
from pullahead.usecases.leads import do_not_call
from pullahead.usecases.settings import dnc_import
from pullahead.usecases.work import attempts
from tests.heart import oplog
from tests.heart.oplog import OpLog, Step
from tests.heart.processes import together
from tests.heart.scenarios import Result, clock_mover, judged
from tests.heart.worker import Agent
from tests.heart.world import RaceWorld, Size, build

BARRERS = 2
WAYS: tuple[str, ...] = ("office", "list", "file")
SLOW = 0.1  # seconds that a dial may take between its check and its call; the control sets more
NOBODY = "+12129990000"  # keeps a list from being empty
Span = tuple[float, float]  # surely within, by the one steady clock


class DialingAgent(Agent):
    """An agent that dials each lead before it is settled, until all numbers are free again."""

    def work(self) -> None:
        while len(list(self.world.folder.glob("found-*"))) < BARRERS:
            self.turn()

    def turn(self) -> None:
        got = self.pull()
        if got is None or got.token is None or got.lead is None:
            self.receive()
        elif got.again or self._dial(got.token, got.lead) == "ok":
            self.settle(got.token, self.dice.choice(("no_answer", "not_interested", "won")))
        else:
            self.release(got.token)

    def _dial(self, token: UUID, lead: UUID) -> str:
        phone = Address.objects.get(lead_id=lead, kind="phone")
        time.sleep(0.05)  # an agent reads the page

        def act() -> object:
            return attempts.try_on(
                agent_id=self.id, token=token, address_id=phone.pk, channel="call"
            )

        return self.log.call("dial", act, asked={"value": phone.value}, told=lambda _: {})[0]


class Barrer:
    """An administrator who bars the number of some lead, waits a moment, and frees the number."""

    def __init__(self, world: RaceWorld, number: int) -> None:
        self.world, self.turn = world, number % BARRERS
        self.log = OpLog(world.folder, world.agents[number])
        self.dice = world.dice("barrer", number)
        self.boss = Person.objects.get(role="admin")
        self.found: list[str] = []

    def work(self) -> None:
        for n in range(max(6, self.world.size.pulls // 12)):
            value = self._some_number()
            if value and not OptOut.objects.filter(value=value).exists():
                self._bar_and_free(value, WAYS[n % len(WAYS)])
        (self.world.folder / f"found-{self.turn}").write_text("\n".join(self.found))

    def _some_number(self) -> str:
        """Return a number that only this process bars; mostly of a lead that is held."""
        held = CardRow.objects.filter(state__in=["held", "ready"]).order_by("state")
        leads = list(held.values_list("lead_id", flat=True)[:12])
        there = Address.objects.filter(lead_id__in=leads, kind="phone")
        mine = [v for v in there.values_list("value", flat=True) if int(v) % BARRERS == self.turn]
        return self.dice.choice(mine) if mine else ""

    def _bar_and_free(self, value: str, way: str) -> None:
        asked = {"value": value, "way": way}
        bars: dict[str, Callable[[], object]] = {
            "office": lambda: do_not_call.add(address=value, reason="Letter", by=self.boss),
            "list": lambda: self._list(value),
            "file": lambda: self._file(value),
        }
        if self.log.call("bar", bars[way], asked=asked, told=lambda _: {})[0] != "ok":
            return
        calls = Attempt.objects.filter(value=value)
        before = calls.count()
        time.sleep(SLOW)  # for a dial that read the rules before
        if (after := calls.count()) != before:
            self.found.append(f"14 {value}: {after - before} calls after it was barred by {way}")
        frees = {
            **dict.fromkeys(("office", "file"), lambda: self._free(value)),
            "list": lambda: self._list(NOBODY),
        }
        self.log.call("free", frees[way], asked=asked, told=lambda _: {})

    def _free(self, value: str) -> None:
        do_not_call.remove(address=value, reason="Slip", by=self.boss)

    def _list(self, value: str) -> None:
        name = f"list {self.turn}"
        dnc_import.import_from(
            raw=BytesIO(f"{NOBODY}\n{value}\n".encode()), name=name, country="US", as_of=None
        )

    def _file(self, value: str) -> None:
        path = self.world.folder / f"rows-{self.turn}.csv"
        path.write_text(f"Name,Phone,Do Not Call\nPerson,{value},yes\n")
        errors = path.with_suffix(".errors")
        import_csv(path=path, source="website", country="US", maps=(), errors_to=errors)


def barred(folder: Path, size: Size) -> Result:
    """14: no lead with a barred number is given, and no barred number is dialed."""
    world = build(folder, size, leads=max(40, size.pulls // 2))
    with write_transaction():
        add_person(name="Admin", role="admin", team=add_team(name="Sales"), password="x")
    callers = size.processes - BARRERS
    crew = together(
        size.processes,
        lambda n: DialingAgent(world, n).work() if n < callers else Barrer(world, n).work(),
    )
    crew.wait(clock_mover(world))
    result = judged(world, crew)
    steps = oplog.read(folder)
    result.violations += _given(world, steps)
    for file in folder.glob("found-*"):
        result.violations += file.read_text().splitlines()
    ways = Counter(s.asked["way"] for s in steps if s.op == "free" and s.end == "ok")
    for way in WAYS:
        result.need(f"numbers barred by {way} and freed", ways[way], 2)
    result.need("dials", result.counts.get("dial: ok", 0), 5)
    return result


def _given(world: RaceWorld, steps: Sequence[Step]) -> list[str]:
    """Find leads that were given, and numbers that were dialed, while they surely were barred."""
    spans = _spans(steps)
    phones = dict(Address.objects.filter(kind="phone").values_list("lead_id", "value"))
    found = []
    for step in steps:
        if step.end != "ok" or step.op not in {"pull", "dial"} or step.told.get("again"):
            continue
        lead = step.told.get("lead")
        value = phones.get(UUID(lead), "") if lead else step.asked.get("value", "")
        if any(a < step.since and step.until < b for a, b in spans.get(value, ())):
            found.append(f"14 {step.op} of {value} while it was barred")
    return found


def _spans(steps: Sequence[Step]) -> dict[str, list[Span]]:
    """Return when each number was barred: from the answer of one act until the next is asked."""
    begun: dict[str, float] = {}
    spans: dict[str, list[Span]] = {}
    for step in steps:
        value = step.asked.get("value", "")
        if step.op == "bar" and step.end == "ok":
            begun[value] = step.until
        elif step.op == "free" and value in begun:
            spans.setdefault(value, []).append((begun.pop(value), step.since))
    return spans
