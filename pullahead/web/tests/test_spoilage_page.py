"""Spoilage of a small floor: the parts by cause add up to the loss by hand."""

from __future__ import annotations

import math
from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.leads.models import Lead, Source
from pullahead.pull.models import CardRow, ClaimRow, IntervalRow, SecondLook
from pullahead.pull.queries import rates_in_use
from pullahead.reports.false_dead import false_dead
from pullahead.reports.occupancy import occupancies
from pullahead.reports.spoilage import SpoilageCause
from pullahead.reports.spoilage_page import CAUSES, spoilage_page
from pullahead.team.models import Person, Presence
from pullahead.usecases.tests import factories as floor
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

HOUR = 3600.0
LIFE = 105.6 * HOUR
WORTH = 100 * 0.05  # value × chance of the source's start values


@pytest.fixture
def mia(ana: UUID) -> Person:
    return factories.add("Mia", role="marketer")


def left(age: float, number: int = 1) -> float:
    """Return the worth of a lead at an age in seconds, in a round: all later ones left."""
    reached = 1 - math.prod(1 - q for q in rates_in_use().contact[number - 1 :])
    return WORTH * reached * math.exp(-math.log(2) * age / LIFE)


def test_a_ready_lead_loses_by_cause_what_it_loses_in_all(mia: Person, robin: Person) -> None:
    factories.lead("Bo Berg", factories.AUSTIN + "43")
    began = clock.now()
    claim = floor.pulled(robin)  # at work and busy with one lead; the other one waits
    waiting = CardRow.objects.get(state="ready")
    CardRow.objects.filter(pk=waiting.pk).update(ready_at=began)
    floor.settle(robin, claim, "not_interested")
    busy = began + timedelta(minutes=45)
    ClaimRow.objects.update(started_at=began, ended_at=busy)
    Presence.objects.all().delete()
    Presence.objects.create(person=robin, state="claim", from_at=began, to_at=busy)
    Person.objects.filter(pk=robin.pk).update(presence="away", presence_since=busy)
    factories.later(timedelta(minutes=120))
    lead = Lead.objects.get(pk=waiting.pk)

    found = spoilage_page(viewer=mia, days=7)

    row = next(one for one in found.rows if one.ready)
    age = (clock.now() - lead.asked_at).total_seconds()
    waited = left((began - lead.asked_at).total_seconds()) - left(age)
    by_cause = dict(zip(CAUSES, row.by_cause, strict=True))
    assert row.total == pytest.approx(waited + _of_the_pulled(waiting.pk), rel=1e-3)
    assert row.outside == 0
    # 45 minutes busy; until 75 minutes later nobody counts as at work
    assert by_cause[SpoilageCause.ALL_BUSY] == pytest.approx(waited * 45 / 120, rel=0.02)
    assert by_cause[SpoilageCause.NO_SKILL] == pytest.approx(waited * 75 / 120, rel=0.02)
    rate = left(age) * math.log(2) / LIFE * 60
    assert row.a_minute == pytest.approx(rate, rel=1e-6)
    assert sum(sum(losses) for _day, losses in found.by_day) == pytest.approx(row.total)


def _of_the_pulled(other: UUID) -> float:
    """Return the loss of the lead that was pulled, from its arrival to the pull."""
    times = IntervalRow.objects.exclude(lead_id=other)
    total = 0.0
    for one in times:
        asked_at = Lead.objects.get(pk=one.lead_id).asked_at
        total += left((one.since - asked_at).total_seconds())
        total -= left((one.until - asked_at).total_seconds())
    return total


