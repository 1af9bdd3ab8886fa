"""Raw SQL against the shares of people in pods: no more than 100 % of a person."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from pullahead.base.transaction import write_transaction
from pullahead.team.models import Person, Pod, PodMember, Team
from pullahead.team.services import add_person, add_team, default_pod

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def places() -> tuple[Person, list[Pod]]:
    with write_transaction():
        team: Team = add_team(name="Sales")
        ana = add_person(name="Ana", role="contributor", team=team, password="x")
        default_pod(team=team)
    for name in ("Pricing", "Legal"):
        Pod.objects.create(team=team, name=name, kind="shared", vision="We answer within a day.")
    return ana, list(Pod.objects.order_by("pk"))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("team_podmember", "share", "0"),
        ("team_podmember", "share", "101"),
        ("team_podmember", "share", "71"),  # beside the 30 % elsewhere
        ("team_pod", "vision", "''"),
        ("team_pod", "kind", "'other'"),
        ("team_pod", "stand_up_days", "''"),
        ("team_pod", "hour_cost", "-1"),
        ("team_decisionright", "up_to", "-1"),
        ("team_decisionright", "up_to", "100.01"),
    ],
)
def test_the_database_refuses(
    table: str, column: str, value: str, places: tuple[Person, list[Pod]]
) -> None:
    ana, pods = places
    PodMember.objects.create(pod=pods[0], person=ana, share=30)
    PodMember.objects.create(pod=pods[1], person=ana, share=70)
    right = pods[1].rights.create(what="discount", up_to=5)
    key = "id" if table == "team_pod" else "pod_id"

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE {key} = {pods[1].pk}")

    right.refresh_from_db()
    assert right.up_to == 5


def test_a_third_share_over_the_week_is_refused(places: tuple[Person, list[Pod]]) -> None:
    ana, pods = places
    PodMember.objects.create(pod=pods[0], person=ana, share=30)
    PodMember.objects.create(pod=pods[1], person=ana, share=70)

    with pytest.raises(DatabaseError, match="share_over_100"), transaction.atomic():
        PodMember.objects.create(pod=pods[2], person=ana, share=1)

    assert PodMember.objects.count() == 2
