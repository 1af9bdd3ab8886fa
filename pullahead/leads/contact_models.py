"""People of a customer, without a card: who decides, who advises, who is only known by role."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.base.ids import new_id


class ContactSide(models.TextChoices):
    """Place of a contact: in the customer's company, outside with influence, or our partner."""

    THEIRS = "theirs"
    OUTSIDE = "outside"
    PARTNER = "partner"


class Contact(models.Model):
    """A person of a company, or a role that no one has a name for yet. Forgotten: all is empty."""

    id = models.UUIDField(primary_key=True, default=new_id)
    company = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    as_role = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=7, choices=ContactSide, default=ContactSide.THEIRS)
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.SET_NULL, null=True, related_name="contacts"
    )
    added_at = models.DateTimeField()
    # when the contact was informed that we hold their data (GDPR 14)
    told_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_named",
                condition=~Q(name="") | ~Q(as_role="") | Q(forgotten_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_forgotten",
                condition=Q(forgotten_at__isnull=True)
                | Q(company="", name="", as_role="", email="", phone="", lead__isnull=True),
            ),
            models.CheckConstraint(
                name="contact_side", condition=Q(side__in=("theirs", "outside", "partner"))
            ),
        ]
