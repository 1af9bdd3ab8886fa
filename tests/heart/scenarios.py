"""Races: each one attack, on a world of its own, with a result and its violations.

A scenario returns a Result: `violations` must be empty, `counts` show that the attack happened.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection

from pullahead.pull import rules
from tests.heart import checker, oplog
from tests.heart.oplog import Step
from tests.heart.processes import Crew, stopped, together
from tests.heart.worker import Agent
from tests.heart.world import RaceWorld, Size, build, come_in, move_on, on_postgres

JUMPS = (1, 1, 1, 2, 4, 6, 50)  # minutes
ACTS_BETWEEN_JUMPS = 2  # for each process
ACT_BYTES = 400  # of the log


@dataclass(slots=True)
class Result:
    """Findings of a scenario."""

    violations: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def need(self, what: str, number: int, at_least: int = 1) -> None:
        """Require that an attack happened: without one, the race proves nothing."""
        self.counts[what] = number
        if number < at_least:
            self.violations.append(f"0 {what}: {number}, fewer than {at_least}: no attack")


Scenario = Callable[[Path, Size], Result]


def judged(world: RaceWorld, crew: Crew, *, lost_allowed: bool = False) -> Result:
    """Return the checker's verdict on the log and the database."""
    steps = oplog.read(world.folder)
    found = checker.violations(checker.Record(steps, world.ground(), lost_allowed))
    return Result([*found, *crew.failed], checker.counts(steps))


def every(seconds: float, do: Callable[[], None]) -> Callable[[], None]:
    """Call `do`, but only when so much time has passed since the last time."""
    last = [time.monotonic()]

    def now_and_then() -> None:
        if time.monotonic() - last[0] >= seconds:
            last[0] = time.monotonic()
            do()

    return now_and_then


def clock_mover(world: RaceWorld) -> Callable[[], None]:
    """Move the clock by the work done: scheduled leads come due, sometimes all claims end."""
    dice, moved_at = world.dice("clock"), [0]

    def move() -> None:
        written = sum(file.stat().st_size for file in world.folder.glob("ops-*"))
        if written - moved_at[0] > ACT_BYTES * ACTS_BETWEEN_JUMPS * world.size.processes:
            moved_at[0] = written
            move_on(timedelta(minutes=dice.choice(JUMPS)))

    return every(0.05, move)


