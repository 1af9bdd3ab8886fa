"""Play an agent's process in a race: pull, then act on the lead as people do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from pullahead.base import clock
from pullahead.usecases.work import claims, settle_input
from pullahead.usecases.work import pull as pulling
from pullahead.usecases.work import settle as settling
from pullahead.usecases.work.settle import SettleResult
from tests.heart.oplog import OpLog, Told, read
from tests.heart.world import RaceWorld, one_more

CODES = ("no_answer", "dropped", "won", "not_interested", "callback", "do_not_call")
CODE_WEIGHTS = (38, 12, 26, 12, 10, 2)
TRIES = 20
BUSY = "Other agents are getting leads"  # ask again: not the same as nothing
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Got:
    """Claim that a pull returned."""

    token: UUID | None = None
    lead: UUID | None = None
    again: bool = False
    busy: bool = False  # told to ask again


@dataclass(slots=True)
class Agent:
    """One process that works for one agent."""

    world: RaceWorld
    number: int
    log: OpLog = field(init=False)
    dice: Random = field(init=False)
    settled: list[Told] = field(default_factory=list)
    stale: bool = False  # what it does from now on is done with a lost token

    def __post_init__(self) -> None:
        self.log = OpLog(self.world.folder, self.id)
        self.dice = self.world.dice(self.number, time.monotonic_ns())

    @property
    def id(self) -> int:
        return self.world.agents[self.number]

    def work(self) -> None:
        """Pull until this agent's share of the pulls is done, in any life."""
        mine = (s for s in read(self.world.folder) if s.agent == self.id and s.op == "pull")
        share = -(-self.world.size.pulls // self.world.size.processes)
        for _ in range(share - sum(1 for _ in mine)):
            self.turn()

    def turn(self) -> None:
        got = self.pull()
        if got is None:
            return
        if got.token is None:
            self.receive()
            return
        self.do_something(got.token)

    def do_something(self, token: UUID) -> None:
        """Mostly settle; now and then extend, release, forget the claim, or send twice."""
        chance = self.dice.random()
        if chance < 0.10:
            self.extend(token)
        if chance < 0.80:
            self.settle(token)
        elif chance < 0.88:
            self.release(token)
        elif chance < 0.94:
            self.settle(token)
            self.send_again()
        # else: walk away; the next pull returns the claim in hand

    # ---- the acts

    def pull(self) -> Got | None:
        """Mostly do the act alone; one time in ten as the page does, with all that it shows."""
        do = self._page if self.dice.random() < 0.1 else self._act
        return self._sure("pull", do, {}, _pulled)[1]

    def _act(self) -> Got:
        got = pulling.pull(agent_id=self.id)
        if got.claim is None:
            return Got(busy=got.reason == "busy")
        return Got(got.claim.token, got.claim.lead_id, got.again)

    def _page(self) -> Got:
        got = pulling.next_lead(agent_id=self.id)
        if got.claim is None:
            return Got(busy=got.reasons[0].startswith(BUSY))
        return Got(got.claim.token, got.claim.lead.id, got.again)

    def settle(self, token: UUID, code: str = "") -> str:
        """Settle, and repeat the request until the answer arrives."""
        code = code or self.dice.choices(CODES, CODE_WEIGHTS)[0]
        due = clock.now() + timedelta(hours=1) if code == "callback" else None
        end = self._settle(token, code, due)
        if end in {"final_required", "callback_barred"}:
            return self._settle(token, "won", None)
        return end

    def _settle(self, token: UUID, code: str, due: datetime | None) -> str:
        note = f"note of {self.id} on {token}"
        asked = {"token": str(token), "disposition": code, "note": note}

        def do() -> SettleResult:
            word = settle_input.SettleInput(code, note, due, dialled=True)
            return settling.settle(agent_id=self.id, token=token, word=word)

        end, _, refusal = self._sure("settle", do, asked, _settled)
        if end == "ok":
            self.settled.append({**asked, "due": due})
        return refusal or end

    def send_again(self) -> None:
        if self.settled:
            was = self.dice.choice(self.settled)
            self._settle(UUID(was["token"]), was["disposition"], was["due"])

    def extend(self, token: UUID) -> str:
        def do() -> datetime:
            return claims.extend(agent_id=self.id, token=token)

        end, _, refusal = self._sure("extend", do, {"token": str(token)}, lambda _: {})
        return refusal or end

    def release(self, token: UUID) -> str:
        def do() -> None:
            claims.release(agent_id=self.id, token=token, reason="technical")

        # Not sent again: whether a release that broke was done cannot be told from a lost claim
        asked = {"token": str(token), "stale": self.stale}
        end, _, refusal = self.log.call("release", do, asked=asked, told=_nothing)
        return refusal or end

    def receive(self) -> None:
        self.log.call(
            "receive",
            lambda: one_more(self.world, self.dice),
            told=lambda got: {"lead": str(got.lead_id), "outcome": got.outcome},
        )

    def _sure(
        self, op: str, do: Callable[[], T], asked: Told, told: Callable[[T], Told]
    ) -> tuple[str, T | None, str]:
        """Repeat a request whose connection broke before the answer, as a client does."""
        for _ in range(TRIES):
            heard = self.log.call(op, do, asked={**asked, "stale": self.stale}, told=told)
            if heard[0] != "lost":
                break
            time.sleep(0.02)
        return heard


def _nothing(_: object) -> Told:
    return {}


def _pulled(got: Got) -> Told:
    if got.token is None:
        return {"busy": got.busy}
    return {"token": str(got.token), "lead": str(got.lead), "again": got.again}


def _settled(got: SettleResult) -> Told:
    return {"next": got.next, "replayed": got.replayed, "lead": str(got.lead_id)}
