"""Experiments on the order of pulls, and their drawn blocks."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pullahead.pull.experiment_rules import ExperimentState, Yardstick
from pullahead.pull.order_rules import Ordering
from pullahead.team.models import Person, Team


def _choices(
    values: type[Ordering] | type[ExperimentState] | type[Yardstick],
) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in values]


class ExperimentRow(models.Model):
    """Experiment of one team: two orders of its pulls, which change by half-day at random."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    question = models.CharField(max_length=200)
    usual = models.CharField(max_length=10, choices=_choices(Ordering))
    other = models.CharField(max_length=10, choices=_choices(Ordering))
    yardstick = models.CharField(max_length=10, choices=_choices(Yardstick))
    weeks = models.PositiveSmallIntegerField()
    # minutes at the start of each block that do not count
    washout = models.PositiveSmallIntegerField()
    # smallest effect of interest, as a share of the usual order's figure
    smallest = models.FloatField()
    state = models.CharField(max_length=10, choices=_choices(ExperimentState), default="planned")
    planned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    planned_at = models.DateTimeField()
    # the blocks follow from it; null until the start
    seed = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "pull_experiment"
        constraints = [
            # one at a time for a team; a pull finds it by this index
            models.UniqueConstraint(
                fields=["team"], condition=Q(state="running"), name="experiment_one_runs"
            ),
            models.CheckConstraint(name="experiment_orders_differ", condition=~Q(usual=F("other"))),
            models.CheckConstraint(
                name="experiment_dated",
                condition=Q(state="planned", seed__isnull=True, ends_at__isnull=True)
                | Q(
                    state__in=["running", "over", "stopped"],
                    seed__isnull=False,
                    ends_at__gt=F("starts_at"),
                ),
            ),
            models.CheckConstraint(
                name="experiment_stopped",
                condition=Q(state="stopped", stopped_at__isnull=False)
                | (~Q(state="stopped") & Q(stopped_at__isnull=True)),
            ),
        ]


class ExperimentBlockRow(models.Model):
    """Half-day of an experiment, with its drawn order. Written once, at the start."""

    experiment = models.ForeignKey(
        ExperimentRow, on_delete=models.CASCADE, related_name="blocks", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    # of two working days, in which each order has one first half and one second half
    pair = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    ends_at = models.DateTimeField()
    ordering = models.CharField(max_length=10, choices=_choices(Ordering))
    probability = models.FloatField()

    class Meta:
        db_table = "pull_experimentblock"
        constraints = [
            models.UniqueConstraint(fields=["experiment", "starts_at"], name="block_once"),
            models.CheckConstraint(
                name="block_forward",
                condition=Q(counts_from__gte=F("starts_at"), ends_at__gt=F("counts_from")),
            ),
            models.CheckConstraint(
                name="block_probability", condition=Q(probability__gt=0, probability__lt=1)
            ),
        ]
