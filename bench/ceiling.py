"""Ceiling of pull and settle speed: the database does all of it, and nobody decides.

    .venv/bin/python -m bench.ceiling [--cards 200000] [--lanes 200] [--eligible 20] [--seconds 6]
                                      [--clients 1,8,32]

pgbench calls one function for each act. The function runs the store's statements for that act: it
reads equal facts and writes equal rows. It takes every decision as given, without calling rules,
hours, cadence or note. The bench compares it with the bare pair of bench.pull, on one server in one
run. No engine can exceed this ceiling, wherever it decides.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.pull import BARE, CLAIM, DURABLE, disk, laid_out, pgbench, settled

PULL = """
CREATE FUNCTION bench_pull(me bigint, mine uuid, lanes bigint[], plus float8[]) RETURNS uuid
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE card record; gate record; at timestamptz;
BEGIN
    PERFORM 1 FROM team_person WHERE id = me FOR NO KEY UPDATE;
    at := clock_timestamp();
    SELECT * INTO gate FROM ({gate}) AS asked;
    {claim_best} INTO card;
    IF card.lead_id IS NULL THEN RETURN NULL; END IF;
    INSERT INTO pull_claim (token, lead_id, agent_id, round, started_at, ends_at, slot, pull_reason,
        "end", disposition, note, body_hash, draft, ground, late_note, release_reason, take_note,
        settled_as, next_step, agreed, expiries)
    VALUES (mine, card.lead_id, me, 1, at, at + interval '5 min', 1, 'best',
        '', '', '', '', '', '', '', '', '', '', '', false, 0);
    INSERT INTO pull_receipt (at, agent_id, rule, lead_id, token, seen) VALUES (at, me, 'best',
        card.lead_id, mine, jsonb_build_object('lane', card.lane_id, 'heads', card.json_agg));
    INSERT INTO base_journal (at, kind, lead_id, actor_id, data)
    VALUES (at, 'claim.made', card.lead_id, me, '{{"rule": "best", "round": 1}}');
    RETURN card.lead_id;
END $$
"""
SETTLE = """
CREATE FUNCTION bench_settle(me bigint, mine uuid) RETURNS uuid LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE card record; facts record; at timestamptz;
BEGIN
    SELECT * INTO card FROM ({hand}) AS asked;
    at := clock_timestamp();
    IF card.token IS DISTINCT FROM mine THEN RETURN NULL; END IF;
    SELECT * INTO facts FROM ({settle_facts}) AS asked ({names});
    UPDATE pull_card SET state = 'scheduled', holder_id = NULL, token = NULL, slot = NULL,
        next_at = at + interval '2 hours', round = round + 1, key = key - 1,
        first_at = coalesce(first_at, at)
    WHERE lead_id = card.lead_id AND state = 'held' AND token = mine;
    INSERT INTO pull_attempt (lead_id, claim_id, agent_id, address_id, value, channel, at, reached,
        outcome)
    SELECT card.lead_id, mine, me, a.id, a.value, 'call', at, false, 'no_answer'
    FROM leads_address a WHERE a.lead_id = card.lead_id LIMIT 1;
    UPDATE pull_claim SET ended_at = at, "end" = 'settled', disposition = 'no_answer',
        note = 'Rang out', body_hash = repeat('a', 64), undo = jsonb_build_object('key', card.key),
        settled_as = 'no_answer', next_step = 'round', next_at = at + interval '2 hours'
    WHERE token = mine;
    INSERT INTO base_journal (at, kind, lead_id, actor_id, data)
    VALUES (at, 'claim.settled', card.lead_id, me, '{{"as": "no_answer", "round": 1}}');
    RETURN card.lead_id;
END $$
"""
PAIR = """
SELECT gen_random_uuid() AS mine \\gset
SELECT bench_pull(:client_id::bigint + {first}, :mine::uuid, '{lanes}', '{plus}');
SELECT bench_settle(:client_id::bigint + {first}, :mine::uuid);
"""


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=200_000)
    parser.add_argument("--lanes", type=int, default=200)
    parser.add_argument("--eligible", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not args.inside:
        environment = os.environ | {
            "PULLAHEAD_MODE": "production",
            "PULLAHEAD_SECRET_KEY": "b" * 40,
        }
        own = [sys.executable, "-m", "bench.ceiling", *sys.argv[1:], "--inside"]
        root = Path(__file__).parent.parent
        return subprocess.run([*DURABLE, *own], env=environment, cwd=root).returncode
    clients = [int(count) for count in args.clients.split(",")]
    script = _made(laid_out(args, max(clients))[0], args.eligible)
    print(f"{args.cards:,} cards in {args.lanes} lanes, {args.eligible} eligible; {disk()}")
    print("clients | bare pairs/s | pairs/s of functions that decide nothing | ratio")
    for count in clients:
        bare = pgbench(CLAIM.strip().replace("\n  ", " "), count, args.seconds)
        found = pgbench(script, count, args.seconds, mode="prepared")
        print(f"{count:7} | {bare:12.0f} | {found:40.0f} | {found / bare:5.2f}", flush=True)
    return 0


def _made(first: int, eligible: int) -> str:
    """Make the functions; return the script of one pair."""
    from django.db import connection

    from pullahead.pull.models import LaneRow

    lanes = list(LaneRow.objects.order_by("id").values_list("id", flat=True)[:eligible])
    parts = {name: _inside(name) for name in ("gate", "claim_best", "hand", "settle_facts")}
    with connection.cursor() as cursor:
        cursor.execute(_inside("settle_facts", me="0", mine="NULL::uuid"))
        parts["names"] = ", ".join(f"f{n}" for n in range(len(cursor.description or ())))
        cursor.execute(PULL.format(**parts))
        cursor.execute(SETTLE.format(**parts))
        cursor.execute(BARE)
        settled(cursor)
    listed = [f"{{{', '.join(map(str, of))}}}" for of in (lanes, [0.5] * len(lanes))]
    return PAIR.format(first=first, lanes=listed[0], plus=listed[1]).strip()


def _inside(name: str, me: str = "me", mine: str = "mine") -> str:
    """Return a statement of the store with the function's variables as its values."""
    from pullahead.pull.store.statements import statement, steady

    values: dict[str, Any] = {
        "agent": me,
        "token": mine,
        "now": "at",
        "since": "at - interval '1 day'",
        "ends_at": "at + interval '5 min'",
        "slot": "1",
        "lanes": "lanes",
        "offsets": "plus",
        "code": "'no_answer'",
    }
    text = statement(name).replace("{clock}", "clock_timestamp()")
    for rows in ("windows", "lanes"):
        text = text.replace(f"{{{rows}}}", steady(rows))
    for place, value in values.items():
        text = text.replace(f"%({place})s", value)
    return text.replace("%%", "%")


if __name__ == "__main__":
    raise SystemExit(main())
