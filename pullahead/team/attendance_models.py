"""Shifts, leave, limits of work and standing. Each index names the question that it answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ShiftPlan(models.Model):
    """Weekly shifts of a person, or of all people of a team without their own.

    A change ends the row and adds another, so that reports know the plan of each day.
    """

    person = models.ForeignKey(
        "team.Person", on_delete=models.CASCADE, null=True, related_name="shift_plans"
    )
    team = models.ForeignKey(
        "team.Team", on_delete=models.CASCADE, null=True, related_name="shift_plans"
    )
    # blank = the zone of the team's working hours
    zone = models.CharField(max_length=60, blank=True)
    # as calendar_input.days_as_json writes a week
    week = models.JSONField()
    from_at = models.DateTimeField()
    # null = in force
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shift_of_one",
                condition=Q(person__isnull=True, team__isnull=False)
                | Q(person__isnull=False, team__isnull=True),
            ),
            models.CheckConstraint(
                name="shift_ends_after",
                condition=Q(to_at__isnull=True) | Q(to_at__gte=models.F("from_at")),
            ),
            # the plan in force of a person, and of a team
            models.UniqueConstraint(
                fields=["person"], condition=Q(to_at__isnull=True), name="shift_person_now"
            ),
            models.UniqueConstraint(
                fields=["team"], condition=Q(to_at__isnull=True), name="shift_team_now"
            ),
        ]


class LeaveKind(models.TextChoices):
    """Kinds of leave."""

    VACATION = "vacation", _("Vacation")
    SICK = "sick", _("Sick leave")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other leave")


class Leave(models.Model):
    """Days on which a person does not work, from the first moment to the last, exclusive."""

    person = models.ForeignKey(
        "team.Person", on_delete=models.CASCADE, related_name="leaves", db_index=False
    )
    kind = models.CharField(max_length=8, choices=LeaveKind)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after", condition=Q(to_at__gt=models.F("from_at"))
            ),
        ]
        indexes = [
            # the leave of a person now and later
            models.Index(fields=["person", "to_at"], name="leave_person"),
        ]


class WorkLimit(models.Model):
    """Limits of work of a person, or of each person of a team without their own; null: none."""

    person = models.OneToOneField(
        "team.Person", on_delete=models.CASCADE, null=True, related_name="work_limit"
    )
    team = models.OneToOneField(
        "team.Team", on_delete=models.CASCADE, null=True, related_name="work_limit"
    )
    # callbacks and follow-ups that a person owns
    open_work = models.PositiveIntegerField(null=True)
    # leads pulled within an hour and a day, without own callbacks and follow-ups
    per_hour = models.PositiveIntegerField(null=True)
    per_day = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="work_limit_of_one",
                condition=Q(person__isnull=True, team__isnull=False)
                | Q(person__isnull=False, team__isnull=True),
            ),
        ]


class Standing(models.Model):
    """Standing of a person, as published once a day. An old or absent row has no effect."""

    person = models.OneToOneField(
        "team.Person", on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    score = models.FloatField()
    # name → share from 0 to 1, of the parts that could be judged
    parts = models.JSONField(default=dict)
    # claims in the window
    claims = models.PositiveIntegerField(default=0)
    # fresh leads in at most every n-th pull; 0: no limit
    every = models.PositiveSmallIntegerField(default=0)
    # events behind the parts; null: not measured
    worked = models.PositiveIntegerField(null=True)
    callbacks_kept = models.PositiveIntegerField(null=True)
    callbacks_due = models.PositiveIntegerField(null=True)
    quick = models.PositiveIntegerField(null=True)
    quick_of = models.PositiveIntegerField(null=True)
    # results over expectation: sales, expected sales, strength of the prior; null: no pull counts
    wins = models.PositiveIntegerField(null=True)
    expected = models.FloatField(null=True)
    strength = models.FloatField(null=True)
    # the first publication, from which the trial period counts
    first_at = models.DateTimeField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="standing_every", condition=Q(every__in=[0, 2, 4])),
            models.CheckConstraint(
                name="standing_score", condition=Q(score__gte=0) & Q(score__lte=100)
            ),
            models.CheckConstraint(
                name="standing_counts",
                condition=Q(worked__lte=F("claims"))
                & Q(callbacks_kept__lte=F("callbacks_due"))
                & Q(quick__lte=F("quick_of")),
            ),
            models.CheckConstraint(
                name="standing_results",
                condition=Q(wins__isnull=True, expected__isnull=True, strength__isnull=True)
                | Q(wins__isnull=False, expected__gte=0, strength__gt=0),
            ),
        ]
