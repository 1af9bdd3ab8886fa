"""Figures of flow that are stored: one row for each day of a team, and its baseline."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.pipeline.models.workflow import Workflow
from pullahead.team.models import Team


class FlowDay(models.Model):
    """Figures of one past day of a team, in its zone. The worker writes them from transitions.

    Each row can be recomputed, and an import or a reopened deal changes it.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    # deals that started on the day
    arrivals = models.PositiveIntegerField()
    # deals whose last close was on the day: [how, cycle days, days since creation], sorted
    closes = models.JSONField()
    # deals in each stage at the end of the day, by the id of the stage; none: left out
    wip = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "day"], name="flow_day_once")]


class FlowBaseline(models.Model):
    """Deals that a team closed before the first publish. Append-only by trigger.

    The first publish adds the first row, and an import of older deals another one. The newest
    row is the baseline.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # day of the first publish, which is neither before nor after
    published_on = models.DateField()
    # [how, days since creation], sorted
    closes = models.JSONField()
    cause = models.CharField(max_length=7)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="flow_baseline_cause", condition=Q(cause__in=("publish", "import"))
            ),
        ]
