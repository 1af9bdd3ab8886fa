"""One race in this process: python -m tests.heart.run RACE …; the last line is its result."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django

django.setup()

from tests.heart import (  # noqa: E402
    at_once,
    broken,
    deal_leads,
    deals,
    leaving,
    plans,
    promises,
    scenarios,
)
from tests.heart.barred import barred  # noqa: E402
from tests.heart.sprints import sprints, sprints_kill  # noqa: E402
from tests.heart.world import Size  # noqa: E402

SCENARIOS: dict[str, scenarios.Scenario] = {
    "race": scenarios.race,
    "kill": scenarios.kill,
    "freeze": scenarios.freeze,
    "stop_anywhere": scenarios.stop_anywhere,
    "sessions": scenarios.sessions,
    "replay": at_once.replay,
    "tabs": at_once.tabs,
    "herd": at_once.herd,
    "herd_at_nine": at_once.herd_at_nine,
    "hang": at_once.hang,
    "leave": leaving.leave,
    "barred": barred,
    "plans": plans.plans,
    "deals": deals.deals,
    "deals_change": deals.deals_change,
    "deals_kill": deals.deals_kill,
    "deals_leads": deal_leads.deals_leads,
    "promises": promises.promises_race,
    "sprints": sprints,
    "sprints_kill": sprints_kill,
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("race", choices=SCENARIOS)
    parser.add_argument("--pulls", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--broken", choices=broken.BREAKS)
    asked = parser.parse_args(arguments)
    if asked.broken:
        broken.BREAKS[asked.broken]()
    size = Size(asked.pulls, asked.seed, asked.processes)
    result = SCENARIOS[asked.race](asked.folder, size)
    print(json.dumps({"violations": result.violations, "counts": result.counts}), flush=True)
    # past the exit handlers: the children of a fork share them
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
