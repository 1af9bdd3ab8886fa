"""*Lead score*: model versions in plain words, the active one, and a rollback."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Source
from pullahead.pull.models import ActiveRates
from pullahead.scoring import queries, rate_service, services
from pullahead.scoring.contact_rates import Work, measure
from pullahead.scoring.models import ModelVersion
from pullahead.scoring.tests.factories import season
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    queries._model.cache_clear()
    return Visitor(factories.add("Ada", role="admin"))


def learned() -> int:
    found, outcomes = services.tried(now=clock.now())
    with write_transaction() as now:
        return services.keep(found=found, outcomes=outcomes, now=now).pk


def test_before_anything_is_learned_the_page_says_what_stands(admin: Visitor) -> None:
    page = admin.see("/settings/chance")
    assert "No version has been learned yet" in page
    assert "No version yet." in page
    nothing = learned()
    page = admin.see("/settings/chance")
    assert "Successes in the backtest: 0. It needs 10." in page
    page = admin.send(f"/settings/chance/{nothing}/use")
    assert admin.status == 409
    assert "was rejected and cannot be used" in page


def test_versions_in_plain_words_and_one_click_back(admin: Visitor) -> None:
    season(Source.objects.get())
    first, second = learned(), learned()
    page = admin.see("/settings/chance")
    assert f"<strong>Version {second}</strong>" in page
    assert "The better of two open leads had the higher score" in page
    assert "Predicted successes for each 100 actual ones:" in page
    assert "page</th>" in page
    assert "good <span" in page
    page = admin.send(f"/settings/chance/{first}/use")
    assert f"Version {first} is in use." in page
    assert "by Ada" in page
    page = admin.send("/settings/chance/0/use")
    assert "start values are in use" in page
    assert not ModelVersion.objects.filter(state="in_use").exists()
    admin.send(f"/settings/chance/{2**70}/use")
    assert admin.status == 404


def test_measured_rates_stand_beside_the_start_values_and_go_back_in_one_click(
    admin: Visitor,
) -> None:
    assert "once 200 results with a call are saved" in admin.see("/settings/chance")
    works = [Work(1 + n % 2, n % 10 < 2, 4.0, 10 if n % 10 < 4 else 15) for n in range(2_000)]
    with write_transaction() as now:
        rates = rate_service.keep(found=measure(works), now=now)
    assert rates is not None
    page = admin.see("/settings/chance")
    assert f"<strong>In use: rates {rates.pk}</strong>" in page
    assert "on 2000 saved results" in page
    assert "200 of 1,000 saved results" in page
    assert "no saved result yet" in page
    assert "10–11 h (× 1.40)" in page
    assert "15–16 h (× 0.70)" in page
    page = admin.send("/settings/chance/rates/0/use")
    assert "The start values are in use." in page
    assert not ActiveRates.objects.exists()
    page = admin.send(f"/settings/chance/rates/{rates.pk}/use")
    assert f"Rates {rates.pk} are in use." in page
    assert "by Ada" in page
    for unknown in (rates.pk + 1, 2**70):
        admin.send(f"/settings/chance/rates/{unknown}/use")
        assert admin.status == 404


def test_a_suspected_field_is_trusted_on_the_page(admin: Visitor) -> None:
    version = ModelVersion.objects.get(pk=learned())
    reason = [["attribute budget", "It is known for 60% of closed leads."]]
    ModelVersion.objects.filter(pk=version.pk).update(figures=version.figures | {"leaks": reason})
    assert "Use field" in admin.see("/settings/chance")

    admin.post("/settings/chance/field", {"field": "attribute budget", "known_early": "yes"})
    assert "Used from the next version on" in admin.see("/settings/chance")
    answer = admin.post("/settings/chance/field", {"field": "<b>", "known_early": "yes"})
    assert answer.status_code == 422
    assert "did not leave out a field “&lt;b&gt;”" in answer.content.decode()
    admin.post("/settings/chance/field", {"field": "budget"})
    assert "Left out</td>" in admin.see("/settings/chance").replace("\n", "").replace("  ", "")
