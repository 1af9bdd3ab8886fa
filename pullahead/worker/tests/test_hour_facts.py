"""Stored hours give the figures that the rows give, also after changes of the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.floor.models import HourFacts
from pullahead.leads.models import Lead
from pullahead.pull.models import Attempt, ClaimRow, DispositionRow
from pullahead.reports import periods
from pullahead.reports.columns import AVAILABLE
from pullahead.reports.hour_facts import build
from pullahead.reports.period_facts import facts_of
from pullahead.reports.tempo import TempoReport, tempo
from pullahead.reports.work_facts import Scope
from pullahead.team.models import Person, Presence
from pullahead.usecases.floor import hours
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, austin, later, pulled, settle
from pullahead.usecases.work import correct, undo

HOUR = timedelta(hours=1)


@pytest.fixture
def lee(db: None) -> Person:
    """Return the team lead, five hours after two results and an arrival; the hours are stored."""
    factories.lay_floor()
    ana = factories.person("Ana")
    for n in range(2):
        admitted(f"Lead {n}", austin(101 + n))
    later(minutes=2)
    settle(ana, pulled(ana))
    later(minutes=3)
    settle(ana, pulled(ana), "not_interested")
    admitted("Lead 3", austin(103))
    start = clock.now().replace(minute=0, second=0, microsecond=0)
    Presence.objects.create(person=ana, state="available", from_at=start, to_at=start + HOUR)
    later(hours=5)
    store()
    return factories.person("Lee", role="leader")


def store() -> int:
    """Run the worker's two looks, and return how many hours were stored."""
    hours.add_and_list()
    HourFacts.objects.update(begun_at=clock.now() - HOUR)
    now, due = hours.add_and_list()
    return hours.store(list(build(due, now))) if due else 0


def report(lee: Person, by: str) -> TempoReport:
    return tempo(viewer=lee, by=by, days="7", zone="Asia/Kolkata" if by == "hour" else "UTC")


def check(lee: Person) -> None:
    """Compare the reports by stored hours with those by the rows alone."""
    for by in ("person", "source", "hour"):
        stored = report(lee, by)
        kept = list(HourFacts.objects.all())
        HourFacts.objects.update(body=None)
        assert _still(report(lee, by)) == _still(stored), by
        for one in kept:
            HourFacts.objects.filter(pk=one.pk).update(body=one.body)


def _still(found: TempoReport) -> object:
    """Return a report without the moment at which an open wait is cut off."""
    total = found.total.now
    assert total.first is not None
    first = replace(total.first, longest=None)
    rows = [(row.key, row.label, replace(row.now, first=None)) for row in found.rows]
    time = found.time and (found.time.total.seconds[AVAILABLE], found.time.persistence)
    return rows, replace(total, first=first), found.shapes.hours, found.honest, time


def test_the_stored_hours_are_used_and_agree(lee: Person) -> None:
    assert HourFacts.objects.filter(body__isnull=False).exists()
    check(lee)
    today = periods.last_days(1, zone="UTC", now=clock.now())
    facts = facts_of(today, Scope())
    assert (len(facts["claims"]), len(facts["waits"])) == (2, 3)
    # a lead that is called after its hour was stored is no longer open
    ana = Person.objects.get(name="Ana")
    settle(ana, pulled(ana))
    check(lee)


def _correct(lee: Person, claim: ClaimRow) -> None:
    correct.correct(
        lead_id=claim.lead_id, disposition="no_answer", reason="Nobody was there", by=lee
    )


CHANGES: dict[str, Callable[[Person, ClaimRow], object]] = {
    "corrected": _correct,
    "undone": lambda _lee, claim: undo.undo(agent_id=claim.agent_id, token=claim.token),
    "reopened": lambda lee, claim: lifecycle.reopen(lead_id=claim.lead_id, by=lee),
    "attempt reported late": lambda _lee, claim: Attempt.objects.create(
        lead=Lead.objects.get(name="Lead 3"), agent_id=claim.agent_id, value="1",
        at=claim.started_at + HOUR / 4, source="telephony",
    ),
    "attempt deleted": lambda _lee, claim: claim.attempts.all().delete(),
    "withdrawn": lambda _lee, claim: Lead.objects.filter(pk=claim.lead_id).update(
        closed_as="withdrawn"
    ),
    "outcome changed": lambda _lee, _claim: DispositionRow.objects.filter(
        code="not_interested"
    ).update(reached=False),
    "present longer": lambda _lee, claim: Presence.objects.create(
        person_id=claim.agent_id, state="claim", from_at=claim.ended_at or clock.now(),
        to_at=clock.now(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_past_deletes_its_hours(lee: Person, change: str) -> None:
    claim = ClaimRow.objects.get(disposition="not_interested")
    due = hours.add_and_list()[1]
    CHANGES[change](lee, claim)
    assert HourFacts.objects.filter(version__gt=0, body=None).exists()
    check(lee)
    # what was read before the change is not stored after it
    versions = dict(HourFacts.objects.values_list("hour", "version"))
    old = [(hour, version - 1, b"", None) for hour, version in versions.items() if version]
    assert not due
    assert hours.store(old) == 0
    assert store() > 0
    check(lee)
