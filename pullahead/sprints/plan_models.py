"""The buyer's objectives, steps, and the changes of both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.base.ids import new_id
from pullahead.conversations.models import Conversation, Said
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import Deal
from pullahead.sprints.plan_rules import (
    BUYING_JOBS,
    CHANGE_ANSWERS,
    CHANGE_FIELDS,
    OBJECTIVE_STATES,
    OPEN,
    STEP_STATES,
)


class Objective(models.Model):
    """A result that the buyer wants, in the buyer's words."""

    id = models.UUIDField(primary_key=True, default=new_id)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="objectives")
    words = models.CharField(max_length=300)
    # how the buyer will see that it is met
    measure = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=7, choices=[(one, one) for one in OBJECTIVE_STATES], default=OPEN
    )
    # the words of theirs that it was taken from
    said = models.ForeignKey(
        Said, on_delete=models.PROTECT, null=True, related_name="objectives", db_index=False
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="objective_words", condition=~Q(words="")),
            models.CheckConstraint(name="objective_state", condition=Q(state__in=OBJECTIVE_STATES)),
        ]


class BuyerStep(models.Model):
    """A step of the buyer's own way to a decision; `position` is its place among them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="buyer_steps")
    name = models.CharField(max_length=120)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    due = models.DateField(null=True)
    # what the buyer needs for it from us
    needs = models.CharField(max_length=300, blank=True)
    job = models.CharField(max_length=12, blank=True, choices=[(one, one) for one in BUYING_JOBS])
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=[(o, o) for o in STEP_STATES], default=OPEN)
    said = models.ForeignKey(
        Said, on_delete=models.PROTECT, null=True, related_name="buyer_steps", db_index=False
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="buyer_step_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="buyer_step_job", condition=Q(job="") | Q(job__in=BUYING_JOBS)
            ),
            models.CheckConstraint(name="buyer_step_state", condition=Q(state__in=STEP_STATES)),
        ]


class BuyerChange(models.Model):
    """A change on the buyer's side: append-only but for its answer, which is given once.

    `was` and `now` contain ids of contacts, never their names.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="buyer_changes")
    step = models.ForeignKey(
        BuyerStep, on_delete=models.PROTECT, null=True, related_name="changes", db_index=False
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, related_name="changes", db_index=False
    )
    field = models.CharField(max_length=8, choices=[(one, one) for one in CHANGE_FIELDS])
    was = models.CharField(max_length=300, blank=True)
    now = models.CharField(max_length=300, blank=True)
    # of the talk: late typing counts against us
    heard_at = models.DateTimeField()
    # in which it was heard; null: entered by hand
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(
        max_length=7, blank=True, choices=[(one, one) for one in CHANGE_ANSWERS]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="buyer_change_field", condition=Q(field__in=CHANGE_FIELDS)),
            models.CheckConstraint(
                name="buyer_change_of", condition=Q(step__isnull=True) | Q(objective__isnull=True)
            ),
            models.CheckConstraint(
                name="buyer_change_answered",
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answer__in=CHANGE_ANSWERS),
            ),
        ]
        indexes = [
            # changes to answer first: of a deal, and of a pod's stand-up
            models.Index(
                fields=["deal"], condition=Q(answered_at__isnull=True), name="buyer_change_open"
            ),
        ]
