"""Cost of the page *Tempo* over a month of a million events, beside the bare SQL aggregate.

    .venv/bin/python -m bench.tempo [--events 1000000] [--people 200] [--only postgres|sqlite]

One run makes two months, because the page compares a period with the one before, and half of the
events in each. An event is a claim made, a claim settled, an attempt, an inquiry, a closing, or a
state of a person. The bare aggregate is two statements, one of claims and one of attempts: by
person they count results, contacts and attempts, and average the handle time. They read the same
two months as the page. The report is measured with the hours stored as the worker stores them,
and once from the rows alone. The page is the report and its HTML, as an administrator gets it.
Elapsed and processor time of one process, median of the repeats; on PostgreSQL the processor time
is without the server's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.stored_hours import store_hours

PER_LEAD = 4  # claims of a lead
EVENTS_PER_LEAD = 3 * PER_LEAD + 2 + 2  # with an inquiry, a closing and two states of a person
SOURCES, TEAMS, DAYS = 20, 10, 28

BARE = """
SELECT c.agent_id, count(*), sum(CASE WHEN d.reached THEN 1 ELSE 0 END),
  avg({seconds})
FROM pull_claim c JOIN pull_disposition d ON d.code = c.disposition
WHERE c."end" = 'settled' AND c.ended_at >= %s AND c.ended_at < %s GROUP BY c.agent_id
"""
BARE_ATTEMPTS = """
SELECT a.agent_id, count(*), sum(CASE WHEN a.reached THEN 1 ELSE 0 END)
FROM pull_attempt a JOIN pull_claim c ON c.token = a.claim_id
JOIN pull_disposition d ON d.code = c.disposition
WHERE c."end" = 'settled' AND d.tried AND a.at >= %s AND a.at < %s GROUP BY a.agent_id
"""


def main() -> int:
    """Run the bench on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument("--rows", action="store_true", help="measure the rows alone too")
    parser.add_argument("--phase", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        return _measure(args.events, args.people, args.repeats, args.rows)
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "test", "PULLAHEAD_SECRET_KEY": "b" * 40}
    own = [sys.executable, "-m", "bench.tempo", "--phase", "--events", str(args.events)]
    own += ["--people", str(args.people), "--repeats", str(args.repeats)]
    own += ["--rows"] if args.rows else []
    if args.only != "sqlite":
        server = [sys.executable, "-m", "tests.postgres", "--"]
        subprocess.run([*server, *own], check=True, env=environment, cwd=root)
    if args.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            place = {"PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            subprocess.run(own, check=True, env=environment | place, cwd=root)
    return 0


def _measure(events: int, people: int, repeats: int, rows: bool) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    admin, now = lay_out(events, people)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    last = now.date() - timedelta(days=1)
    first = last - timedelta(days=DAYS - 1)
    bare = _median(lambda: _bare(now - timedelta(days=2 * DAYS), now), repeats)
    print(f"{connection.vendor}, {events:,} events: bare aggregate {_ms(bare)}", flush=True)
    from pullahead.reports.tempo import tempo

    def report(by: str) -> object:
        return tempo(viewer=admin, by=by, since=str(first), until=str(last), zone="UTC")

    if rows:
        _line("report by person, rows alone", _median(lambda: report("person"), 1), bare)
    stored = _median(store_hours, 1)
    print(f"  stored {_hours()} in {_ms(stored)}", flush=True)
    for by in ("person", "source", "hour"):
        _line(f"report by {by}", _median(partial(report, by), repeats), bare)
    client = Client()
    client.force_login(admin)
    of_today = tuple(f"?days=28&by={by}" for by in ("team", "source", "hour"))
    speed = (f"/speed{query}" for query in of_today)
    for query in (f"?since={first}&until={last}", "?days=28", *of_today, *speed):
        spent = _median(partial(client.get, f"/floor/tempo{query}"), repeats)
        _line(f"page /floor/tempo{query}", spent, bare)
    return 0


def _hours() -> str:
    from django.db.models import Count, Sum
    from django.db.models.functions import Length

    from pullahead.floor.models import HourFacts

    found = HourFacts.objects.aggregate(n=Count("hour"), size=Sum(Length("body")))
    return f"{found['n']:,} hours, {found['size'] / 1e6:.1f} MB,"


def _line(label: str, spent: tuple[float, float], bare: tuple[float, float]) -> None:
    print(f"  {label:48} {_ms(spent)}, {spent[0] / bare[0]:5.2f} × the aggregate", flush=True)


def _ms(spent: tuple[float, float]) -> str:
    return f"{spent[0]:8,.0f} ms ({spent[1]:,.0f} ms of processor)"


def _median(act: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return the median elapsed and processor time of an act in milliseconds."""
    elapsed, processor = [], []
    for _ in range(repeats):
        started, used = time.perf_counter(), time.process_time()
        act()
        elapsed.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    return 1_000 * statistics.median(elapsed), 1_000 * statistics.median(processor)


def _bare(since: Any, until: Any) -> None:
    from django.db import connection

    postgres = connection.vendor == "postgresql"
    seconds = (
        "extract(epoch FROM c.ended_at - c.started_at)"
        if postgres
        else "(julianday(c.ended_at) - julianday(c.started_at)) * 86400"
    )
    given = [connection.ops.adapt_datetimefield_value(at) for at in (since, until)]
    with connection.cursor() as cursor:
        for text in (BARE.replace("{seconds}", seconds), BARE_ATTEMPTS):
            cursor.execute(text, given)
            cursor.fetchall()


def lay_out(events: int, people: int) -> tuple[Any, Any]:
    """Write the events of two months by SQL; return an administrator and the moment."""
    from pullahead.base.transaction import write_transaction
    from pullahead.leads.models import Source
    from pullahead.pull.services import lay_defaults, route_of
    from pullahead.team.models import Person, Team

    with write_transaction() as now:
        lay_defaults()
        teams = [Team.objects.create(name=f"team {n}") for n in range(TEAMS)]
        for n in range(SOURCES):
            route_of(source=Source.objects.create(name=f"source {n}"))
        Person.objects.bulk_create(
            Person(name=f"agent {n}", role="agent", team=teams[n % TEAMS], password="!")
            for n in range(people)
        )
        admin = Person.objects.create(name="Ada", role="admin", team=teams[0], password="!")
    start = (now - timedelta(days=2 * DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    with _without_checks():
        _Rows(events // EVENTS_PER_LEAD, people, start).write()
    return admin, now


@contextmanager
def _without_checks() -> Iterator[None]:
    """Skip the triggers and foreign keys of PostgreSQL for rows that are made to fit."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


class _Rows:
    """Statements that write the rows of so many leads."""

    def __init__(self, leads: int, people: int, start: Any) -> None:
        from django.db import connection

        self.leads, self.people, self.start = leads, people, start
        self.postgres = connection.vendor == "postgresql"

    def write(self) -> None:
        """Write leads, inquiries, claims, attempts, sales and states."""
        from pullahead.leads.models import Lead, Source
        from pullahead.pull.models import Attempt, ClaimRow
        from pullahead.team.models import Person

        first_source = Source.objects.order_by("pk").values_list("pk", flat=True)[0]
        first_person = Person.objects.order_by("pk").values_list("pk", flat=True)[0]
        span = 2 * DAYS * 86_400
        arrives = f"n * {span - 86_400 * 3}.0 / {self.leads}"
        source = f"{first_source} + n % {SOURCES}"
        agent = f"{first_person} + (n * 7 + k) % {self.people}"
        starts = f"{arrives} + 60 + k * 20000 + (n * 37) % 900"
        ends = f"{starts} + 45 + (n * 13 + k * 71) % 600"
        outcome = (
            "CASE WHEN k < 3 THEN 'no_answer' WHEN n % 20 = 0 THEN 'won' ELSE 'not_interested' END"
        )
        closed = f"{arrives} + 60 + 60000 + (n * 37) % 900 + 45 + (n * 13 + 213) % 600"
        lead, claim = self.id("n"), self.id(f"n * {PER_LEAD} + k + 1000000000")
        self.insert(
            Lead,
            "n",
            id=lead, name="'Bench'", source_id=source, admitted_at=self.at(arrives),
            asked_at=self.at(arrives), closed_at=self.at(closed),
            closed_as="CASE WHEN n % 20 = 0 THEN 'won' ELSE 'not_interested' END",
            attributes="'{}'",
        )  # fmt: skip
        self.insert(
            ClaimRow,
            "nk",
            token=claim, lead_id=lead, agent_id=agent, round="k + 1", slot="1",
            started_at=self.at(starts), ends_at=self.at(ends), ended_at=self.at(ends),
            end="'settled'", disposition=outcome, note="'Rang out'", ground="'pull'",
        )  # fmt: skip
        self.insert(
            Attempt,
            "nk",
            lead_id=lead, claim_id=claim, agent_id=agent, value="'+15125550100'",
            channel="'call'", at=self.at(f"{starts} + 10"), reached=self.truth("k = 3"),
            ended_at=self.at(ends), source="'agent'",
        )  # fmt: skip
        self._rest(first_source, first_person, arrives, closed)

    def _rest(self, first_source: int, first_person: int, arrives: str, closed: str) -> None:
        """Write inquiries, sales and states."""
        from pullahead.leads.models import Inquiry, SaleOutcome
        from pullahead.team.models import Presence

        self.insert(
            Inquiry,
            "n",
            lead_id=self.id("n"), source_id=f"{first_source} + n % {SOURCES}",
            row_hash=self.text("n"), asked_at=self.at(arrives),
            admitted_at=self.at(arrives), attributes="'{}'", notes="'[]'", changed="'{}'",
        )  # fmt: skip
        self.insert(
            SaleOutcome,
            "n WHERE n % 20 = 0",
            lead_id=self.id("n"), verdict="'won'", value="100", currency="'USD'",
            at=self.at(closed), kept_at=self.at(closed), how="'agent'",
            actor_id=f"{first_person} + (n * 7 + 3) % {self.people}",
        )  # fmt: skip
        self.insert(
            Presence,
            "n2",
            person_id=f"{first_person} + n % {self.people}",
            state="CASE k WHEN 0 THEN 'available' ELSE 'claim' END",
            from_at=self.at(f"{arrives} + k * 120"), to_at=self.at(f"{arrives} + k * 120 + 110"),
        )  # fmt: skip

    def insert(self, model: Any, over: str, **columns: str) -> None:
        """Insert rows of a model: `n` one a lead, `nk` one a claim; other columns are blank."""
        from django.db import connection

        named = {f'"{name}"': text for name, text in columns.items()}
        for field in model._meta.concrete_fields:
            name = f'"{field.column}"'
            if name in named or field.generated or field.primary_key:
                continue
            if field.null or field.has_db_default():
                continue
            kind = field.get_internal_type()
            named[name] = self.truth("1 = 0") if kind == "BooleanField" else "0"
            if kind in {"CharField", "TextField", "SlugField"}:
                named[name] = "''"
        table, _, condition = over.partition(" ")
        inner = {"nk": PER_LEAD, "n2": 2}.get(table, 1)
        text = (
            f"INSERT INTO {model._meta.db_table} ({', '.join(named)}) "
            f"WITH RECURSIVE leads(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM leads "
            f"WHERE n + 1 < {self.leads}), rounds(k) AS (SELECT 0 UNION ALL SELECT k + 1 "
            f"FROM rounds WHERE k + 1 < {inner}) "
            f"SELECT {', '.join(named.values())} FROM leads CROSS JOIN rounds {condition}"
        )
        with connection.cursor() as cursor:
            cursor.execute(text)

    def id(self, number: str) -> str:
        """Return a UUID of a number."""
        if self.postgres:
            return f"lpad(to_hex(({number})::bigint), 32, '0')::uuid"
        return f"printf('%032x', {number})"

    def at(self, seconds: str) -> str:
        """Return the moment so many seconds after the start."""
        if self.postgres:
            return f"('{self.start.isoformat()}'::timestamptz + ({seconds}) * interval '1 second')"
        begin = self.start.strftime("%Y-%m-%d %H:%M:%S")
        return (
            f"strftime('%Y-%m-%d %H:%M:%f', julianday('{begin}') + ({seconds}) / 86400.0) || '000'"
        )

    def text(self, number: str) -> str:
        """Return a number as text."""
        return f"({number})::text" if self.postgres else f"CAST({number} AS TEXT)"

    def truth(self, condition: str) -> str:
        """Return a condition as a column takes it."""
        return f"({condition})"


if __name__ == "__main__":
    sys.exit(main())
