"""Lookup of many ids, on both databases."""

from __future__ import annotations

import pytest

from pullahead.base.ids import new_id
from pullahead.base.journal import JournalEvent, record
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction

pytestmark = pytest.mark.django_db


def test_rows_are_found_among_many_ids() -> None:
    leads = [new_id() for _ in range(3)]
    with write_transaction() as now:
        for lead_id in leads:
            record(JournalEvent.OPT_OUT, now=now, lead_id=lead_id)

    def found(**asked: object) -> set[object]:
        return set(Journal.objects.filter(**asked).values_list("lead_id", flat=True))

    wanted = [*leads[:2], new_id()]
    assert found(lead_id__among=wanted) == set(leads[:2])
    assert found(lead_id__among=[], kind=JournalEvent.OPT_OUT) == set()
    others = Journal.objects.filter(lead_id__in=leads).exclude(lead_id__among=wanted)
    assert others.get().lead_id == leads[2]
