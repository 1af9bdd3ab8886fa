"""Leads that need a language, a license or a product go to agents with that skill."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Invalid
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.team.queries import skills_of
from pullahead.team.skills import able, language, read, written
from pullahead.usecases.floor.overview import floor
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    nothing,
    person,
    pulled,
    source,
)
from pullahead.usecases.work import claims
from pullahead.usecases.work.home import today

pytestmark = pytest.mark.usefixtures("floor")


def needed(there: models.CardRow) -> str:
    """Return the skills that a card's lane requires."""
    assert there.lane is not None
    return there.lane.skills


def has(one: Person, skills: str) -> None:
    users.change(person_id=one.pk, role=one.role, team=one.team.name, skills=skills)


def test_a_lead_in_a_language_goes_only_to_who_speaks_it(ana: Person) -> None:
    bea, boss = person("Bea"), person("Boss", role="admin")
    has(bea, "lang:es")
    spanish = admitted("Luz", austin(101), language="es-MX")
    assert needed(card(spanish)) == "lang:es"
    assert "1 lead needs skills that you do not have: lang:es" in nothing(ana)
    assert today(agent_id=ana.pk).callable_now == 0
    assert today(agent_id=bea.pk).callable_now == 1
    assert floor(viewer=boss).nobody_able == 0
    has(bea, "")
    assert floor(viewer=boss).nobody_able == 1
    has(bea, "lang:es")
    assert pulled(bea).lead.id == spanish


def test_a_language_that_is_no_skill_here_needs_nobody(ana: Person) -> None:
    lead = admitted("Jean", austin(101), language="fr")
    assert needed(card(lead)) == ""
    assert pulled(ana).lead.id == lead


def test_a_source_can_need_skills_of_who_works_its_leads(ana: Person) -> None:
    admitted("First", austin(101))
    models.Route.objects.filter(source=source()).update(needs_skills="lic:US-TX prod:solar")
    lead = admitted("Second", austin(102))
    has(ana, "prod:solar, lic:US-TX")
    assert needed(card(lead)) == "lic:US-TX prod:solar"


def test_given_back_for_a_language_it_goes_to_who_speaks_it(ana: Person) -> None:
    bea, carl = person("Bea"), person("Carl")
    has(bea, "lang:es")
    lead = admitted("Luz", austin(101))
    claims.release(agent_id=ana.pk, token=pulled(ana).token, reason="language", language="ES")
    assert needed(card(lead)) == "lang:es"
    nothing(carl)
    assert pulled(bea).lead.id == lead


def test_given_back_for_a_language_without_its_name_it_goes_to_others_as_before(
    ana: Person,
) -> None:
    lead = admitted("Luz", austin(101))
    hand = pulled(ana)
    for unknown in ("klingon", "?", "e"):
        with pytest.raises(Invalid) as refused:
            claims.release(agent_id=ana.pk, token=hand.token, reason="language", language=unknown)
        assert refused.value.code == "unknown_language"
    for none in ("", "xx"):  # nobody here speaks xx, so it is no skill
        claims.release(agent_id=ana.pk, token=pulled(ana).token, reason="language", language=none)
        assert needed(card(lead)) == ""
        models.CardRow.objects.update(excluded_agent=None, excluded_until=None)


def test_skills_are_written_in_one_way_and_refused_when_they_are_none(ana: Person) -> None:
    has(ana, " prod:solar,lang:es  lang:es ")
    assert written(skills_of(ana.pk)) == "lang:es prod:solar"
    for wrong in (
        "spanish",
        "lang:",
        "lang:\x00",
        "é:es",
        "a:b",
        " ".join(f"lang:a{n}" for n in range(13)),
    ):
        with pytest.raises(Invalid):
            has(ana, wrong)
    assert written(skills_of(ana.pk)) == "lang:es prod:solar"
    has(ana, "")
    assert skills_of(ana.pk) == frozenset()


def test_the_words_of_skills() -> None:
    assert [language(x) for x in ("es", "ES", "pt_BR", "", "spanish", "e")] == [
        "lang:es",
        "lang:es",
        "lang:pt",
        "",
        "",
        "",
    ]
    assert read("a b:c")[1] == "a"
    assert able("", ())
    assert able("lang:es", {"lang:es", "x:y"})
    assert not able("lang:es lic:US-TX", {"lang:es"})
