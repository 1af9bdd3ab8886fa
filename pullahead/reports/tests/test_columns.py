"""Columns of facts, packed and read again."""

from __future__ import annotations

from uuid import UUID

from pullahead.reports.arrays import WorkArrays
from pullahead.reports.columns import KINDS, WorkFacts


def test_facts_are_packed_and_unpacked() -> None:
    facts = WorkFacts()
    for number, (kind, (codes, _names)) in enumerate(KINDS.items()):
        for n in range(number):
            facts[kind].add(*(n + 1 for _ in codes))
    found = WorkArrays([facts.packed(), facts.packed()])
    assert [len(found[kind]) for kind in KINDS] == [2 * n for n in range(len(KINDS))]
    for kind, (_codes, names) in KINDS.items():
        for name in names:
            assert found[kind][name].tolist() == 2 * list(facts[kind][name])
    lead = UUID(int=(1 << 127) + 5)
    facts["open"].add(1, 7, *divmod(lead.int, 1 << 64))
    assert list(facts.by_hour()[1]["open"]["low"])[-1] == 5
