"""Pods: shares, rights, limits, and concessions within a right."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import pytest

from pullahead.base.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from pullahead.base.models import Journal
from pullahead.pipeline.models import FlowLimit
from pullahead.sprints.models import Concession
from pullahead.sprints.right_rules import RightVerdict, judge, returns
from pullahead.team.models import Person, Pod
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.sprints import concessions, pod_page, pods, requests
from pullahead.usecases.sprints.pods import PodInput
from pullahead.usecases.tests import factories

pytestmark = pytest.mark.usefixtures("db")


class PodFloor(NamedTuple):
    """A team with its default pod, a shared pod and a deal."""

    ana: Person
    lee: Person
    dev: Person  # contributor
    pod: Pod
    shared: int
    deal: UUID


@pytest.fixture
def floor() -> PodFloor:
    ana, lee = factories.person("Ana"), factories.person("Lee", role="leader")
    dev = factories.person("Dev", role="contributor")
    cy = factories.person("Cy", role="admin")
    workflow.publish_standard(team_id=ana.team_id, by=cy)
    deal = edit.add(typed=edit.DealInput("Northgate"), by=ana)
    typed = PodInput("Pricing", "Prices that both sides can defend.", kind="shared")
    shared = pods.add_pod(typed=typed, team_id=ana.team_id, by=lee)
    return PodFloor(ana, lee, dev, Pod.objects.get(is_default=True), shared, deal)


def lines(kind: str) -> int:
    return Journal.objects.filter(kind=kind).count()


@pytest.mark.parametrize(
    ("amount", "before", "verdict"),
    [
        ("5.00", False, RightVerdict.WITHIN),
        ("5.01", False, RightVerdict.ABOVE),
        ("0.01", True, RightVerdict.AGAIN),
    ],
)
def test_a_right_is_kept_to_the_hundredth(amount: str, before: bool, verdict: str) -> None:
    assert judge(Decimal(amount), Decimal(5), granted_before=before) == verdict


def test_the_return_is_won_value_minus_hours_by_quarter() -> None:
    from datetime import date

    found = returns(
        [(date(2026, 12, 11), Decimal(186000)), (date(2026, 9, 30), Decimal(100))],
        [(date(2026, 12, 9), Decimal(4))],
        Decimal(60),
    )
    assert [(one.quarter, one.n, one.net) for one in found] == [
        (4, 1, Decimal(185760)),
        (3, 1, Decimal(100)),
    ]


def test_five_percent_is_granted_and_more_is_asked(floor: PodFloor) -> None:
    pods.set_right(pod_id=floor.pod.pk, what="discount", up_to=Decimal(5), by=floor.lee)

    def grant(amount: str, seen: str | None = None) -> None:
        concessions.grant(
            deal_id=floor.deal,
            by=floor.ana,
            what="discount",
            amount=Decimal(amount),
            seen=Decimal(seen) if seen else None,
        )

    with pytest.raises(Conflict) as above:
        grant("5.01")
    grant("5")
    with pytest.raises(Conflict) as again:
        grant("5")

    assert (above.value.code, again.value.code) == ("above_right", "granted_before")
    assert [one.amount for one in Concession.objects.all()] == [Decimal(5)]
    assert lines("right.granted") == 1


def test_a_right_lowered_between_look_and_tap_grants_nothing(floor: PodFloor) -> None:
    pods.set_right(pod_id=floor.pod.pk, what="free_days", up_to=Decimal(10), by=floor.lee)
    shown = concessions.concessions_of(deal_id=floor.deal, viewer=floor.ana).rights
    pods.set_right(pod_id=floor.pod.pk, what="free_days", up_to=Decimal(3), by=floor.lee)

    with pytest.raises(Conflict) as refused:
        concessions.grant(
            deal_id=floor.deal, by=floor.ana, what="free_days", amount=Decimal(10), seen=shown[0][1]
        )

    assert refused.value.code == "right_lowered"
    assert not Concession.objects.exists()


def test_only_members_of_the_pod_grant(floor: PodFloor) -> None:
    pods.set_right(pod_id=floor.pod.pk, what="discount", up_to=Decimal(5), by=floor.lee)
    pods.set_member(pod_id=floor.pod.pk, person_id=floor.lee.pk, share=50, by=floor.lee)

    with pytest.raises(Forbidden):
        concessions.grant(deal_id=floor.deal, by=floor.ana, what="discount", amount=Decimal(1))


def test_shares_of_a_person_add_up_to_at_most_a_week(floor: PodFloor) -> None:
    pods.set_member(pod_id=floor.pod.pk, person_id=floor.dev.pk, share=70, by=floor.lee)
    with pytest.raises(Invalid) as refused:
        pods.set_member(pod_id=floor.shared, person_id=floor.dev.pk, share=31, by=floor.lee)
    pods.set_member(pod_id=floor.shared, person_id=floor.dev.pk, share=30, by=floor.lee)
    pods.set_member(pod_id=floor.pod.pk, person_id=floor.dev.pk, share=60, by=floor.lee)

    assert refused.value.errors[0].code == "share_over_100"
    assert sorted(floor.dev.shares.values_list("share", flat=True)) == [30, 60]
    assert lines("pod.changed") == 4


def test_a_pods_limit_counts_the_deals_of_the_pod(floor: PodFloor) -> None:
    typed = PodInput("Hotels", "Hotels that open on time.", limit=2)
    pods.change_pod(pod_id=floor.pod.pk, typed=typed, by=floor.lee)

    assert FlowLimit.objects.get(pod=floor.pod).size == 2
    assert pod_page.pod_page(pod_id=floor.pod.pk, viewer=floor.ana).open_deals == 1


BAD: dict[str, PodInput] = {
    "name": PodInput("", "x"),
    "vision": PodInput("Legal", ""),
    "stand_up_days": PodInput("Legal", "x", stand_up_days=("7",)),
    "hour_cost": PodInput("Legal", "x", hour_cost=Decimal("NaN")),
    "limit": PodInput("Legal", "x", limit=0),
    "kind": PodInput("Legal", "x", kind="other"),
}


@pytest.mark.parametrize("field", BAD)
def test_a_pod_that_makes_no_sense_is_refused(field: str, floor: PodFloor) -> None:
    with pytest.raises(Invalid) as refused:
        pods.add_pod(typed=BAD[field], team_id=floor.ana.team_id, by=floor.lee)
    assert refused.value.errors[0].field == field


def test_owner_member_and_stranger_of_a_pod(floor: PodFloor) -> None:
    elsewhere = factories.person("Ola", role="leader", team="Elsewhere")
    with pytest.raises(NotFound):
        pod_page.pod_page(pod_id=floor.pod.pk, viewer=floor.dev)
    pods.set_member(pod_id=floor.pod.pk, person_id=floor.dev.pk, share=50, by=floor.lee)

    seen = pod_page.pod_page(pod_id=floor.pod.pk, viewer=floor.dev)

    assert not seen.sees_money
    assert not seen.may_change
    for call in (
        lambda: pod_page.pod_page(pod_id=floor.pod.pk, viewer=elsewhere),
        lambda: pods.set_right(
            pod_id=floor.pod.pk, what="discount", up_to=Decimal(5), by=elsewhere
        ),
        lambda: pods.set_right(
            pod_id=floor.pod.pk, what="discount", up_to=Decimal(5), by=floor.ana
        ),
        lambda: pods.pods_of(viewer=floor.dev),
    ):
        with pytest.raises(Problem):
            call()


def test_a_shared_pod_grants_what_is_above_the_right(floor: PodFloor) -> None:
    pods.set_member(pod_id=floor.shared, person_id=floor.dev.pk, share=50, by=floor.lee)
    requests.ask(
        deal_id=floor.deal,
        by=floor.ana,
        what="discount",
        amount=Decimal(8),
        pod_id=floor.shared,
        why="Their board asks for it.",
    )
    [asked] = pod_page.pod_page(pod_id=floor.shared, viewer=floor.dev).requests
    with pytest.raises(NotFound):
        requests.grant(promise_id=asked.promise_id, by=floor.ana, n=asked.n)

    requests.grant(promise_id=asked.promise_id, by=floor.dev, n=asked.n)

    [shown] = concessions.concessions_of(deal_id=floor.deal, viewer=floor.ana).rows
    assert (shown.state, shown.amount, shown.granted_by) == ("granted", Decimal(8), "Dev")
    assert lines("right.granted") == 1
    with pytest.raises(Conflict) as second:
        requests.decline(promise_id=asked.promise_id, by=floor.dev, n=asked.n)
    assert second.value.code == "moved_on"
