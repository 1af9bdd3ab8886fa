"""Skills that become known, or are asked for no longer, move the leads that are here already."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.base.models import Job
from pullahead.pull import models, reranking
from pullahead.team.models import Person
from pullahead.usecases.settings import source_defaults, users
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    card,
    lay_floor,
    nothing,
    person,
    pulled,
    receive,
    settle,
    source,
)
from pullahead.usecases.work import take
from pullahead.worker import main


@pytest.fixture(autouse=True)
def _floor(db: None) -> None:
    lay_floor()


def has(one: Person, skills: str) -> None:
    users.change(person_id=one.pk, role=one.role, team=one.team.name, skills=skills)


def needs(lead: UUID) -> str:
    lane = card(lead).lane
    assert lane is not None
    return lane.skills


def worked() -> list[object]:
    """Do what waits; what each of these jobs moved."""
    before = set(Job.objects.values_list("pk", flat=True).filter(state="done"))
    while main.work_one():
        pass
    done = Job.objects.filter(kind=reranking.KIND, state="done").exclude(pk__in=before)
    return [job.result["moved"] for job in done.order_by("id") if job.result]


def source_needs(skills: str, boss: Person) -> None:
    route = models.Route.objects.get(source=source())
    start = {
        "team": route.team_id,
        "cadence": route.cadence_id,
        "percent": 5,
        "value": Decimal(100),
        "half_life_hours": 105.6,
        "needs_skills": skills,
    }
    source_defaults.save_starts(starts={source().pk: start}, by=boss)


def test_a_language_that_becomes_known_moves_its_leads_in_every_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reranking, "LOOKED_AT", 3)
    monkeypatch.setattr(reranking, "MOVED", 2)
    ana, bea = person("Ana"), person("Bea")
    for n in range(4):
        admitted(f"Other {n}", austin(101 + n))
    spanish = [admitted(f"Luz {n}", austin(111 + n), language="es") for n in range(4)]
    models.CardRow.objects.exclude(pk__in=spanish[:3]).update(
        excluded_agent=ana, excluded_until=clock.now() + timedelta(days=1)
    )
    settle(ana, pulled(ana), "busy")
    callback_settled(ana, pulled(ana), hours=2)
    held = pulled(ana)
    keys = dict(models.CardRow.objects.values_list("pk", "key"))
    assert {needs(lead) for lead in spanish} == {""}
    has(bea, "lang:es lic:US-TX")
    assert worked() == [4]
    assert {needs(lead) for lead in spanish} == {"lang:es"}
    assert not any(needs(lead) for lead in keys if lead not in spanish)
    after = dict(models.CardRow.objects.values_list("pk", "key"))
    assert after == pytest.approx(keys), "another lane, the same place in the order"
    assert settle(ana, held, "busy").next == "round", "what is in hand stays so"
    has(ana, "lang:es")
    has(bea, "prod:solar")
    assert worked() == [], "it was known already, or is no language"


def test_what_a_source_needs_moves_its_leads_there_and_back() -> None:
    boss, ana = person("Boss", role="admin"), person("Ana")
    mine = [admitted(f"Lead {n}", austin(101 + n)) for n in range(2)]
    other = receive("Elsewhere", austin(120), of=source("other")).lead_id
    source_needs("lic:US-TX", boss)
    assert worked() == [2]
    assert [needs(lead) for lead in (*mine, other)] == ["lic:US-TX", "lic:US-TX", ""]
    source_needs("lic:US-TX", boss)
    assert worked() == [], "nothing changed"
    source_needs("", boss)
    assert worked() == [2]
    assert {needs(lead) for lead in mine} == {""}
    pulled(ana)


def test_who_lacks_its_skill_takes_it_only_when_the_customer_comes() -> None:
    ana, bea = person("Ana"), person("Bea")
    has(bea, "lang:es")
    lead = admitted("Luz", austin(101), language="es")
    nothing(ana)
    with pytest.raises(Conflict) as refused:
        take.take(lead_id=lead, agent_id=ana.pk, ground="looked_up", reason="a friend")
    assert refused.value.code == "skills_lacking"
    assert "lang:es" in refused.value.message
    took = take.take(lead_id=lead, agent_id=bea.pk, ground="looked_up", reason="a friend")
    assert took.kind == "taken"
    other = admitted("Sol", austin(102), language="es")
    assert take.take(lead_id=other, agent_id=ana.pk, ground="called_in").kind == "taken"
