"""Time of the measures of *Flow* over 200,000 transitions: the formulas, and the page.

    .venv/bin/python -m bench.flow [--moves 200000]
    .venv/bin/python -m bench.flow --page [--only postgres|sqlite]

The first form has processor times without a database. The second one fills a database with closed
deals of the last year and times the nightly job and the figures of the page.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pullahead.pipeline import flow_report
from pullahead.pipeline.flow_days import DayDeal, DayMove, day_figures, trend
from pullahead.pipeline.flow_report import FlowMove, FlowSpan
from pullahead.pipeline.measures import DAY, DealMoved, cumulative_flow
from pullahead.team.calendar import Calendar

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ZONE, LAST, VISITS = "Europe/Berlin", 5, 10


def main() -> int:
    """Print the time of each measure, and their sum; or run the page on the databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=200_000)
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument("--phase", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        return _measure_page(args.moves)
    return _on_databases(args.moves, args.only) if args.page else _formulas(args.moves)


def _formulas(number: int) -> int:
    moves, spans = made(number, NOW)
    calendar = Calendar(ZONE)
    today = calendar.local_day(NOW)
    since = NOW - timedelta(days=84)
    first = today - DAY * 365
    day_rows = [DayMove(m.deal, m.at, m.kind, m.position) for m in moves]
    deals = [DayDeal(one.start, one.start, one.end, one.closed_as) for one in spans]
    acts: dict[str, Callable[[], object]] = {
        "cumulative flow": lambda: cumulative_flow(
            [DealMoved(m.deal, m.at, m.kind, m.position, m.half) for m in moves], LAST, ZONE
        ),
        "days and trend": lambda: trend(day_figures(day_rows, deals, first, today, calendar)),
        "bands of ages": lambda: flow_report.aging_bands(moves, spans, LAST, calendar),
        "shares": lambda: flow_report.shares(
            moves, spans, [], since=since, late_from=3, calendar=calendar
        ),
        "cycle times": lambda: [
            flow_report.days_of(one.start, one.end or NOW, calendar) for one in spans
        ],
    }
    print(f"{len(moves):,} transitions of {len(spans):,} deals; processor time")
    whole = sum(_timed(name, act) for name, act in acts.items())
    print(f"{'sum':18} {whole:.2f} s")
    return 0


def _timed(name: str, act: Callable[[], object]) -> float:
    begun, start = time.process_time(), time.perf_counter()
    act()
    spent, elapsed = time.process_time() - begun, time.perf_counter() - start
    print(f"{name:18} {spent:.2f} s   elapsed {elapsed:.2f} s")
    return spent


def made(number: int, now: datetime) -> tuple[list[FlowMove], list[FlowSpan]]:
    """Return random transitions of closed deals in the last year."""
    dice, moves, spans = random.Random(1), list[FlowMove](), list[FlowSpan]()
    while len(moves) < number:
        deal, position = str(len(spans)), 0
        at = start = now - timedelta(days=dice.uniform(30, 365))
        for visit in range(VISITS):
            half = dice.choice(("doing", "waiting", "done"))
            moves.append(FlowMove(deal, at, "pull", position, half))
            at += timedelta(days=dice.uniform(0, 3))
            position = min(LAST, position + visit % 2)
        moves.append(FlowMove(deal, at, "win", position, "doing"))
        spans.append(FlowSpan(deal, "A deal", start, at, "won", position, True))
    return moves, spans


# ---- the page


def _on_databases(number: int, only: str | None) -> int:
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "test"}
    own = [sys.executable, "-m", "bench.flow", "--moves", str(number), "--phase"]
    if only != "sqlite":
        server = [sys.executable, "-m", "tests.postgres", "--"]
        subprocess.run([*server, *own], check=True, env=environment, cwd=root)
    if only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            environment |= {"PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            subprocess.run(own, check=True, env=environment, cwd=root)
    return 0


def _measure_page(number: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.board import lay_out
    from pullahead.usecases.deals.flow_days import fill
    from pullahead.usecases.deals.flow_page import flow_view

    call_command("migrate", verbosity=0)
    viewer = lay_out(0)
    _store(number, viewer.team)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{connection.vendor}, {number:,} transitions of one year")
    _timed("page, no days yet", lambda: flow_view(viewer=viewer))
    _timed("nightly job", lambda: fill(team_id=viewer.team_id))
    for _ in range(3):
        _timed("page", lambda: flow_view(viewer=viewer))
    return 0


def _store(number: int, team: Any) -> None:
    from pullahead.base import clock
    from pullahead.base.ids import new_id
    from pullahead.base.transaction import write_transaction
    from pullahead.pipeline import queries
    from pullahead.pipeline.models import Deal, Transition
    from pullahead.team import services as team_write

    flow = queries.workflow_of_team(team.pk)
    assert flow is not None
    moves, spans = made(number, clock.now())
    stages, ids = [one.pk for one in flow.stages], {one.deal: new_id() for one in spans}
    with write_transaction():
        pod = team_write.default_pod(team=team)
        Deal.objects.bulk_create(
            (
                Deal(
                    id=ids[one.deal],
                    title=f"Heat pumps {one.deal}",
                    team=team,
                    pod=pod,
                    workflow_id=flow.id,
                    entry_id=stages[0],
                    stage_id=stages[one.position or 0],
                    half="done",
                    value=10,
                    created_at=one.start,
                    started_at=one.start,
                    closed_at=one.end,
                    closed_as="won",
                    seq=VISITS + 1,
                )
                for one in spans
            ),
            batch_size=500,
        )
        Transition.objects.bulk_create(
            (
                Transition(
                    deal_id=ids[one.deal],
                    seq=place % (VISITS + 1) + 1,
                    at=one.at,
                    kind=one.kind,
                    to_stage_id=stages[one.position or 0],
                    to_half=one.half,
                )
                for place, one in enumerate(moves)
            ),
            batch_size=1_000,
        )


if __name__ == "__main__":
    raise SystemExit(main())
