"""Cost of one poll of the floor for a team lead of ten, among ten and among 1,000 people.

    .venv/bin/python -m bench.floor_poll [--people 10 1000] [--polls 200] [--only postgres|sqlite]

Every person holds a lead and has saved 20 results today. Teams have ten people. Processor time is
that of this process: on PostgreSQL without the server's. A poll that makes the snapshot, one
that is shown the snapshot of another viewer, and one that is unchanged (304) are measured apart.
The average is that of ten team leads of one team who poll once a second, while a result is saved
every two seconds: a snapshot is made once, shown to nine others, and then unchanged for ten.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

CARDS, LANES, TEAM, LEADERS = 5_000, 20, 10, 10
RESULTS = 20  # of each person today


def main() -> int:
    """Run the benches on each database and print one row for each size and kind of poll."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10, 1_000])
    parser.add_argument("--polls", type=int, default=200)
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument("--phase", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        return _measure(args.phase, args.polls)
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "test", "PULLAHEAD_SECRET_KEY": "b" * 40}
    for people in args.people:
        own = [sys.executable, "-m", "bench.floor_poll", "--phase", str(people)]
        own += ["--polls", str(args.polls)]
        if args.only != "sqlite":
            server = [sys.executable, "-m", "tests.postgres", "--"]
            subprocess.run([*server, *own], check=True, env=environment, cwd=root)
        if args.only != "postgres":
            with tempfile.TemporaryDirectory() as folder:
                place = {"PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
                subprocess.run(own, check=True, env=environment | place, cwd=root)
    return 0


def _measure(people: int, polls: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    leaders = _lay_out(people)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    clients = [Client() for _ in leaders]
    for client, leader in zip(clients, leaders, strict=True):
        client.force_login(leader)
    one, two = clients[:2]
    etags: list[str] = []

    def poll(client: Client, **headers: str) -> None:
        answer = client.get("/floor/live", headers=headers)
        if answer.status_code not in {200, 304}:
            raise RuntimeError(f"{answer.status_code}: {answer.headers}")
        etags.append(answer.headers["ETag"])

    for label, before, act in (
        ("makes the snapshot", _expire, lambda: poll(one)),
        ("is shown it", lambda: None, lambda: poll(two)),
        ("unchanged (304)", lambda: None, lambda: poll(two, **{"if-none-match": etags[-1]})),
    ):
        spent = _spent(before, act, polls)
        print(f"{connection.vendor}, {people:,} people | {label:18} | {spent:5.1f} ms", flush=True)
    spent = _average(clients, polls)
    print(f"{connection.vendor}, {people:,} people | {'average':18} | {spent:5.1f} ms", flush=True)
    return 0


def _average(clients: Sequence[Any], polls: int) -> float:
    """Return the mean processor time of a poll, of all who poll one team."""
    spent, count = 0.0, 0
    etags = [""] * len(clients)
    for _ in range(max(polls // 5, 2)):
        _change()
        _expire()
        for _second in range(2):
            for number, client in enumerate(clients):
                started = time.process_time()
                answer = client.get("/floor/live", headers={"if-none-match": etags[number]})
                spent += time.process_time() - started
                etags[number], count = answer.headers["ETag"], count + 1
    return 1_000 * spent / count


def _change() -> None:
    """Save one more result of the team."""
    from pullahead.base import clock
    from pullahead.base.ids import new_id
    from pullahead.pull.models import ClaimRow
    from pullahead.team.models import Person

    leader = Person.objects.filter(name="lead 0").get()
    agent = Person.objects.filter(team=leader.team, role="agent").order_by("pk")[0]
    last = ClaimRow.objects.filter(agent=agent, end="settled").order_by("-ended_at")[0]
    last.token, last.ended_at = new_id(), clock.now()
    last.save(force_insert=True)


def _spent(before: Callable[[], object], act: Callable[[], object], polls: int) -> float:
    """Return the median processor time of an act in milliseconds."""
    found = []
    for number in range(polls + 10):
        before()
        started = time.process_time()
        act()
        if number >= 10:  # the first ones warm templates and statements
            found.append(time.process_time() - started)
    return 1_000 * statistics.median(found)


def _expire() -> None:
    from pullahead.floor.models import FloorSnapshot

    made = FloorSnapshot.objects.exclude(pk="company")
    then = made.values_list("begun_at", flat=True).first()
    if then is not None:
        old = then - timedelta(minutes=1)
        # what all teams share is made once in two seconds, by whichever team lead polls first
        FloorSnapshot.objects.exclude(pk="company").update(begun_at=old, made_at=old)


def _lay_out(people: int) -> Sequence[Any]:
    """Make the floor; return the team leads of the first team."""
    from bench.floor import lay_out
    from pullahead.base.transaction import write_transaction
    from pullahead.team.models import Person, Team

    ids = lay_out(cards=CARDS, lanes=LANES, people=people)
    with write_transaction() as now:
        teams = [Team.objects.create(name=f"team {n}") for n in range(-(-people // TEAM))]
        for number, team in enumerate(teams):
            own = ids[number * TEAM : (number + 1) * TEAM]
            Person.objects.filter(pk__in=own).update(team=team)
        leaders = [
            Person.objects.create(name=f"lead {n}", role="leader", team=teams[0], password="!")
            for n in range(LEADERS)
        ]
        _work(ids, now)
    return leaders


def _work(ids: Sequence[int], now: Any) -> None:
    """Give each person a lead and the results of today."""
    from pullahead.base.ids import new_id, new_token
    from pullahead.pull.models import CardRow, ClaimRow

    cards = list(CardRow.objects.order_by("lead_id")[: len(ids)])
    claims = []
    for agent, card in zip(ids, cards, strict=True):
        token, ends = new_token(), now + timedelta(minutes=20)
        held = {"state": "held", "holder_id": agent, "token": token, "slot": 1, "next_at": ends}
        CardRow.objects.filter(pk=card.pk).update(**held)
        of = {"lead_id": card.pk, "agent_id": agent, "round": 1, "slot": 1}
        claims.append(ClaimRow(token=token, started_at=now, ends_at=ends, **of))
        claims += [
            ClaimRow(
                token=new_id(),
                started_at=now - timedelta(seconds=n),
                ends_at=now,
                ended_at=now,
                end="settled",
                disposition="no_answer",
                note="Rang out",
                **of,
            )
            for n in range(RESULTS)
        ]
    ClaimRow.objects.bulk_create(claims, batch_size=2_000)


if __name__ == "__main__":
    sys.exit(main())
