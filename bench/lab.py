"""Measure a run of the lab: 7,400 leads with six attempts each, on one core.

Run: `.venv/bin/python -m bench.lab [--profile]`. No lead is reached, so each gets all six attempts.
Seconds are of the processor, since other programs share the machine.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import time
from dataclasses import replace

from pullahead.lab import world
from pullahead.lab.policies import POLICIES
from pullahead.lab.simulator import FloorSimulator

LEADS_PER_WEEK = 7_400.0
SHOWN = 12


def floor() -> world.FloorWorld:
    """Return a world in which 7,400 leads arrive in a week and no customer answers."""
    moderate = world.load("moderate")
    return replace(
        moderate,
        horizon=world.Horizon(0, 7, 14),
        arrivals=replace(moderate.arrivals, leads_per_week=LEADS_PER_WEEK),
        people=replace(moderate.people, count=60),
        contact=replace(moderate.contact, by_round=(0.0,) * 6),
    )


def main() -> None:
    """Play the run and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    options = parser.parse_args()
    simulator = FloorSimulator(floor(), POLICIES["pull-next-best"], 1)
    simulator.arrivals = iter([one for one in simulator.arrivals if one.number < LEADS_PER_WEEK])
    profile = cProfile.Profile()
    started, most_open = time.process_time(), 0
    if options.profile:
        profile.enable()
    simulator.begin()
    while simulator.step():
        most_open = max(most_open, len(simulator.store.leads))
    found = simulator.finish()
    profile.disable()
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{found.cycles:,} pulls with a settle in {seconds:.1f} s of the processor")
    print(f"{1e6 * seconds / found.cycles:.0f} µs each; at most {most_open:,} open leads")
    print(f"{memory} MB at most")
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


if __name__ == "__main__":
    main()
