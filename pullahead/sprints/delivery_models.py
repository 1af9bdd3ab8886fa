"""Offers, how they fit the buyer's objectives, and what was granted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.base.ids import new_id
from pullahead.conversations.models import Promise
from pullahead.pipeline.models import Deal
from pullahead.sprints.plan_models import Objective
from pullahead.sprints.plan_rules import CONCESSIONS, FITS, OFFER_KINDS, UNKNOWN
from pullahead.team.models import DecisionRight, Person


class Offer(models.Model):
    """A product or service of ours, or of a partner; a retired one is offered no more."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=[(one, one) for one in OFFER_KINDS])
    # '' = ours
    partner = models.CharField(max_length=120, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_name", condition=~Q(name="")),
            models.CheckConstraint(name="offer_kind", condition=Q(kind__in=OFFER_KINDS)),
            models.UniqueConstraint(fields=["name", "partner"], name="offer_once"),
        ]


class Fit(models.Model):
    """Verdict on an offer for an objective, and the gap if the offer does not meet it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="fits", db_index=False
    )
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="fits")
    fit = models.CharField(max_length=7, choices=[(one, one) for one in FITS], default=UNKNOWN)
    gap = models.CharField(max_length=300, blank=True)
    # a promise that the buyer declared satisfied
    proof = models.ForeignKey(
        Promise, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["objective", "offer"], name="fit_once"),
            models.CheckConstraint(name="fit_word", condition=Q(fit__in=FITS)),
        ]


class Concession(models.Model):
    """Something granted to the buyer of a deal, by a right of the pod or at a request to another.

    With a promise, it is asked for until the other pod promises. One of a kind by right for each
    deal: two of 5 % would pass a right of 5 %.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="concessions")
    what = models.CharField(max_length=9, choices=[(one, one) for one in CONCESSIONS])
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    right = models.ForeignKey(
        DecisionRight, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    promise = models.OneToOneField(
        Promise, on_delete=models.PROTECT, null=True, related_name="concession"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="concession_by_right_or_request",
                condition=Q(right__isnull=False, promise__isnull=True)
                | Q(right__isnull=True, promise__isnull=False),
            ),
            models.CheckConstraint(name="concession_what", condition=Q(what__in=CONCESSIONS)),
            models.CheckConstraint(name="concession_amount", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["deal", "what"],
                condition=Q(right__isnull=False),
                name="concession_by_right_once",
            ),
        ]
