"""Comparisons of two call scripts, and the script that was drawn for each lead."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pullahead.leads.models import Lead, Source
from pullahead.pull.experiment_rules import ExperimentState
from pullahead.pull.script_comparison_rules import ComparedKind, ScriptArm, ScriptYardstick
from pullahead.team.models import Person


class ScriptComparisonRow(models.Model):
    """Comparison of a text of a source with another one, by lead: call script or message."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(
        max_length=10, choices=[(one, one) for one in ComparedKind], default="script"
    )
    question = models.CharField(max_length=200)
    yardstick = models.CharField(max_length=10, choices=[(one, one) for one in ScriptYardstick])
    # texts as script_comparison_rules.stored; A is null until the start
    script_a = models.JSONField(null=True)
    script_b = models.JSONField()
    # probability of B
    share_b = models.FloatField()
    # weeks in which leads are drawn, and days in which each lead's result counts
    weeks = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=[(one, one) for one in ExperimentState], default="planned"
    )
    planned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    planned_at = models.DateTimeField()
    # the draws follow from it; null until the start
    seed = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField(null=True)
    draws_until = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # when text B became the source's, and what it replaced: {"script": stored, or null}
    used_at = models.DateTimeField(null=True)
    replaced = models.JSONField(null=True)

    class Meta:
        db_table = "pull_scriptcomparison"
        constraints = [
            # one at a time for a source
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="script_comparison_one_runs"
            ),
            models.CheckConstraint(
                name="script_comparison_share", condition=Q(share_b__gt=0, share_b__lt=1)
            ),
            models.CheckConstraint(
                name="script_comparison_dated",
                condition=Q(state="planned", seed__isnull=True, ends_at__isnull=True)
                | Q(
                    state__in=["running", "over", "stopped"],
                    seed__isnull=False,
                    script_a__isnull=False,
                    draws_until__gt=F("starts_at"),
                    ends_at__gt=F("draws_until"),
                ),
            ),
            models.CheckConstraint(
                name="script_comparison_stopped",
                condition=Q(state="stopped", stopped_at__isnull=False)
                | (~Q(state="stopped") & Q(stopped_at__isnull=True)),
            ),
        ]
        indexes = [
            # whether a pull must draw: the few that run
            models.Index(
                fields=["draws_until"], condition=Q(state="running"), name="script_comparison_draws"
            ),
        ]


class ScriptDrawRow(models.Model):
    """Script of a lead, drawn at its first pull. Written once; a lead has one at most."""

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, primary_key=True, related_name="+")
    comparison = models.ForeignKey(
        ScriptComparisonRow, on_delete=models.CASCADE, related_name="draws"
    )
    arm = models.CharField(max_length=1, choices=[(one, one) for one in ScriptArm])
    # of this draw
    probability = models.FloatField()
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "pull_scriptdraw"
        constraints = [
            models.CheckConstraint(
                name="script_draw_probability", condition=Q(probability__gt=0, probability__lt=1)
            ),
        ]
