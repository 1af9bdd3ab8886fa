"""Processor time of the measures of *Flow* over 200,000 transitions, without a database.

.venv/bin/python -m bench.flow [--moves 200000]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pullahead.pipeline import flow_report
from pullahead.pipeline.flow_report import FlowMove, FlowSpan
from pullahead.pipeline.measures import DAY, DealMoved, cumulative_flow
from pullahead.team.calendar import Calendar

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ZONE, LAST, VISITS = "Europe/Berlin", 5, 10


def main() -> int:
    """Print the time of each measure, and their sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=200_000)
    moves, spans = made(parser.parse_args().moves)
    calendar = Calendar(ZONE)
    today = calendar.local_day(NOW)
    days = [today - DAY * back for back in range(83, -1, -1)]
    since = NOW - timedelta(days=84)
    acts: dict[str, Callable[[], object]] = {
        "cumulative flow": lambda: cumulative_flow(
            [DealMoved(m.deal, m.at, m.kind, m.position, m.half) for m in moves], LAST, ZONE
        ),
        "deals in progress": lambda: flow_report.wip_of_stages(moves, LAST, days, calendar),
        "bands of ages": lambda: flow_report.aging_bands(moves, spans, LAST, calendar),
        "shares": lambda: flow_report.shares(
            moves, spans, [], since=since, late_from=3, calendar=calendar
        ),
        "cycle times": lambda: [
            flow_report.days_of(one.start, one.end or NOW, calendar) for one in spans
        ],
    }
    whole = 0.0
    print(f"{len(moves):,} transitions of {len(spans):,} deals; processor time")
    for name, act in acts.items():
        begun = time.process_time()
        act()
        spent = time.process_time() - begun
        whole += spent
        print(f"{name:18} {spent:.2f} s")
    print(f"{'sum':18} {whole:.2f} s")
    return 0


def made(number: int) -> tuple[list[FlowMove], list[FlowSpan]]:
    """Return random transitions of closed deals in the last year."""
    dice, moves, spans = random.Random(1), list[FlowMove](), list[FlowSpan]()
    while len(moves) < number:
        deal, position = str(len(spans)), 0
        at = start = NOW - timedelta(days=dice.uniform(30, 365))
        for visit in range(VISITS):
            half = dice.choice(("doing", "waiting", "done"))
            moves.append(FlowMove(deal, at, "pull", position, half))
            at += timedelta(days=dice.uniform(0, 3))
            position = min(LAST, position + visit % 2)
        moves.append(FlowMove(deal, at, "win", position, "doing"))
        spans.append(FlowSpan(deal, "A deal", start, at, "won", position, True))
    return moves, spans


if __name__ == "__main__":
    raise SystemExit(main())
