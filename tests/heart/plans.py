"""Guarantee 3: a pull takes exactly the card that it returns, by any plan of the database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from django.db import connection

from pullahead.base.transaction import write_transaction
from pullahead.usecases.common import engine
from tests.heart.processes import together
from tests.heart.scenarios import Result, clock_mover, judged
from tests.heart.worker import Agent
from tests.heart.world import RaceWorld, Size, build, on_postgres

# Each makes the planner choose what it never would. Under the first two, a claim written with IN
# runs its subquery once for every card, and takes a card each time.
_NESTED = (
    "enable_hashjoin=off",
    "enable_mergejoin=off",
    "enable_hashagg=off",
    "enable_sort=off",
    "enable_material=off",
    "enable_memoize=off",
)
_WHOLE_TABLES = ("enable_indexscan=off", "enable_indexonlyscan=off", "enable_bitmapscan=off")
PLANS: Mapping[str, tuple[str, ...]] = {
    "nested loops": _NESTED,
    "nested loops over whole tables": (*_NESTED, *_WHOLE_TABLES),
    "bitmaps and merges": ("enable_seqscan=off", "enable_indexscan=off", "enable_nestloop=off"),
    "generic plans": ("plan_cache_mode=force_generic_plan", "enable_sort=off"),
}


def plans(folder: Path, size: Size) -> Result:
    """3: bursts under forced bad plans, with statistics that say the tables are empty."""
    leads = max(40, size.pulls // 4)
    world = build(folder, size, leads=leads)
    if on_postgres():
        with connection.cursor() as cursor:
            # nobody corrects the statistics while the race runs
            cursor.execute("ALTER TABLE pull_card SET (autovacuum_enabled = false)")
            cursor.execute(
                "UPDATE pg_class SET reltuples = 0, relpages = 0 WHERE relname = 'pull_card'"
            )
            cursor.execute("DELETE FROM pg_statistic WHERE starelid = 'pull_card'::regclass")
    found = Result()
    names = list(PLANS) if on_postgres() else ["SQLite's own"]
    for plan in names:
        os.environ["PGOPTIONS"] = " ".join(f"-c {s}" for s in PLANS.get(plan, ()))
        connection.close()
        found.violations += [f"{v} ({plan})" for v in _one_by_one(world, size.pulls // 20)]
        part = Size(max(1, size.pulls // len(names)), size.seed, size.processes)
        _burst(world, part)
    os.environ["PGOPTIONS"] = ""
    connection.close()
    after = judged(world, together(0, lambda n: None))
    after.violations += found.violations
    after.need("plans", len(names))
    return after


def _burst(world: RaceWorld, part: Size) -> None:
    """Let everybody pull at once, each their share."""

    def turns(number: int) -> None:
        agent = Agent(world, number)
        for _ in range(-(-part.pulls // part.processes)):
            agent.turn()

    crew = together(part.processes, turns)
    crew.wait(clock_mover(world))


def _one_by_one(world: RaceWorld, pulls: int) -> list[str]:
    """After each single pull, one more card is held than before, and it is the one returned."""
    found = []
    for number in range(min(pulls, len(world.agents))):
        before = {c.lead_id for c in world.ground().cards().values() if c.state == "held"}
        try:
            got = Agent(world, number).pull()
        except RuntimeError as error:
            return [f"3 {error}"]
        after = {c.lead_id for c in world.ground().cards().values() if c.state == "held"}
        returned = {got.lead} if got and got.lead and not got.again else set()
        if after - before != returned:
            found.append(f"3 one pull took {len(after - before)} cards")
    with write_transaction() as now:
        for agent in world.agents:
            engine.ENGINE.release_all(agent, now=now)
    return found
