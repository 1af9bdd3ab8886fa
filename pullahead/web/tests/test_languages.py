"""The language of a page: chosen by person, by the organization, or by a visitor's browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from pullahead.base.models import Journal
from pullahead.config import LANGUAGES, WrongSetting, read
from pullahead.team.models import Person
from pullahead.web.tests import factories

pytestmark = pytest.mark.django_db
SKIP = {"en": "Skip to main content", "es": "Ir al contenido", "pt-br": "Ir para o conteúdo"}


def _signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def _seen(client: Client, path: str = "/next", accept: str = "") -> str:
    return client.get(path, headers={"Accept-Language": accept}).content.decode()


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_each_person_reads_pages_in_their_own_language(code: str) -> None:
    who = factories.add("Robin")
    Person.objects.filter(pk=who.pk).update(language=code)
    page = _seen(_signed_in(who), accept="fr, en")
    assert SKIP[code] in page
    assert f'<html lang="{code}"' in page


def test_a_language_ends_with_its_page() -> None:
    es, plain = factories.add("Ana"), factories.add("Bo")
    Person.objects.filter(pk=es.pk).update(language="es")
    assert SKIP["es"] in _seen(_signed_in(es))
    assert translation.get_language() == "en"
    assert SKIP["en"] in _seen(_signed_in(plain))


def test_a_person_without_a_choice_gets_the_organization_s(settings: Settings) -> None:
    settings.CONFIG = replace(django_settings.CONFIG, language="pt-br")
    assert SKIP["pt-br"] in _seen(_signed_in(factories.add("Robin")), accept="es")


def test_a_language_that_is_offered_no_longer_is_the_organization_s() -> None:
    who = factories.add("Robin")
    Person.objects.filter(pk=who.pk).update(language="fr")
    assert SKIP["en"] in _seen(_signed_in(who))


@pytest.mark.parametrize(
    ("accept", "code"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr;q=0.9, pt-PT;q=0.8", "pt-br"),
        ("en-GB, es;q=0.5", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        ("\x00;;q=x, " * 100, "en"),
    ],
)
def test_a_visitor_gets_what_the_browser_asks_for(accept: str, code: str) -> None:
    answer = Client().get("/sign-in", headers={"Accept-Language": accept})
    assert answer.status_code == 200
    assert SKIP[code] in answer.content.decode()
    assert "Accept-Language" in answer.headers["Vary"]


def test_pages_of_errors_are_in_the_language_too() -> None:
    who = factories.add("Robin")
    Person.objects.filter(pk=who.pk).update(language="es")
    answer = _signed_in(who).get("/nowhere")
    assert answer.status_code == 404
    assert 'lang="es"' in answer.content.decode()


def test_the_api_answers_in_english() -> None:
    answer = Client().get("/api/v1/nowhere", headers={"Accept-Language": "es"})
    assert "Content-Language" not in answer.headers
    wrong = Client().get("/api/v1/leads", headers={"Accept-Language": "es"})
    assert wrong.json() == Client().get("/api/v1/leads").json()


def test_people_choose_their_language_and_zone() -> None:
    who = factories.add("Robin")
    client = _signed_in(who)
    sent = {"language": "es", "zone": "America/Mexico_City"}
    page = client.post("/your-settings/save", sent, follow=True).content.decode()
    assert "Sus ajustes se guardaron." in page
    assert '<option value="es" lang="es" selected>Español</option>' in page
    who.refresh_from_db()
    assert (who.language, who.zone) == ("es", "America/Mexico_City")
    event = Journal.objects.get(kind="person.display")
    assert event.actor_id == who.pk
    assert event.data == {"person": who.pk, "role": "agent", **sent}
    client.post("/your-settings/save", sent)
    assert Journal.objects.filter(kind="person.display").count() == 1


def test_a_choice_is_taken_back_by_leaving_it_blank() -> None:
    who = factories.add("Robin", zone="Europe/Oslo")
    Person.objects.filter(pk=who.pk).update(language="es")
    _signed_in(who).post("/your-settings/save", {"language": "", "zone": ""})
    who.refresh_from_db()
    assert (who.language, who.zone) == ("", "")


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "fr"), ("language", "../es"), ("language", "x" * 5_000), ("zone", "Mars/North"),
     ("zone", "\x00"), ("language", "\x00")],
)  # fmt: skip
def test_a_wrong_choice_is_refused_beside_its_field(field: str, value: str) -> None:
    who = factories.add("Robin", zone="Europe/Oslo")
    given = {"language": "es", "zone": "Europe/Berlin"} | {field: value}
    answer = _signed_in(who).post("/your-settings/save", given)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    who.refresh_from_db()
    assert (who.language, who.zone) == ("", "Europe/Oslo")


def test_administrators_set_the_language_of_people() -> None:
    who, ada = factories.add("Robin"), factories.add("Ada", role="admin")
    given = {"role": "agent", "team": who.team.name, "zone": ""}
    client = _signed_in(ada)
    client.post(f"/people/{who.pk}/change", given | {"language": "pt-br"})
    who.refresh_from_db()
    assert who.language == "pt-br"
    client.post(f"/people/{who.pk}/change", given)
    who.refresh_from_db()
    assert who.language == "pt-br"
    page = client.post(f"/people/{who.pk}/change", given | {"language": "fr"}, follow=True)
    assert "not an offered language" in page.content.decode()
    who.refresh_from_db()
    assert who.language == "pt-br"


@pytest.mark.parametrize("text", ["fr", "ES", "en-xa", "", "es\n"])
def test_an_organization_s_language_is_one_of_those_offered(text: str) -> None:
    given = {"PULLAHEAD_SECRET_KEY": "x" * 32}
    assert read(given).language == "en"
    assert read(given | {"PULLAHEAD_LANGUAGE": "es"}).language == "es"
    with pytest.raises(WrongSetting, match="one of en, es, pt-br"):
        read(given | {"PULLAHEAD_LANGUAGE": text})
