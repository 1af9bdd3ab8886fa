"""*People*: added, disabled, enabled, given a new password; team leads only read."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from pullahead.base.models import Journal
from pullahead.team.models import Person, Team
from pullahead.usecases.work import claims
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def password_on(page: str) -> str:
    found = re.search(r'<code class="plain">([^<]+)</code>', page)
    assert found, "no password is shown"
    return found[1]


def test_an_administrator_adds_somebody_whose_password_is_shown_once(admin: Visitor) -> None:
    page = admin.send("/people/add", name="Nora", role="agent", team="Sales", zone="Europe/Rome")
    assert admin.status == 200
    assert Client().login(username="Nora", password=password_on(page))
    assert "Nora" in admin.see("/people")
    assert 'class="plain"' not in admin.text


def test_a_new_user_gets_the_language_that_the_administrator_chose(admin: Visitor) -> None:
    page = admin.see("/people")
    add = page[page.index('action="/people/add"') :]
    for name in ("English", "Español", "Português (Brasil)"):
        assert name in add
    admin.send("/people/add", name="Nora", role="agent", team="Sales", language="pt-br")
    assert Person.objects.get(name="Nora").language == "pt-br"
    admin.send("/people/add", name="Nils", role="agent", team="Sales")
    assert Person.objects.get(name="Nils").language == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"language": "xx"}, "is not an offered language"),
        ({"name": ""}, "Enter a name of 1 to 100 printable characters"),
        ({"name": "Ada"}, "The name “Ada” is already in use"),
        ({"name": "x\x00y"}, "Null characters are not allowed"),
        ({"role": "boss"}, "Choose a role"),
        ({"team": ""}, "Enter a name of 1 to 100 printable characters"),
        ({"zone": "Nowhere"}, "is not a time zone"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    wrong: dict[str, str], said: str, admin: Visitor
) -> None:
    typed = {"name": "Nora", "role": "leader", "team": "Sales", "zone": "Europe/Rome"} | wrong
    page = admin.send("/people/add", **typed)
    assert admin.status == 422
    assert said in page
    assert f'value="{typed["zone"]}"' in page
    assert not Person.objects.filter(name="Nora").exists()


def test_a_team_is_added_for_people_to_be_in(admin: Visitor) -> None:
    assert "Team North is added" in admin.send("/people/team", name="North")
    assert Team.objects.filter(name="North").exists()
    assert "1 to 100 printable" in admin.send("/people/team", name=" ")
    assert admin.status == 422


def test_disabling_asks_once_and_says_what_was_let_go(
    admin: Visitor, agent: Visitor, robin: Person
) -> None:
    agent.send("/next/pull")
    assert "Disable Robin?" in admin.send(f"/people/{robin.pk}/disable")
    assert claims.current_claim(agent_id=robin.pk) is not None

    page = admin.send(f"/people/{robin.pk}/disable", sure="1")
    assert "Robin is disabled" in page
    assert "1 lead or callback is released for other agents" in page
    agent.see("/next")
    assert agent.to.startswith("/sign-in")

    assert "Robin can sign in again" in admin.send(f"/people/{robin.pk}/enable")
    assert Person.objects.get(pk=robin.pk).is_active


def test_nobody_disables_themselves(admin: Visitor) -> None:
    assert admin.who is not None
    page = admin.send(f"/people/{admin.who.pk}/disable", sure="1")
    assert admin.status == 409
    assert "You cannot disable yourself" in page


def test_a_new_password_ends_the_sessions_and_leaves_the_claim(
    admin: Visitor, agent: Visitor, robin: Person
) -> None:
    agent.send("/next/pull")
    assert "Create a new password for Robin?" in admin.send(f"/people/{robin.pk}/password")
    page = admin.send(f"/people/{robin.pk}/password", sure="1")

    agent.see("/next")
    assert agent.to.startswith("/sign-in")
    assert not Client().login(username="Robin", password=factories.PASSWORD)
    assert Client().login(username="Robin", password=password_on(page))
    assert claims.current_claim(agent_id=robin.pk) is not None
    line = Journal.objects.get(kind="person.password")
    assert line.data == {"person": robin.pk, "role": "agent"}


def test_a_leader_sees_their_own_team_and_no_buttons(leader: Visitor, robin: Person) -> None:
    factories.add("Ola", team="Elsewhere")
    page = leader.see("/people")
    assert "Robin" in page
    assert "Ola" not in page
    assert '<form method="post" action="/people' not in page


def test_somebody_who_is_not_there_is_not_found(admin: Visitor) -> None:
    for act in ("disable", "enable", "password"):
        admin.send(f"/people/99999999999999999999999/{act}", sure="1")
        assert admin.status == 404


def test_somebody_gets_another_team_role_and_zone(admin: Visitor) -> None:
    admin.send("/people/team", name="North")
    kim = factories.add("Kim Dale")
    path = f"/people/{kim.pk}/change"
    page = admin.send(path, role="leader", team="North", zone="Europe/Oslo")
    assert "Kim Dale is updated" in page
    kim.refresh_from_db()
    assert (kim.role, kim.team.name, kim.zone) == ("leader", "North", "Europe/Oslo")
    wrong = {
        "role": ("king", "role"),
        "team": ("Nowhere", "does not exist"),
        "zone": ("Mars", "zone"),
    }
    for name, (value, said) in wrong.items():
        facts = {"role": "agent", "team": "Sales", "zone": ""} | {name: value}
        assert said in admin.send(path, **facts)
        assert admin.status == 422
        assert "<h1>Edit Kim Dale</h1>" in admin.text
        assert f'<option value="{facts["role"]}" selected>' in admin.text or name == "role"
    assert admin.who is not None
    me = f"/people/{admin.who.pk}/change"
    assert "your own role" in admin.send(me, role="agent", team="Sales", zone="")


def test_a_search_by_name_ignores_case_and_says_when_nobody_is_found(admin: Visitor) -> None:
    factories.add("Änne Øst")
    factories.add("Kim Dale")
    assert "Kim Dale" not in admin.see("/people?q=ÄNNE ø")
    assert "Änne Øst" in admin.text
    assert "No user’s name contains “&lt;b&gt;”." in admin.see("/people?q=<b>")
    assert "No user’s name contains" in admin.see("/people?q=%00")
    assert "Kim Dale" in admin.see("/people?q=+")


def test_each_row_has_one_menu_with_what_can_be_done(admin: Visitor, robin: Person) -> None:
    gone = factories.add("Kim Dale")
    admin.send(f"/people/{gone.pk}/disable", sure="1")
    page = admin.see("/people")
    rows = {key: page[page.index(f'id="person-{key}"') :] for key in (robin.pk, gone.pk)}
    rows = {key: row[: row.index("</tr>")] for key, row in rows.items()}
    assert rows[robin.pk].count("<summary") == rows[gone.pk].count("<summary") == 1
    assert [act in rows[robin.pk] for act in ("Edit", "New password", "Disable", "Enable")] == [
        True,
        True,
        True,
        False,
    ]
    assert "Enable" in rows[gone.pk]
    assert "New password" not in rows[gone.pk]


def test_the_form_of_a_user_is_for_administrators(
    admin: Visitor, leader: Visitor, robin: Person
) -> None:
    assert "<h1>Edit Robin</h1>" in admin.see(f"/people/{robin.pk}")
    leader.see(f"/people/{robin.pk}")
    assert leader.status == 404
    admin.see("/people/99999999999999999999999")
    assert admin.status == 404


def test_the_page_asks_as_much_for_many_users_as_for_few(
    admin: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(20):
        factories.add(f"Agent {n}")
    with django_assert_max_num_queries(20):
        admin.see("/people")
