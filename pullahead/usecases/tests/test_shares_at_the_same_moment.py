"""Races for the shares of one person: they never add up to more than a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.db import DatabaseError
from django.db.models import Sum

from pullahead.base.errors import Invalid
from pullahead.base.transaction import write_transaction
from pullahead.team.models import Person, Pod, PodMember
from pullahead.usecases.sprints import pods
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.commits import together

pytestmark = pytest.mark.usefixtures("real_commits")
AT_ONCE = 8


def by_act(pod: Pod, dev: Person, lee: Person) -> None:
    pods.set_member(pod_id=pod.pk, person_id=dev.pk, share=30, by=lee)


def by_table(pod: Pod, dev: Person, lee: Person) -> None:
    """Write past the act, without its lock: the trigger alone holds."""
    with write_transaction():
        PodMember.objects.create(pod=pod, person=dev, share=30)


@pytest.mark.parametrize("add", [by_act, by_table])
def test_eight_additions_of_thirty_percent_leave_three(
    add: Callable[[Pod, Person, Person], None],
) -> None:
    dev, lee = factories.person("Dev", role="contributor"), factories.person("Lee", role="leader")
    rows = [
        Pod.objects.create(team=lee.team, name=f"Pod {n}", kind="shared", vision="We answer.")
        for n in range(AT_ONCE)
    ]

    def attempt(pod: Pod) -> str:
        try:
            add(pod, dev, lee)
        except (Invalid, DatabaseError):
            return "refused"
        return "added"

    outcomes = Counter(together([lambda pod=pod: attempt(pod) for pod in rows]))  # type: ignore[misc]

    assert outcomes == {"added": 3, "refused": AT_ONCE - 3}
    assert PodMember.objects.aggregate(total=Sum("share"))["total"] == 90
