"""Roles of a value network, and the deliverables between them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pullahead.buying.models.group import BuyingMember
from pullahead.buying.value_rules import HOW, KINDS, RATING_LEAST, RATING_MOST
from pullahead.conversations.models import Promise
from pullahead.pipeline.models import Deal
from pullahead.team.models import Person

SIDES = ("ours", "theirs", "outside", "partner")


class ValueRole(models.Model):
    """A role that gives and gets value in a deal; a member or a colleague may fill it."""

    deal = models.ForeignKey(
        Deal, on_delete=models.CASCADE, related_name="value_roles", db_index=False
    )
    name = models.CharField(max_length=100)
    side = models.CharField(max_length=7, default="theirs", choices=[(one, one) for one in SIDES])
    member = models.ForeignKey(
        BuyingMember, on_delete=models.SET_NULL, null=True, related_name="value_roles"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="value_role_name", condition=~Q(name="")),
            models.CheckConstraint(name="value_role_side", condition=Q(side__in=SIDES)),
            models.CheckConstraint(
                name="value_role_filled", condition=Q(member__isnull=True) | Q(person__isnull=True)
            ),
            models.UniqueConstraint(fields=["deal", "name"], name="value_role_once"),
        ]


class Deliverable(models.Model):
    """Something that a role gives to another, with its number and the receiver's rating."""

    deal = models.ForeignKey(
        Deal, on_delete=models.CASCADE, related_name="deliverables", db_index=False
    )
    n = models.PositiveIntegerField()
    giver = models.ForeignKey(ValueRole, on_delete=models.CASCADE, related_name="gives")
    receiver = models.ForeignKey(ValueRole, on_delete=models.CASCADE, related_name="gets")
    what = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(one, one) for one in KINDS])
    rating = models.SmallIntegerField(null=True)
    # what it makes the receiver do
    triggers = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=7, blank=True, choices=[(one, one) for one in HOW])
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    promise = models.ForeignKey(
        Promise, on_delete=models.SET_NULL, null=True, related_name="deliverables"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="deliverable_what", condition=~Q(what="")),
            models.CheckConstraint(name="deliverable_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="deliverable_two", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="deliverable_rating",
                condition=Q(rating__isnull=True)
                | Q(rating__gte=RATING_LEAST, rating__lte=RATING_MOST),
            ),
            models.CheckConstraint(name="deliverable_how", condition=Q(how__in=("", *HOW))),
            models.CheckConstraint(
                name="deliverable_cost", condition=Q(cost__isnull=True) | Q(cost__gte=0)
            ),
            models.UniqueConstraint(fields=["deal", "n"], name="deliverable_once"),
        ]
