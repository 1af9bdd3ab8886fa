"""Every version is kept with its back-test; one that passes is in use; back is one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from pullahead.base.errors import Conflict, NotFound
from pullahead.base.models import Journal
from pullahead.base.transaction import OutsideTransaction, write_transaction
from pullahead.leads.models import Lead
from pullahead.scoring import queries, services
from pullahead.scoring.models import ModelVersion
from pullahead.scoring.serialization import UnreadableModel
from pullahead.scoring.tests.factories import NOW, lead, season, source

pytestmark = pytest.mark.usefixtures("floor")


def learned(*, use: bool = True) -> ModelVersion:
    found, outcomes = services.tried(now=NOW)
    with write_transaction() as now:
        return services.keep(found=found, outcomes=outcomes, now=now, publish_it=use)


def test_a_season_is_learned_put_in_use_and_gone_back_from() -> None:
    web = source()
    season(web)
    good, poor, new = (lead(web, days_ago=0, tried=False, page=p) for p in ("good", "poor", "new"))
    assert services.due(now=NOW)
    assert queries.scores([good.pk]) == {}
    assert queries.score(good) == 0.05, "the source's start value, while nothing is learned"

    first = learned()
    assert (first.state, first.refusals, first.rows) == ("in_use", [], 400)
    assert 0.8 <= first.figures["ratio"] <= 1.25
    assert first.figures["log_loss"] < first.figures["today"]
    assert not services.due(now=NOW)
    assert queries.score(good) > 0.35 > 0.1 > queries.score(poor)
    assert queries.score(poor) < queries.score(new) < queries.score(good)
    said = queries.explained(good)
    assert said is not None
    assert said[1][0].field == "attribute page"
    everybody = queries.scores(list(Lead.objects.values_list("pk", flat=True)))
    assert len(everybody) == 403
    assert everybody[good.pk] == queries.score(good)

    second = learned()
    assert second.figures["log_loss"] == pytest.approx(second.figures["today"])
    assert queries.in_use() == second, "as good as what was in use: it knows no less"
    with write_transaction() as now:
        services.publish(version_id=first.pk, now=now, by=7)
        services.publish(version_id=first.pk, now=now, by=7)  # is so already
    assert queries.in_use() == first
    with write_transaction() as now:
        services.unpublish(now=now, by=7)
        services.unpublish(now=now, by=7)
    assert queries.in_use() is None
    assert queries.score(good) == 0.05
    assert ModelVersion.objects.count() == 2
    told = Journal.objects.filter(kind="score_model.published").order_by("id")
    assert [(t.actor_id, t.data) for t in told] == [
        (None, {"version": first.pk, "before": None}),
        (None, {"version": second.pk, "before": first.pk}),
        (7, {"version": first.pk, "before": second.pk}),
        (7, {"version": None, "before": first.pk}),
    ]


def test_a_version_whose_back_test_failed_is_kept_and_cannot_be_used() -> None:
    season(source())
    found, outcomes = services.tried(now=NOW)
    bad = replace(found, refusals=("Predicted successes for each actual one: 2.84.",))
    with write_transaction() as now:
        version = services.keep(found=bad, outcomes=outcomes, now=now)
    assert (version.state, queries.in_use()) == ("refused", None)
    with write_transaction() as now, pytest.raises(Conflict, match="successes for each actual one"):
        services.publish(version_id=version.pk, now=now)
    with write_transaction() as now, pytest.raises(NotFound):
        services.publish(version_id=version.pk + 99, now=now)
    learned()
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersion.objects.update(state="in_use", published_at=NOW)  # two at once


def test_too_few_leads_are_learned_and_not_used() -> None:
    assert not services.due(now=NOW), "nothing ended yet"
    empty = learned()
    assert (empty.state, empty.rows) == ("refused", 0)
    web = source()
    lead(web, closed_as="won")
    few = learned()
    assert few.state == "refused"
    assert "It needs 10" in services.reasons(few)[0]


def test_a_back_test_without_a_success_says_nothing() -> None:
    web = source()
    season(web)
    Lead.objects.filter(admitted_at__gte=NOW - timedelta(days=100), closed_as="won").update(
        closed_as="not_interested"
    )
    dead = learned()
    assert dead.state == "refused"
    assert "in the backtest: 0" in services.reasons(dead)[0]


def test_parameters_that_are_no_model_are_refused_and_run_nothing() -> None:
    version = learned(use=False)
    runs = "cos\nsystem\n(S'exit 1'\ntR."
    ModelVersion.objects.filter(pk=version.pk).update(parameters=runs)
    with pytest.raises(UnreadableModel):
        queries.model_of(version)


def test_verbs_refuse_to_run_outside_write() -> None:
    with pytest.raises(OutsideTransaction):
        services.publish(version_id=1, now=NOW)
    with pytest.raises(OutsideTransaction):
        services.unpublish(now=NOW)