def test_a_lead_that_may_not_be_called_spoils_apart(mia: Person) -> None:
    CardRow.objects.update(ready_at=clock.now())
    factories.later(timedelta(hours=20))
    row = spoilage_page(viewer=mia).rows[0]
    assert row.outside > 0
    assert row.total > 0
    page = Visitor(mia).see("/sources/spoilage")
    assert Source.objects.get().name in page
    assert "Ana" not in page
    assert "not_pulled" in Visitor(mia).get("/sources/spoilage?format=csv").content.decode()
    days = Visitor(mia).get("/sources/spoilage?format=csv&table=days").content.decode()
    assert len(days.splitlines()) == 1 + 7


def test_a_scheduled_lead_loses_as_planned_and_apart(mia: Person, robin: Person) -> None:
    claim = floor.pulled(robin)
    lead = Lead.objects.get()
    factories.later(timedelta(minutes=4))
    floor.settle(robin, claim, "no_answer")
    row = ClaimRow.objects.get()
    assert row.ended_at is not None
    factories.later(timedelta(minutes=30))

    found = spoilage_page(viewer=mia).rows[0]

    began, ended = ((at - lead.asked_at).total_seconds() for at in (row.started_at, row.ended_at))
    age = (clock.now() - lead.asked_at).total_seconds()
    # the second round has one chance less of a contact
    lost = left(began) - left(ended) + left(ended, 2) - left(age, 2)
    assert found.planned == pytest.approx(lost, rel=1e-3)
    assert found.total == pytest.approx(_of_the_pulled(UUID(int=0)), rel=1e-3)
    page = Visitor(mia).get("/sources/spoilage?format=csv").content.decode("utf-8-sig")
    header, line = page.splitlines()
    assert header.endswith(",scheduled_or_with_agent")
    assert float(line.rpartition(",")[2]) == pytest.approx(lost, rel=1e-4)


def test_without_leads_nothing_spoils(mia: Person) -> None:
    CardRow.objects.update(ready_at=None)
    assert "No lead was ready and waiting" in Visitor(mia).see("/sources/spoilage?days=30")


def test_occupancy_counts_only_while_a_callable_lead_was_ready(mia: Person, robin: Person) -> None:
    factories.lead("Bo Berg", factories.AUSTIN + "43")
    began = clock.now().replace(minute=0, second=0, microsecond=0)
    claim = floor.pulled(robin)
    floor.settle(robin, claim, "not_interested")
    CardRow.objects.filter(state="ready").update(ready_at=began + timedelta(minutes=5))
    ClaimRow.objects.update(started_at=began, ended_at=began + timedelta(minutes=36))
    factories.later(timedelta(minutes=40))

    # not the first quarter hour, through which no lead was ready; nor the running one
    assert occupancies(clock.now()) == (1.0,)


def test_leads_closed_too_early_have_a_value_by_source(mia: Person, robin: Person) -> None:
    source = Source.objects.get()
    Source.objects.update(margin=40)
    at = clock.now() - timedelta(days=5)
    for n in range(40):
        lead = Lead.objects.create(
            source=source, admitted_at=at, asked_at=at, closed_at=at, closed_as="disconnected"
        )
        claim = ClaimRow.objects.create(
            token=lead.pk, lead=lead, agent=robin, round=1, slot=1, started_at=at, ends_at=at,
            ended_at=at, end="settled", disposition="disconnected", note="Dead", next_step="closed",
        )  # fmt: skip
        SecondLook.objects.create(
            claim=claim, lead=lead, agent=robin, was_reached=False, probability=0.1, drawn_at=at,
            settled_at=clock.now(), success=n < 3,
        )  # fmt: skip

    (row,) = false_dead(viewer=mia)

    assert (row.dead, row.looks, row.alive) == (40, 40, 3)
    assert [row.rate, row.low, row.high] == pytest.approx([0.075, 0.028, 0.166], abs=5e-4)
    assert row.value == pytest.approx(3 * WORTH * 0.4)
    assert "Closed too early" in Visitor(mia).see("/sources/spoilage")
    text = Visitor(mia).get("/sources/spoilage?format=csv&table=looks").content.decode()
    assert "Web form,40,40,3,0.075" in text
