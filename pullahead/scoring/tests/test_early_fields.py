"""A person can say that a field which looks like a leak is known before the first call."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.scoring import early_fields, model_versions, queries, services, summary
from pullahead.scoring.models import ModelVersion
from pullahead.scoring.tests.factories import NOW, lead, source
from pullahead.team.models import Person, Team

pytestmark = pytest.mark.usefixtures("floor")
BUDGET = "attribute budget"


@pytest.fixture
def ada() -> Person:
    team = Team.objects.create(name="Office")
    return Person.objects.create(name="Ada", role="admin", team=team)


@pytest.fixture
def version() -> ModelVersion:
    """Keep a version that leaves the budget out: only closed leads have one."""
    web = source()
    for n in range(20):
        lead(web, days_ago=30 + n, closed_as="won" if n % 2 else "lost", budget=f"{n % 3}")
        lead(web, days_ago=30 + n)
    return learned()


def learned() -> ModelVersion:
    found, outcomes = services.tried(now=NOW)
    with write_transaction() as now:
        return services.keep(found=found, outcomes=outcomes, now=now)


def test_a_false_leak_is_used_until_it_is_left_to_the_guard_again(
    version: ModelVersion, ada: Person
) -> None:
    assert BUDGET not in queries.known(NOW).history.columns
    early_fields.trust(field="budget", by=ada)
    early_fields.trust(field=BUDGET, by=ada)  # is so already
    assert services.due(now=NOW), "the next version is learned soon"

    known = queries.known(NOW)
    assert BUDGET in known.history.columns
    assert ([one.field for one in known.trusted], known.leaks) == ([BUDGET], ())
    (waiting,) = model_versions.page(viewer=ada).leaks
    assert (waiting.name, waiting.is_trusted, waiting.is_used) == ("budget", True, False)
    second = learned()
    assert "Used as known before the first call: attribute budget" in summary.of_model(second)
    (used,) = model_versions.page(viewer=ada).leaks
    assert (used.is_trusted, used.is_used) == (True, True)

    early_fields.distrust(field="budget", by=ada)
    assert BUDGET not in queries.known(NOW).history.columns
    told = Journal.objects.filter(kind="score_field.changed").order_by("id")
    assert [(line.actor_id, line.data) for line in told] == [
        (ada.pk, {"field": "budget", "known_early": True}),
        (ada.pk, {"field": "budget", "known_early": False}),
    ]


def test_another_field_and_another_person_are_refused(version: ModelVersion, ada: Person) -> None:
    with pytest.raises(Invalid, match="did not leave out a field “city”"):
        early_fields.trust(field="city", by=ada)
    Person.objects.filter(pk=ada.pk).update(role="leader")
    with pytest.raises(NotFound):
        early_fields.trust(field="budget", by=Person.objects.get(pk=ada.pk))
    assert early_fields.early_fields().names == frozenset()
