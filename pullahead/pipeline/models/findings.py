"""Contacts of a deal, and findings in money with the contact who confirmed each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models.deals import Deal
from pullahead.pipeline.rules import FINDING_KINDS, FINDING_PERIODS, HOW_CONFIRMED
from pullahead.team.models import Person


class DealContact(models.Model):
    """A contact in a deal."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="contacts")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="deals")
    decides = models.BooleanField(default=False)
    sees_problem_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "contact"], name="deal_contact_once"),
        ]


class DealFinding(models.Model):
    """A problem, chance or recommendation in money; confirmed by a contact, or not yet."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=14, choices=[(one, one) for one in FINDING_KINDS])
    words = models.CharField(max_length=1000)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    # a year, or once
    period = models.CharField(max_length=4, choices=[(one, one) for one in FINDING_PERIODS])
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, blank=True, choices=[(one, one) for one in HOW_CONFIRMED])
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="finding_kind", condition=Q(kind__in=FINDING_KINDS)),
            models.CheckConstraint(name="finding_words", condition=~Q(words="")),
            models.CheckConstraint(name="finding_period", condition=Q(period__in=FINDING_PERIODS)),
            models.CheckConstraint(
                name="finding_amount", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="finding_confirmed",
                condition=Q(contact__isnull=True, confirmed_at__isnull=True, how="")
                | Q(contact__isnull=False, confirmed_at__isnull=False, how__in=HOW_CONFIRMED),
            ),
        ]
