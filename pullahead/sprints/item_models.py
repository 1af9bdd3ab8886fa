"""Items of the backlog, sprints of a week, hours of people in them, and reallocations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual

from pullahead.base.ids import new_id
from pullahead.conversations.models import Promise
from pullahead.pipeline.models import Deal
from pullahead.sprints.plan_models import BuyerStep, Objective
from pullahead.sprints.rules import (
    ACTIVITY,
    BACKLOG,
    DROPPED,
    IN_SPRINT,
    ITEM_KINDS,
    ITEM_STATES,
    SIZES,
)
from pullahead.team.models import Person, Pod, Skill

LIVE_ITEMS = (BACKLOG, IN_SPRINT)
OVER_REASON = 10  # characters at least


class Sprint(models.Model):
    """A week of a pod, from Monday. No worker opens or ends it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    pod = models.ForeignKey(Pod, on_delete=models.PROTECT, related_name="sprints", db_index=False)
    starts = models.DateField()
    goal = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    # one sentence of a buyer; without it, no buyer was asked in this week
    buyers_words = models.CharField(max_length=1000, blank=True)
    one_line = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pod", "starts"], name="sprint_once"),
        ]


class Capacity(models.Model):
    """Hours of a person in a sprint."""

    sprint = models.ForeignKey(
        Sprint, on_delete=models.CASCADE, related_name="capacities", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    hours = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sprint", "person"], name="capacity_once"),
            models.CheckConstraint(name="capacity_hours", condition=Q(hours__gte=0)),
        ]


class Item(models.Model):
    """Work that a deal still needs. In the sprint it has one promise, held by triggers."""

    id = models.UUIDField(primary_key=True, default=new_id)
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="items")
    pod = models.ForeignKey(Pod, on_delete=models.PROTECT, related_name="items", db_index=False)
    what = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ITEM_KINDS], default=ACTIVITY)
    # what a performer needs
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    step = models.ForeignKey(BuyerStep, on_delete=models.PROTECT, null=True, related_name="items")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, related_name="items"
    )
    size = models.CharField(max_length=1, choices=[(size, size) for size in SIZES])
    left_h = models.DecimalField(max_digits=5, decimal_places=2)
    # the last hours above 0: an item without hours left keeps its place
    weighed_h = models.DecimalField(max_digits=5, decimal_places=2)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=[(s, s) for s in ITEM_STATES], default=BACKLOG)
    # the week in which it is done, or was
    sprint = models.ForeignKey(Sprint, on_delete=models.PROTECT, null=True, related_name="items")
    performer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    promise = models.OneToOneField(
        Promise, on_delete=models.PROTECT, null=True, related_name="item"
    )
    over_reason = models.CharField(max_length=300, blank=True)
    blocked_why = models.CharField(max_length=300, blank=True)
    blocked_at = models.DateTimeField(null=True)
    # why it was dropped
    reason = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="item_what", condition=~Q(what="")),
            models.CheckConstraint(name="item_kind", condition=Q(kind__in=ITEM_KINDS)),
            models.CheckConstraint(name="item_size", condition=Q(size__in=tuple(SIZES))),
            models.CheckConstraint(name="item_state", condition=Q(state__in=ITEM_STATES)),
            models.CheckConstraint(name="item_hours", condition=Q(left_h__gte=0, weighed_h__gt=0)),
            models.CheckConstraint(
                name="item_in_sprint",
                condition=~Q(state=IN_SPRINT) | Q(sprint__isnull=False, promise__isnull=False),
            ),
            models.CheckConstraint(
                name="item_in_backlog",
                condition=~Q(state=BACKLOG) | Q(sprint__isnull=True, performer__isnull=True),
            ),
            models.CheckConstraint(
                name="item_dropped", condition=~Q(state=DROPPED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="item_blocked",
                condition=Q(blocked_why="", blocked_at__isnull=True)
                | (~Q(blocked_why="") & Q(blocked_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="item_over_reason",
                condition=Q(over_reason="")
                | Q(GreaterThanOrEqual(Length(F("over_reason")), OVER_REASON)),
            ),
            models.UniqueConstraint(
                fields=["pod"],
                condition=Q(urgent=True, state__in=LIVE_ITEMS),
                name="item_urgent_once",
            ),
        ]
        indexes = [
            # the backlog and the sprints of a pod
            models.Index(fields=["pod"], condition=Q(state__in=LIVE_ITEMS), name="item_live"),
        ]


class Reallocation(models.Model):
    """Hours of a person moved from one item to another: what was dropped, for what, and why.

    Append-only but for the agreement of the person, which is given once.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moved_away")
    to_item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moved_here")
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=300)
    # costs of a day's wait; null: the deal has no value
    day_cost_from = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    day_cost_to = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    # the new date of the dropped promise; null: it is revoked
    new_due = models.DateField(null=True)
    # the dropped promise, if its requester is a buyer: who must be told
    told_about = models.ForeignKey(
        Promise, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reallocation_items", condition=~Q(from_item=F("to_item"))),
            models.CheckConstraint(name="reallocation_reason", condition=~Q(reason="")),
        ]
