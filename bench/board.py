"""Time, statements and bytes of the board of deals, beside the bare statements, on both databases.

    .venv/bin/python -m bench.board [--deals 2000] [--only postgres|sqlite]

The deals are spread over six stages. One run times the bare statements of the board (fetched, in
one cursor), the use case, the refresh of the page, and a refresh of an unchanged board (304).
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

TIMES = 30
PEOPLE = 30


def main() -> int:
    """Run the requested benches and print one table a database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=2_000)
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument("--phase", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        return _measure(args.deals)
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "test"}
    own = [sys.executable, "-m", "bench.board", "--deals", str(args.deals), "--phase"]
    if args.only != "sqlite":
        server = [sys.executable, "-m", "tests.postgres", "--"]
        subprocess.run([*server, *own], check=True, env=environment, cwd=root)
    if args.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            environment |= {"PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            subprocess.run(own, check=True, env=environment, cwd=root)
    return 0


def _measure(deals: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from pullahead.usecases.deals.board import board

    call_command("migrate", verbosity=0)
    viewer = lay_out(deals)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        board(viewer=viewer)
    texts = (one["sql"] for one in asked.captured_queries)
    statements = [one for one in texts if "SELECT" in one and "clock_offset" not in one]
    client = Client()
    client.force_login(viewer)
    page = client.get("/deals")
    live = client.get("/deals/live")
    tag = {"If-None-Match": live.headers.get("ETag", "")}
    print(
        f"{connection.vendor}, {deals:,} open deals: {len(statements)} statements; "
        f"page {len(page.content) / 1024:.1f} KiB, refresh {len(live.content) / 1024:.1f} KiB"
    )
    print("what           | p50 ms | longest ms | processor p50 ms | ratio to bare")
    bare = _row("bare SQL", lambda: _bare(statements), None)
    _row("use case", lambda: board(viewer=viewer), bare)
    _row("page", lambda: client.get("/deals"), bare)
    _row("refresh", lambda: client.get("/deals/live"), bare)
    _row("refresh, 304", lambda: client.get("/deals/live", headers=tag), bare)
    return 0


def _bare(statements: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)
            cursor.fetchall()


def _row(what: str, act: Callable[[], object], bare: float | None) -> float:
    spent, busy = [], []
    act()
    for _ in range(TIMES):
        start, begun = time.perf_counter(), time.process_time()
        act()
        spent.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - begun) * 1000)
    middle = statistics.median(spent)
    ratio = f"{middle / bare:.1f}" if bare else "1"
    own = statistics.median(busy)
    print(f"{what:14} | {middle:6.1f} | {max(spent):10.1f} | {own:16.1f} | {ratio}")
    return middle


def lay_out(deals: int) -> Any:
    """Publish a workflow without limits of stages, add open deals, and return a seller."""
    from pullahead.base.transaction import write_transaction
    from pullahead.team.services import add_person, add_team
    from pullahead.usecases.deals import workflow

    with write_transaction():
        team = add_team(name="Bench sales")
        people = [
            add_person(name=f"Seller {n}", role="agent", team=team, password="x")
            for n in range(PEOPLE)
        ]
        admin = add_person(name="Bench admin", role="admin", team=team, password="x")
    workflow.publish_standard(team_id=team.pk, by=admin)
    _deals(deals, team, people)
    return people[0]


def _deals(deals: int, team: Any, people: list[Any]) -> None:
    from django.db.models import F

    from pullahead.base import clock
    from pullahead.base.transaction import write_transaction
    from pullahead.pipeline import queries
    from pullahead.pipeline.models import Deal, FlowLimit
    from pullahead.team import services as team_write

    dice, flow, now = random.Random(5), queries.workflow_of_team(team.pk), clock.now()
    assert flow is not None
    with write_transaction():
        FlowLimit.objects.update(size=None)
        pod = team_write.default_pod(team=team)
        made = Deal.objects.bulk_create(
            Deal(
                title=f"Heat pumps for house {n}",
                company=f"Company {n % 700}",
                team=team,
                pod=pod,
                workflow_id=flow.id,
                entry=flow.stages[0],
                half="done",
                value=dice.randrange(1_000, 90_000),
                created_at=now - timedelta(days=dice.randrange(1, 120)),
                next_at=now + timedelta(days=dice.randrange(1, 20)),
                seq=1,
            )
            for n in range(deals)
        )
        for one in made:
            stage = dice.choice((None, *flow.stages))
            if stage is None:
                continue
            half = dice.choice(("doing", "doing", "waiting", "done"))
            Deal.objects.filter(pk=one.pk).update(
                stage=stage,
                half=half,
                stage_at=one.created_at,
                started_at=one.created_at,
                holder=dice.choice(people),
                hold_until=now + timedelta(days=dice.randrange(-1, 4)),
                seq=F("seq") + 1,
            )
        _signals(made, now)


def _signals(made: list[Any], now: datetime) -> None:
    from pullahead.pipeline.models import DealSignal

    DealSignal.objects.bulk_create(
        DealSignal(
            deal=one,
            kind="asked_terms" if n % 3 == 0 else "came",
            at=now - timedelta(days=n % 20),
            alarm_at=now + timedelta(hours=n % 9) if n % 3 == 0 else None,
        )
        for n, one in enumerate(made[::4])
    )


if __name__ == "__main__":
    raise SystemExit(main())
