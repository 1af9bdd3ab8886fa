"""A learned model reaches the leads: their scores, and their place in the order."""

from __future__ import annotations

import math

import pytest

from pullahead.base import clock
from pullahead.base.models import Job
from pullahead.base.transaction import write_transaction
from pullahead.pull import models, ranking
from pullahead.pull.queries import worth
from pullahead.scoring import queries as learn
from pullahead.scoring import services
from pullahead.scoring.tests.factories import season
from pullahead.usecases.tests.factories import admitted, austin, card, lay_floor, lead, source
from pullahead.worker import main, refit_job, score_job
from pullahead.worker.timers import Timer


@pytest.mark.django_db
def test_a_version_that_is_published_or_taken_back_moves_every_open_lead() -> None:
    learn._model.cache_clear()
    lay_floor()
    season(source("web form"), 300)
    leads = [admitted(f"Lead {n}", austin(100 + n)) for n in range(3)]
    before = {i: card(i).key for i in leads}
    models.CardRow.objects.filter(pk=leads[2]).update(due_at=clock.now())
    refit_job.learn()
    assert score() == {"scored": models.CardRow.objects.count()}
    start = models.Route.objects.get(source=source("web form")).chance
    chances = dict(models.LeadScore.objects.values_list("lead_id", "chance"))
    assert all(0 < chances[i] < 1 for i in leads)
    for one in leads[:2]:
        moved = card(one).key - before[one]
        assert moved == pytest.approx(math.log(chances[one] / start))
        again = worth(models.Route.objects.get(source=source("web form")), lead(one))
        assert card(one).key == pytest.approx(ranking.key(again, round=1))
    assert card(leads[2]).key == before[leads[2]], "a callback is placed by its time"
    assert score() == {"scored": 0}, "nothing is new"
    with write_transaction() as now:
        services.unpublish(now=now)
    score()
    assert not models.LeadScore.objects.exists()
    assert [card(i).key for i in leads] == [pytest.approx(before[i]) for i in leads]


def score() -> object:
    """The worker's job, at once; what came of it."""
    Timer(score_job.KIND, score_job.EACH).look()
    Job.objects.filter(kind=score_job.KIND, state="waiting").update(run_at=clock.now())
    Job.objects.exclude(kind=score_job.KIND).delete()
    assert main.work_one()
    done = Job.objects.filter(kind=score_job.KIND, state="done").order_by("id").last()
    assert done is not None
    return done.result
