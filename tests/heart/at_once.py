"""Scenarios in which all agents do one thing at the same moment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from pullahead.base.ids import new_token
from pullahead.base.transaction import write_transaction
from pullahead.pull.ranking import offset
from pullahead.pull.rules import CardState
from pullahead.pull.store.port import Busy, EngineEvent, Hold
from pullahead.usecases.common import engine
from pullahead.usecases.intake.receive import receive_all
from tests.heart import oplog
from tests.heart.processes import Crew, together
from tests.heart.scenarios import Result, judged, wait_until_stopped
from tests.heart.worker import TRIES, Agent
from tests.heart.world import AREAS, RaceWorld, Size, build, lead_in, move_on, on_postgres

REPLAYS = 100


def replay(folder: Path, size: Size) -> Result:
    """8: one settle ×100 at once, before and after the claim's end: one effect."""
    rounds = max(2, size.pulls // 500)
    world = build(folder, size, leads=rounds)
    crews, result = [], Result()
    for number in range(rounds):
        holder = Agent(world, 0)
        got = holder.pull()
        if got is None or got.token is None:
            return Result([f"9 nothing to pull in round {number}"])
        token, code = got.token, ("won", "no_answer")[number % 2]
        each = -(-REPLAYS // size.processes)

        def send(n: int, token=token, code=code, each=each) -> None:  # type: ignore[no-untyped-def]
            agent = Agent(world, 0)
            for _ in range(each):
                agent.settle(token, code)

        crews.append(together(size.processes, send))
        crews[-1].wait(every=0.002)
        move_on(timedelta(minutes=6))
        crews.append(together(size.processes, send))
        crews[-1].wait(every=0.002)
    result = judged(world, crews[-1])
    result.violations += [f for crew in crews for f in crew.failed]
    first = [s for s in oplog.read(folder) if s.op == "settle" and s.told.get("replayed") is False]
    result.need("settled once", len(first), rounds)
    if len(first) != rounds:
        result.violations.append(f"8 {len(first)} settles had an effect, of {rounds}")
    sent = [s for s in oplog.read(folder) if s.op == "settle"]
    result.violations += [f"8 a replay was told {s.told}" for s in sent if s.end != "ok"]
    result.need("replays", len(sent) - len(first), rounds * REPLAYS)
    return result


def tabs(folder: Path, size: Size) -> Result:
    """7 13: one agent in many tabs and the API at once gets one claim, equal in all."""
    rounds = max(3, size.pulls // 200)
    world = build(folder, size, leads=rounds * 3)
    result = Result()
    for _ in range(rounds):
        crew = together(size.processes, lambda n: _pull_as_the_first(world))
        crew.wait(every=0.002)
        held = [c for c in world.ground().cards().values() if c.state == CardState.HELD]
        if len(held) != 1:
            result.violations.append(f"13 one agent holds {len(held)} leads")
        for card in held:
            if card.token:
                Agent(world, 0).settle(card.token, "won")
    after = judged(world, Crew(lambda n: None))
    pulls = [s for s in oplog.read(folder) if s.op == "pull"]
    tokens = {s.told.get("token") for s in pulls}
    if len(tokens) != rounds:
        after.violations.append(f"7 {len(tokens)} claims in {rounds} rounds of tabs")
    after.violations += result.violations
    after.need("pulls at once", len(pulls), rounds * size.processes)
    return after


def _pull_as_the_first(world: RaceWorld) -> None:
    Agent(world, 0).pull()


def herd(folder: Path, size: Size) -> Result:
    """9: N pullers, N leads, and holders that roll back: nobody hears "nothing"."""
    return _herd(folder, size, lambda world: None)


def herd_at_nine(folder: Path, size: Size) -> Result:
    """9: N scheduled leads come due in the moment that N people pull: nobody hears "nothing"."""
    return _herd(folder, size, _all_scheduled_and_due)


def _herd(folder: Path, size: Size, prepare: Callable[[RaceWorld], None]) -> Result:
    rounds = max(3, size.pulls // 200)
    pullers = max(2, size.processes * 3 // 4)
    world = build(folder, size, leads=pullers)
    crews = []
    for _ in range(rounds):
        prepare(world)
        crew = together(
            size.processes,
            lambda n: _pull(world, n) if n < pullers else _take_and_roll_back(world, n),
        )
        crew.wait(every=0.002)
        crews.append(crew)
        _everybody_gives_back(world)
    result = judged(world, crews[-1])
    result.violations += [f for crew in crews for f in crew.failed]
    pulls = [s for s in oplog.read(folder) if s.op == "pull"]
    empty = [s for s in pulls if "token" not in s.told and not s.told.get("busy")]
    result.violations += [f"9 a false nothing: {s.told}" for s in empty]
    result.need("claims in a herd", sum("token" in s.told for s in pulls), rounds * pullers)
    result.need("told to ask again", sum(bool(s.told.get("busy")) for s in pulls), 0)
    return result


def _pull(world: RaceWorld, number: int) -> None:
    """Pull, and ask again when told to."""
    agent = Agent(world, number)
    for _ in range(TRIES):
        got = agent.pull()
        if got is None or not got.busy:
            return


def _take_and_roll_back(world: RaceWorld, number: int) -> None:
    """Hold a card for a moment in an act that rolls back, several times over."""
    for _ in range(5):
        with write_transaction() as now:
            engine.ENGINE.requeue_due(now=now, review_at=lambda team: now, limit=1)
            lanes = [(lane.id, 0.0) for lane in engine.ENGINE.store.lanes()]

            hold = Hold(world.agents[number], new_token(), now + timedelta(minutes=5))
            with suppress(Busy):
                engine.ENGINE.store.claim_best(hold, lanes, now)
            time.sleep(0.003)
            transaction.set_rollback(True)


def hang(folder: Path, size: Size) -> Result:
    """9, PostgreSQL: a process stops in mid-act, holding the only card of the best lane.

    All others get a lead from the other lanes, and nobody waits for it.
    """
    if not on_postgres():
        return Result(counts={"PostgreSQL only": 0})
    world = build(folder, size, leads=0)
    dice = world.dice("hang")
    best = replace(lead_in(dice, 3), value=Decimal(1_000_000))
    others = [lead_in(dice, n) for n in range(4 * size.processes) if n % len(AREAS) != 3]
    receive_all(source_id=world.source, rows=[best, *others])
    stuck = together(1, lambda n: _claim_and_stop(world))
    sleeping = wait_until_stopped(stuck)
    crew = together(size.processes - 1, lambda n: _pull(world, n + 1))
    crew.wait(every=0.002)
    for pid in sleeping:
        stuck.signal(pid, signal.SIGCONT)
    stuck.wait()
    result = judged(world, crew)
    pulls = [s for s in oplog.read(folder) if s.op == "pull"]
    result.violations += [f"9 {s.told}" for s in pulls if "token" not in s.told]
    result.need("pulls beside one that hangs", len(pulls), size.processes - 1)
    return result


def _claim_and_stop(world: RaceWorld) -> None:
    with write_transaction() as now:
        offers = [(lane.id, offset(lane, now=now)) for lane in engine.ENGINE.store.lanes()]
        hold = Hold(world.agents[0], new_token(), now + timedelta(minutes=5))
        engine.ENGINE.store.claim_best(hold, offers, now)
        os.kill(os.getpid(), signal.SIGSTOP)
        transaction.set_rollback(True)


def _everybody_gives_back(world: RaceWorld) -> None:
    """Release every lead to all agents."""
    with write_transaction() as now:
        for agent in world.agents:
            engine.ENGINE.release_all(agent, now=now)


def _all_scheduled_and_due(world: RaceWorld) -> None:
    """Schedule every lead for this moment, as after a night."""
    with write_transaction() as now:
        ready = [c for c in world.ground().cards().values() if c.state == CardState.READY]
        for card in ready:
            scheduled = replace(card, state=CardState.SCHEDULED, next_at=now - timedelta(seconds=1))
            engine.ENGINE.store.put(scheduled, was=card)
        deferred = [EngineEvent("card.deferred", now, card.lead_id) for card in ready]
        engine.ENGINE.store.record(deferred)