def race(folder: Path, size: Size) -> Result:
    """1 2 3 7 8 13 21: all agents pull, settle, send twice, walk away; the clock jumps."""
    world = build(folder, size, leads=max(20, size.pulls // 4))
    crew = together(size.processes, lambda n: Agent(world, n).work())
    crew.wait(clock_mover(world))
    result = judged(world, crew)
    result.need(
        "pulls", sum(n for k, n in result.counts.items() if k.startswith("pull:")), size.pulls
    )
    return result


def kill(folder: Path, size: Size) -> Result:
    """4 6: kill -9 at random points; at the end no process lives, and all leads return in time."""
    world = build(folder, size, leads=max(20, size.pulls // 4))
    dice, killed = world.dice("kill"), [0]
    crew = together(size.processes, lambda n: Agent(world, n).work())

    def kill_one() -> None:
        # The last ones are left alone: killed again and again, they would never come to a pull.
        # A slow machine gets no more kills for its pulls than a fast one
        if len(crew.pids) > size.processes // 4 and killed[0] < max(20, size.pulls // 2):
            crew.signal(dice.choice(sorted(crew.pids)), signal.SIGKILL)
            killed[0] += 1

    killer, mover = every(0.06, kill_one), clock_mover(world)
    crew.wait(lambda: (killer(), mover())[0])
    result = judged(world, crew)
    result.need("killed", killed[0], 3)
    result.violations += left_behind(world)
    return result


def left_behind(world: RaceWorld) -> list[str]:
    """6: every worker is dead; a second after the claims' end, a new agent can pull each lead."""

    def pull_and_die(number: int) -> None:
        Agent(world, number).pull()
        os.kill(os.getpid(), signal.SIGKILL)

    holders = Crew(pull_and_die)
    for number in range(world.size.processes):
        holders.start(number)
    while holders.pids:
        holders.reap()
        time.sleep(0.01)
    held = {c.lead_id for c in world.ground().cards().values() if c.state == rules.CardState.HELD}
    if not held:
        return ["0 nobody died with a lead in hand: no attack"]
    move_on(rules.CLAIM + timedelta(seconds=1))
    stuck = [c for c in _taken_back(world).values() if c.lead_id in held and c.state == "held"]
    return [f"6 {card.lead_id}: not pullable a second after the claim's end" for card in stuck]


def _taken_back(world: RaceWorld) -> Mapping[UUID, rules.Card]:
    """Return the cards after a pull requeued them, and that pull's card was released."""
    newcomer = Agent(world, 0)
    got = newcomer.pull()
    if got and got.token:
        newcomer.release(got.token)
    return world.ground().cards()


def freeze(folder: Path, size: Size) -> Result:
    """2 6: SIGSTOP holders; let their claims end and others pull; then let them write."""
    rounds = max(1, size.pulls // size.processes)
    world = build(folder, size, leads=0)
    result = Result()
    for _ in range(rounds):
        come_in(world, size.processes // 2)
        _freeze_once(world, result)
    after = judged(world, Crew(lambda n: None))
    steps = oplog.read(folder)
    woken = [s for s in steps if s.asked.get("stale")]
    wrong = [s for s in woken if (s.end, s.code) != ("refused", "claim_lost")]
    late = [s for s in wrong if s.op == "settle" and s.end == "ok" and not _taken_since(s, steps)]
    after.violations += [
        f"2 a lost token was told {s.end} {s.told}" for s in wrong if s not in late
    ]
    after.violations += result.violations
    after.need("writes with a lost token", len(woken), rounds)
    return after


def _taken_since(settle: Step, steps: list[Step]) -> bool:
    """Return whether another agent got the lead after the claim that this settle ended late."""
    pulls = [s for s in steps if s.op == "pull" and s.told.get("lead") == settle.told["lead"]]
    mine = min(s.until for s in pulls if s.told["token"] == settle.asked["token"])
    others = (s for s in pulls if s.told["token"] != settle.asked["token"])
    return any(mine < s.until < settle.since for s in others)


def _freeze_once(world: RaceWorld, result: Result) -> None:
    half = world.size.processes // 2
    holders = together(half, lambda n: _hold_and_stop(world, n))
    sleeping = wait_until_stopped(holders)
    move_on(rules.CLAIM + timedelta(seconds=1))
    # the others, and one of the very same people, pull the same leads and keep them
    others = together(half, lambda n: _hold_and_wait(world, half + n if n else 0, sleeping))
    for pid in sleeping:
        holders.signal(pid, signal.SIGCONT)
    holders.wait()
    others.wait()
    result.violations += holders.failed + others.failed


def _hold_and_stop(world: RaceWorld, number: int) -> None:
    agent = Agent(world, number)
    got = agent.pull()
    if got is None or got.token is None:
        return
    token = got.token
    os.kill(os.getpid(), signal.SIGSTOP)
    agent.stale = True  # awake again, and believing that the claim is good
    agent.extend(token)
    agent.release(token)
    agent.settle(token, "won")


def wait_until_stopped(crew: Crew) -> list[int]:
    while True:
        crew.reap()
        scheduled = [pid for pid in crew.pids if stopped(pid)]
        if len(scheduled) == len(crew.pids):
            return scheduled
        time.sleep(0.002)


def _hold_and_wait(world: RaceWorld, number: int, sleeping: list[int]) -> None:
    """Pull, wait until the resumed processes have written, then settle."""
    agent = Agent(world, number)
    got = agent.pull()
    while any(os.path.exists(f"/proc/{pid}") and stopped(pid) for pid in sleeping):
        time.sleep(0.002)
    if got is not None and got.token is not None:
        agent.settle(got.token, "won")


def stop_anywhere(folder: Path, size: Size) -> Result:
    """1 2: SIGSTOP at any instruction, past the end of short claims, then SIGCONT."""
    rules.CLAIM = timedelta(seconds=0.3)
    world = build(folder, size, leads=max(20, size.pulls // 4))
    dice, times = world.dice("stop"), [0]
    scheduled: dict[int, float] = {}
    crew = together(size.processes, lambda n: Agent(world, n).work())

    def stop_or_wake() -> None:
        now = time.monotonic()
        for pid in [p for p, since in scheduled.items() if now - since > 0.4]:
            crew.signal(pid, signal.SIGCONT)
            del scheduled[pid]
        awake = sorted(set(crew.pids) - set(scheduled))
        if len(awake) > 1:
            pid = dice.choice(awake)
            crew.signal(pid, signal.SIGSTOP)
            scheduled[pid] = now
            times[0] += 1

    crew.wait(every(0.05, stop_or_wake))
    result = judged(world, crew)
    result.need("stopped", times[0], 3)
    return result


def sessions(folder: Path, size: Size) -> Result:
    """1 4 8, PostgreSQL: pg_terminate_backend at random points; clients send again."""
    if not on_postgres():
        return Result(counts={"PostgreSQL only": 0})
    world = build(folder, size, leads=max(20, size.pulls // 4))
    ended = [0]
    crew = together(size.processes, lambda n: Agent(world, n).work())

    def end_one() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "ORDER BY random() LIMIT 1) AS one"
            )
            ended[0] += cursor.fetchone()[0]

    ender, mover = every(0.05, end_one), clock_mover(world)
    crew.wait(lambda: (ender(), mover())[0])
    result = judged(world, crew, lost_allowed=True)
    result.need("sessions ended", ended[0], 3)
    return result
