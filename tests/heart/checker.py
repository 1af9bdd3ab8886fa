"""Checker of a race: the clients' answers against each other and against the database.

Every check looks for one broken guarantee and names it by its number in docs/guarantees.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from pullahead.pull.models import Attempt
from pullahead.pull.store.port import Claim
from pullahead.pull.tests.grounds import DatabaseGround
from pullahead.pull.tests.invariants import out_of_place
from pullahead.pull.tests.stories import impossible
from tests.heart.oplog import Step


@dataclass(frozen=True, slots=True)
class Record:
    """All facts known after a race."""

    steps: Sequence[Step]
    ground: DatabaseGround
    lost_allowed: bool = False  # database sessions were ended on purpose

    def of(self, op: str, end: str = "ok") -> list[Step]:
        return [s for s in self.steps if s.op == op and s.end == end]


def violations(record: Record) -> list[str]:
    """Return all violations; nothing after a good race."""
    claims = record.ground.claims()
    return [
        *_errors(record),
        *_one_holder(record),
        *_reported_truly(record, claims),
        *_settled_once(record, claims),
        *_nothing_taken_unseen(record, claims),
        *_received(record),
        *(f"5 {found}" for found in out_of_place(record.ground)),
        *(f"1 2 8 {found}" for found in impossible(record.ground.journal())),
    ]


def _errors(record: Record) -> list[str]:
    """21: no "database is locked"; no other error that a client cannot understand."""
    bad = [s for s in record.steps if s.end == "error"]
    if not record.lost_allowed:
        bad += [s for s in record.steps if s.end == "lost"]
    return [f"21 {s.op}: {s.told.get('error')}" for s in bad]


def _pulls(record: Record) -> list[Step]:
    return [s for s in record.of("pull") if "token" in s.told]


def _one_holder(record: Record) -> list[str]:
    """1, 7, 13: spans in which a client surely held a lead never overlap, nor do one agent's.

    A span is sure from the answer with the claim until a successful settle or release.
    """
    ends = {
        s.asked["token"]: s.since
        for op in ("settle", "release")
        for s in record.of(op)
        # a late settle ends no span: its claim had ended by itself long before
        if not s.told.get("replayed") and not s.asked.get("stale")
    }
    spans: dict[str, tuple[float, float, str, int]] = {}
    for step in _pulls(record):
        token = step.told["token"]
        if token in ends and token not in spans:
            spans[token] = (step.until, ends[token], step.told["lead"], step.agent)
    found = []
    for number, of in ((1, 2), (13, 3)):
        groups: defaultdict[Any, list[tuple[float, float]]] = defaultdict(list)
        for span in spans.values():
            groups[span[of]].append(span[:2])
        for who, mine in groups.items():
            clash = sum(b[0] < a[1] for a, b in pairwise(sorted(mine)))
            found += [f"{number} {who}: two claims held at once"] * clash
    return found


def _reported_truly(record: Record, claims: dict[UUID, Claim]) -> list[str]:
    """1: a token is one agent's, on one lead, and the database agrees."""
    told: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for step in _pulls(record):
        told[step.told["token"]].add((step.agent, step.told["lead"]))
    found = [f"1 {token}: given to {sorted(who)}" for token, who in told.items() if len(who) > 1]
    for token, who in told.items():
        claim = claims.get(UUID(token))
        if claim is None or (claim.agent, str(claim.lead_id)) not in who:
            found.append(f"4 {token}: acknowledged, but not in the database")
    return found


def _settled_once(record: Record, claims: dict[UUID, Claim]) -> list[str]:
    """2, 4 and 8: each acknowledged settle is stored once; a refused one left nothing."""
    found = []
    accepted = Counter(s.asked["token"] for s in record.of("settle") if not s.told["replayed"])
    found += [f"8 {token}: settled {n} times" for token, n in accepted.items() if n > 1]
    for step in record.of("settle"):
        claim = claims[UUID(step.asked["token"])]
        asked = (step.asked["disposition"], step.asked["note"])
        if claim.end != "settled" or (claim.disposition, claim.note) != asked:
            found.append(f"4 {claim.token}: an acknowledged settle is not there")
    lost = {s.asked["token"] for s in record.of("settle", "refused") if s.code == "claim_lost"}
    for token in lost:
        if claims[UUID(token)].end == "settled":
            found.append(f"2 {token}: told that the claim was lost, but settled")
    settled = Counter(str(c.lead_id) for c in claims.values() if c.end == "settled" and c.round)
    journal = record.ground.journal()
    written = Counter(str(e.lead_id) for e in journal if e.kind == "claim.settled")
    if settled != written:
        found.append(f"8 settled claims and journal differ: {dict(settled - written)}")
    attempts = Counter(Attempt.objects.values_list("claim_id", flat=True))
    found += [f"8 claim {token}: {n} attempts" for token, n in attempts.items() if n > 1]
    return found


def _nothing_taken_unseen(record: Record, claims: dict[UUID, Claim]) -> list[str]:
    """3: rows claimed = rows returned, except pulls whose process died before the answer.

    A claim may end before the answer is read (the clock jumped, an agent left). The pull then skips
    it and takes another.
    """
    heard = {step.told["token"] for step in _pulls(record)}
    passed_over = {"ended", "left", "closed"}
    unheard = Counter(
        claim.agent
        for token, claim in claims.items()
        if str(token) not in heard and claim.round and claim.end not in passed_over
    )
    deaf = Counter(s.agent for s in record.steps if s.op == "pull" and s.end in {"", "lost"})
    return [
        f"3 agent {agent}: {n} claims taken that no pull returned ({deaf[agent]} pulls unheard)"
        for agent, n in unheard.items()
        if n > deaf[agent]
    ]


def _received(record: Record) -> list[str]:
    """4: an acknowledged lead exists, open or closed."""
    there = record.ground.leads()
    told = [s.told["lead"] for s in record.of("receive")]
    return [f"4 {lead}: received, but not there" for lead in told if UUID(lead) not in there]


def counts(steps: Iterable[Step]) -> dict[str, int]:
    """Count events for the report."""
    steps = list(steps)
    found = Counter(f"{s.op}: {s.code or s.end or 'unheard'}" for s in steps)
    heard = [s.until - s.since for s in steps if s.end]
    longest = {"longest ms": round(1000 * max(heard, default=0))}
    return dict(sorted(found.items())) | longest
