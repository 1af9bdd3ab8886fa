"""The sample of 8,000 rows: every one is read, or refused with a reason."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pullahead.leads.name_rules import same_person
from pullahead.leads.parsing.columns import guess_columns, row_fields
from pullahead.leads.rules import LeadIn, read_lead, row_hash

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "leads-sample.csv"
NOW = datetime(2026, 1, 14, 15, tzinfo=UTC)

pytestmark = [
    pytest.mark.wide,
    pytest.mark.skipif(
        not SAMPLE.exists(), reason="the sample is not here: ../shared/data/leads-sample.csv"
    ),
]


def rows() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_of_the_sample_is_read_or_refused_with_a_reason() -> None:
    sample = rows()
    columns = guess_columns(list(sample[0]))
    counts: Counter[str] = Counter()
    notations: set[str] = set()
    for row in sample:
        found = read_lead(row_fields(row, columns), country="BR", zone="America/Sao_Paulo", now=NOW)
        if not isinstance(found, LeadIn):
            counts["refused"] += 1
            counts.update(f"refused: {bad.field} {bad.code}" for bad in found)
            continue
        counts["read"] += 1
        counts["without a phone"] += not found.phone
        counts.update(f"noted: {note.field} {note.code}" for note in found.notes)
        if found.phone:
            notations.add(re.sub(r"[0-9]", "9", row["Telephone"]))
            assert re.fullmatch(r"\+55[1-9][0-9]9[0-9]{8}", found.phone)
    print(dict(counts))
    assert len(sample) == 8_000
    assert len(notations) == 5
    assert counts == {
        "read": 8_000,
        "without a phone": 235,
        "noted: phone missing": 164,
        "noted: phone not_a_phone": 71,
        "noted: email not_an_email": 90,
    }


def test_the_people_of_the_sample_who_ask_again_are_known_by_phone_or_e_mail() -> None:
    sample = rows()
    columns = guess_columns(list(sample[0]))
    known: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for row in sample:
        lead = read_lead(row_fields(row, columns), country="BR", zone="UTC", now=NOW)
        assert isinstance(lead, LeadIn)
        ways = [way for way in (lead.phone, lead.email) if way]
        names = [name for way in ways for name in known.get(way, ())]
        again = any(same_person(lead.name, name) for name in names)
        counts["again" if again else "another name" if names else "new"] += 1
        for way in ways:
            known.setdefault(way, []).append(lead.name)
    print(dict(counts))
    assert 100 < counts["again"] < 240


def test_the_sample_read_twice_has_the_same_hashes_all_different() -> None:
    sample = rows()
    columns = guess_columns(list(sample[0]))

    def hashes(now: datetime) -> list[str]:
        leads = (
            read_lead(row_fields(row, columns), country="BR", zone="America/Sao_Paulo", now=now)
            for row in sample
        )
        return [row_hash(lead) for lead in leads if isinstance(lead, LeadIn)]

    first = hashes(NOW)
    assert hashes(datetime(2026, 2, 1, tzinfo=UTC)) == first
    assert len(set(first)) == len(first)
