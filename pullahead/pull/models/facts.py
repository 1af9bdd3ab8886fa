"""Facts for measures: when a card was ready, and what became of each callback."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.leads.models import Lead
from pullahead.pull.fact_rules import CallbackEnd
from pullahead.pull.models.claims import ClaimRow
from pullahead.team.models import Person


class IntervalRow(models.Model):
    """Time in which a card was ready; one that is still ready has `CardRow.ready_at` instead.

    Written when the card stops being ready, or moves to another lane or round. Its age may change
    the piece of its curve meanwhile: the lane is that at the end.
    """

    id = models.BigAutoField(primary_key=True)
    # no foreign key: a pull writes one, and nothing reads a lead through it
    lead_id = models.UUIDField()
    # null: written by the upgrade, where no receipt has the lane
    lane_id = models.BigIntegerField(null=True)
    round = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=40, blank=True, db_default="")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "pull_interval"
        constraints = [
            models.CheckConstraint(
                name="interval_forward", condition=Q(until__gt=models.F("since"))
            ),
        ]
        indexes = [
            # intervals of a period: spoilage, and whether a lead was ready
            models.Index(fields=["until"], name="interval_until"),
        ]


class CallbackRow(models.Model):
    """Dated agreement with a customer: who is to call, when, and how it was resolved."""

    id = models.BigAutoField(primary_key=True)
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, related_name="callbacks", db_index=False
    )
    # the claim whose settle agreed it; null for one that returned without a claim
    claim = models.ForeignKey(
        ClaimRow, on_delete=models.SET_NULL, null=True, related_name="callbacks"
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    how = models.CharField(
        max_length=10, blank=True, db_default="", choices=[(e.value, e.value) for e in CallbackEnd]
    )

    class Meta:
        db_table = "pull_callback"
        constraints = [
            models.CheckConstraint(
                name="callback_resolved",
                condition=Q(resolved_at__isnull=True, how="")
                | (Q(resolved_at__isnull=False) & ~Q(how="")),
            ),
        ]
        indexes = [
            # callbacks due in a period
            models.Index(fields=["due_at"], name="callback_due"),
            # the open callback of a lead
            models.Index(
                fields=["lead"], condition=Q(resolved_at__isnull=True), name="callback_open"
            ),
        ]


class SecondLook(models.Model):
    """Second look at a lead that an agent closed as dead, and what another agent found."""

    # the claim that closed the lead
    claim = models.OneToOneField(
        ClaimRow, on_delete=models.CASCADE, primary_key=True, related_name="second_look"
    )
    # one draw a lead
    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, related_name="second_look")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    was_reached = models.BooleanField()
    probability = models.FloatField()
    drawn_at = models.DateTimeField()
    # the claim of another agent that settled it; whether the lead was alive
    look = models.ForeignKey(
        ClaimRow, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)
    success = models.BooleanField(null=True)

    class Meta:
        db_table = "pull_secondlook"
        constraints = [
            models.CheckConstraint(
                name="look_probability", condition=Q(probability__gt=0, probability__lte=1)
            ),
            models.CheckConstraint(
                name="look_settled",
                condition=Q(settled_at__isnull=True, success__isnull=True)
                | Q(settled_at__isnull=False, success__isnull=False),
            ),
        ]
        indexes = [
            # looks without a result, and the looks of a year
            models.Index(fields=["drawn_at"], name="look_drawn"),
        ]
