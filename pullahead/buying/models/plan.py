"""Buying jobs, scenarios, learning cycles and moments of truth of a deal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.buying.models.group import BuyingMember
from pullahead.buying.rules import JOB_MARKS, JOBS, JUDGED, MODES, SCENARIO_STATES
from pullahead.conversations.models import Conversation, Said
from pullahead.pipeline.models import Deal
from pullahead.team.models import Person


class BuyingJobMark(models.Model):
    """A mark of a buying job of the customer. Append-only by trigger; the last one counts."""

    deal = models.ForeignKey(
        Deal, on_delete=models.PROTECT, related_name="job_marks", db_index=False
    )
    job = models.CharField(max_length=12, choices=[(one, one) for one in JOBS])
    mark = models.CharField(max_length=8, choices=[(one, one) for one in JOB_MARKS])
    said = models.ForeignKey(
        Said, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="job_mark_job", condition=Q(job__in=JOBS)),
            models.CheckConstraint(name="job_mark_mark", condition=Q(mark__in=JOB_MARKS)),
        ]
        indexes = [
            # the last mark of each job of a deal
            models.Index(fields=["deal", "job", "id"], name="job_mark_last"),
        ]


class DealScenario(models.Model):
    """One way in which the purchase may go on."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="scenarios")
    text = models.CharField(max_length=300)
    state = models.CharField(
        max_length=8, default="watching", choices=[(one, one) for one in SCENARIO_STATES]
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    state_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="scenario_text", condition=~Q(text="")),
            models.CheckConstraint(name="scenario_state", condition=Q(state__in=SCENARIO_STATES)),
        ]


class ScenarioSign(models.Model):
    """A sign to watch for; seen, it makes its scenario more likely."""

    scenario = models.ForeignKey(DealScenario, on_delete=models.CASCADE, related_name="signs")
    text = models.CharField(max_length=300)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sign_text", condition=~Q(text="")),
        ]


class LearningCycle(models.Model):
    """A cycle of a deal: CAP-Do begins with the check, PDCA with the plan. One is open."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="cycles")
    mode = models.CharField(max_length=6, choices=[(one, one) for one in MODES])
    check_words = models.TextField(blank=True)
    check_at = models.DateTimeField(null=True)
    adjust = models.CharField(max_length=300, blank=True)
    adjust_at = models.DateTimeField(null=True)
    plan = models.CharField(max_length=300, blank=True)
    plan_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cycle_mode", condition=Q(mode__in=MODES)),
            models.UniqueConstraint(
                fields=["deal"], condition=Q(closed_at__isnull=True), name="cycle_open_once"
            ),
            *(
                models.CheckConstraint(
                    name=f"cycle_{step}",
                    condition=Q(**{field: "", f"{step}_at__isnull": True})
                    | (~Q(**{field: ""}) & Q(**{f"{step}_at__isnull": False})),
                )
                for step, field in (
                    ("check", "check_words"),
                    ("adjust", "adjust"),
                    ("plan", "plan"),
                )
            ),
        ]


class MomentOfTruth(models.Model):
    """A meeting that decides how the customer sees us, with its stake and its result.

    The stake and its factors are those of the day on which it was planned.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="moments")
    cycle = models.ForeignKey(
        LearningCycle, on_delete=models.SET_NULL, null=True, related_name="moments"
    )
    members = models.ManyToManyField(BuyingMember, related_name="moments")
    at = models.DateTimeField()
    expected = models.CharField(max_length=300)
    actual = models.CharField(max_length=300, blank=True)
    judged = models.CharField(max_length=6, blank=True, choices=[(one, one) for one in JUDGED])
    judged_at = models.DateTimeField(null=True)
    stake = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    chance = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    reach = models.DecimalField(max_digits=12, decimal_places=10, null=True)
    doubt = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    # the member with the greatest product of reach and doubt
    decisive = models.ForeignKey(
        BuyingMember, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, related_name="moments"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="moment_expected", condition=~Q(expected="")),
            models.CheckConstraint(
                name="moment_judged",
                condition=Q(actual="", judged="", judged_at__isnull=True)
                | (
                    ~Q(actual="")
                    & Q(judged__in=JUDGED, judged_at__isnull=False, conversation__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="moment_stake",
                condition=Q(stake__isnull=True)
                | Q(
                    value__isnull=False,
                    chance__isnull=False,
                    reach__isnull=False,
                    doubt__isnull=False,
                ),
            ),
        ]
