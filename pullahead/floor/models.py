"""Alerts and their recipients, messages to agents, targets of the wallboard, snapshots."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.floor.rules import FloorAlertKind
from pullahead.leads.models import Source
from pullahead.pull.models import ClaimRow
from pullahead.team.models import Person, Team


class FloorAlert(models.Model):
    """Alert of a team, a source or a person, from its opening to its end."""

    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in FloorAlertKind])
    # the subject: one open alert for each key
    key = models.CharField(max_length=40)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(closed_at__isnull=True), name="floor_alert_open_once"
            ),
            models.CheckConstraint(
                name="floor_alert_seen",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]
        indexes = [
            # the latest alerts, and those that can be deleted
            models.Index(fields=["opened_at"], name="floor_alert_opened"),
        ]


class AlertRecipient(models.Model):
    """Person who gets alerts by mail, and the address. A team lead gets those of their team."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    email = models.CharField(max_length=254)


class FloorMessageRow(models.Model):
    """Message of a team lead to an agent, about one result, or in general."""

    class About(models.TextChoices):
        PRAISE = "praise"
        ASK = "ask"
        CORRECT = "correct"
        NOTE = "note"

    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(max_length=7, choices=About)
    claim = models.ForeignKey(ClaimRow, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "floor_message"
        constraints = [
            models.CheckConstraint(
                name="floor_message_says", condition=~Q(text="") | Q(about="praise")
            ),
        ]
        indexes = [
            # unread messages of an agent
            models.Index(
                fields=["to", "at"], condition=Q(read_at__isnull=True), name="floor_message_unread"
            ),
        ]


class WallboardTarget(models.Model):
    """Target of one figure on the wallboard of a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    figure = models.CharField(max_length=20)
    target = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "figure"], name="wallboard_target_once"),
        ]


class TeamFigures(models.Model):
    """Figures of a team that the worker computes from reports each minute."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="+")
    # callbacks that were due today
    callbacks_due = models.PositiveIntegerField(default=0)
    callbacks_kept = models.PositiveIntegerField(default=0)
    callbacks_rescued = models.PositiveIntegerField(default=0)
    callbacks_missed = models.PositiveIntegerField(default=0)
    # worth that ready leads lose a minute, by cause; null with very many ready leads
    lost_not_pulled = models.FloatField(null=True)
    lost_all_busy = models.FloatField(null=True)
    lost_no_skill = models.FloatField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "floor_team_figures"
        constraints = [
            models.CheckConstraint(
                name="team_figures_add_up",
                condition=Q(
                    callbacks_due__gte=models.F("callbacks_kept")
                    + models.F("callbacks_rescued")
                    + models.F("callbacks_missed")
                ),
            ),
        ]


class FloorSnapshot(models.Model):
    """Floor of one team, or of all, made once for all its viewers."""

    # team (0: all teams) and page of the people
    key = models.CharField(max_length=40, primary_key=True)
    # JSON text, read and replaced whole; blank while the first one is made
    body = models.TextField(blank=True)
    version = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()


class HourFacts(models.Model):
    """Facts of work of one UTC hour, column by column, as reports pack them."""

    hour = models.DateTimeField(primary_key=True)
    # each change of a fact of the hour adds one and deletes the body (floor/schema.py)
    version = models.PositiveIntegerField(default=0, db_default=0)
    body = models.BinaryField(null=True)
    begun_at = models.DateTimeField()
    # waits were open: build it again then; null while nothing can change by time alone
    again_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "floor_hour"
        indexes = [
            # hours whose waits were open
            models.Index(
                fields=["again_at"], condition=Q(again_at__isnull=False), name="floor_hour_again"
            ),
            # hours without facts yet, and those whose facts changed
            models.Index(
                fields=["hour"], condition=Q(body__isnull=True), name="floor_hour_unbuilt"
            ),
        ]
