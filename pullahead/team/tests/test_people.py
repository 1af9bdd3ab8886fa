"""People and teams: names, roles, locks, and who may pull."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from pullahead.base.errors import Invalid, NotFound
from pullahead.base.transaction import OutsideTransaction, write_transaction
from pullahead.team import queries, services
from pullahead.team.models import Person

pytestmark = pytest.mark.django_db


def add(name: str, role: str = "agent", team: str = "Sales", *, simulated: bool = False) -> Person:
    with write_transaction():
        return services.add_person(
            name=name,
            role=role,
            team=services.add_team(name=team),
            password="a long enough secret",
            simulated=simulated,
        )


def set_active(person: Person, *, active: bool) -> None:
    with write_transaction():
        services.set_active(person=person, active=active)


def test_verbs_run_inside_an_act_only() -> None:
    ana = add("Ana")
    for verb in (
        lambda: services.add_team(name="West"),
        lambda: services.set_active(person=ana, active=False),
        lambda: services.add_person(name="Bo", role="agent", team=ana.team, password="x"),
    ):
        with pytest.raises(OutsideTransaction):
            verb()


def test_a_team_is_made_once() -> None:
    with write_transaction():
        first = services.add_team(name=" West ")
        again = services.add_team(name="West")
    assert first == again
    assert first.name == "West"


def test_two_people_have_two_names() -> None:
    add("Ana")
    with pytest.raises(Invalid, match="“Ana” is already in use"):
        add(" Ana ")


def test_the_role_decides_who_leads() -> None:
    roles = {role: add(f"P {role}", role) for role in ("agent", "leader", "admin")}
    assert {role: p.is_leader for role, p in roles.items()} == {
        "agent": False,
        "leader": True,
        "admin": True,
    }
    assert [role for role, p in roles.items() if p.is_admin] == ["admin"]


def test_the_database_refuses_another_role() -> None:
    ana = add("Ana")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=ana.pk).update(role="boss")


def test_only_active_agents_are_dealt_to_and_everybody_is_listed() -> None:
    add("Lee", "leader")
    away = add("Bo")
    add("Ana")
    set_active(away, active=False)

    assert [p.name for p in queries.agents()] == ["Ana"]
    assert [p.name for p in queries.people()] == ["Ana", "Lee", "Bo"]


def test_the_demos_buttons_find_people_whom_no_machine_plays() -> None:
    add("Robo", simulated=True)
    ana = add("Ana")
    assert queries.first_with_role("agent") == ana
    set_active(ana, active=False)
    assert queries.first_with_role("agent") is None


def test_a_session_is_worth_nothing_after_a_new_password_or_a_disabling() -> None:
    ana = add("Ana")
    first = ana.get_session_auth_hash()
    ana.set_password("another long secret")
    second = ana.get_session_auth_hash()
    set_active(ana, active=False)
    third = ana.get_session_auth_hash()

    assert len({first, second, third}) == 3
    set_active(ana, active=True)
    assert ana.get_session_auth_hash() == third


def test_a_lock_keeps_what_it_saw_and_nobody_is_not_found() -> None:
    ana = add("Ana")
    lock = queries.PersonLock(ana.pk)
    with pytest.raises(RuntimeError, match="take"):
        _ = lock.person
    with write_transaction(lock=lock.take):
        assert lock.person == ana

    with pytest.raises(NotFound), write_transaction(lock=queries.PersonLock(10**6).take):
        raise AssertionError("never reached")
    with pytest.raises(NotFound):
        queries.person(-1)
