"""Rates that were measured are put in use, move the open leads, and are taken back in one act."""

from __future__ import annotations

import math
from uuid import UUID

import pytest

from pullahead.base.models import Job, Journal
from pullahead.base.transaction import write_transaction
from pullahead.pull import models, ranking, reranking
from pullahead.pull.contact_rates import START
from pullahead.pull.queries import rates_in_use, worth
from pullahead.scoring import rate_service
from pullahead.scoring.contact_rates import Work, measure
from pullahead.scoring.models import RatesVersion
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    card,
    later,
    lay_floor,
    lead,
    london,
    person,
    pulled,
    settle,
    source,
)
from pullahead.usecases.work import claims, take
from pullahead.worker import main, refit_job


@pytest.fixture(autouse=True)
def _floor(db: None) -> None:
    lay_floor()


def keep(reached: int) -> RatesVersion | None:
    """Measured on 2,000 claims of round 1, of which so many reached somebody."""
    works = [Work(1, n < reached, 4.0) for n in range(2_000)]
    with write_transaction() as now:
        return rate_service.keep(found=measure(works), now=now)


def moved() -> None:
    """The worker does what the change asks for, and nothing else."""
    Job.objects.exclude(kind=reranking.KIND).delete()
    while main.work_one():
        pass


def keys() -> dict[UUID, float]:
    return dict(models.CardRow.objects.values_list("pk", "key"))


def test_they_move_every_open_lead_and_back() -> None:
    ana = person("Ana")
    for n in range(3):
        admitted(f"Lead {n}", austin(101 + n))
    settle(ana, pulled(ana), "busy")
    hand = pulled(ana)
    callback_settled(ana, hand, hours=3)
    before = keys()
    first = keep(400)
    assert first is not None
    assert first.in_use
    moved()
    rates = rates_in_use()
    assert rates.contact[0] == pytest.approx(0.2, abs=0.02)
    for pk, key in keys().items():
        there = card(pk)
        k = there.round
        ours, start = (ranking.contact_chance(k, r) / ranking.minutes(k, r) for r in (rates, START))
        by = 0.0 if there.due_at else math.log(ours / start)
        assert key - before[pk] == pytest.approx(by)
    new = admitted("New", austin(120))
    route = models.Route.objects.get(source=source())
    assert card(new).key == pytest.approx(ranking.key(worth(route, lead(new)), round=1))
    assert worth(route, lead(new)).rates == rates
    assert keep(400) is None, "it would move nobody"
    second = keep(1_900)
    assert second is not None
    with write_transaction() as now:
        rate_service.use(version_id=first.pk, now=now, by=ana.pk)
    assert rates_in_use() == rates
    with write_transaction() as now:
        rate_service.use_start(now=now, by=ana.pk)
    assert rates_in_use() == START
    moved()
    assert {pk: key for pk, key in keys().items() if pk != new} == pytest.approx(before)
    said = Journal.objects.filter(kind="rates.published").order_by("id")
    assert [(row.data["version"], row.data["before"]) for row in said] == [
        (first.pk, None),
        (second.pk, first.pk),
        (first.pk, second.pk),
        (None, first.pk),
    ]


def test_a_settle_and_a_pull_go_by_them() -> None:
    ana = person("Ana")
    here, there = admitted("Austin", austin(101)), admitted("London", london(7))
    works = [Work(1, n % 2 < 1, 4.0, 10) for n in range(2_000)]
    works += [Work(1, n % 10 < 1, 4.0, 16) for n in range(2_000)]
    with write_transaction() as now:  # 10:00 in Austin, 16:00 in London
        assert rate_service.keep(found=measure(works), now=now)
    rates = rates_in_use()
    assert rates.hours[10] / rates.hours[16] == 2
    moved()
    hand = pulled(ana)
    assert hand.lead.id == here
    heads = {
        row[0]: row[2] for row in models.ReceiptRow.objects.get(token=hand.token).seen["heads"]
    }
    lanes = {lead: card(lead).lane_id or 0 for lead in (here, there)}
    assert heads[lanes[here]] - heads[lanes[there]] == pytest.approx(math.log(2), abs=1e-3)
    settle(ana, hand, "busy")
    again = worth(models.Route.objects.get(source=source()), lead(here))
    assert card(here).key == pytest.approx(ranking.key(again, round=2))
    assert again.rates == rates


def test_what_is_measured_is_what_was_pulled_called_and_settled_in_time() -> None:
    ana = person("Ana")
    for n in range(4):
        admitted(f"Lead {n}", austin(101 + n))
    hand = pulled(ana)
    later(minutes=2)
    settle(ana, hand, "busy")
    hand = pulled(ana)
    later(minutes=4)
    settle(ana, hand, "not_interested")
    late = pulled(ana)
    later(minutes=6)
    settle(ana, late, "busy")
    came = admitted("Came", austin(110))
    take.take(lead_id=came, agent_id=ana.pk, ground="called_in")
    taken = claims.current_claim(agent_id=ana.pk)
    assert taken is not None
    settle(ana, taken, "not_interested")
    found = sorted(rate_service.works(), key=lambda work: (work.minutes is None, work.minutes))
    assert [(w.round, w.reached, w.hour) for w in found] == [
        (1, False, 10),
        (1, True, 10),
        (1, False, 10),
    ]
    assert [w.minutes for w in found[:2]] == [pytest.approx(2, abs=0.2), pytest.approx(4, abs=0.2)]
    assert found[2].minutes is None
    assert rate_service.measured() is None
    assert "Rates" not in refit_job.learn()
