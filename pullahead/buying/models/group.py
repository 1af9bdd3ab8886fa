"""Members of a buying group, their roles, and who influences whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pullahead.buying.rules import ROLES, STANCES
from pullahead.conversations.models import Said
from pullahead.pipeline.models import Deal, DealContact
from pullahead.team.models import Person

STRENGTHS = (1, 2, 3)


class BuyingMember(models.Model):
    """A contact of a deal as a member of its buying group. Whether they decide is on the contact.

    A contact without a row is a member of whom no role, stance or influence is known.
    """

    deal_contact = models.OneToOneField(
        DealContact, on_delete=models.CASCADE, primary_key=True, related_name="member"
    )
    stance = models.CharField(max_length=9, blank=True, choices=[(one, one) for one in STANCES])
    stance_at = models.DateTimeField(null=True)
    brought_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="brought"
    )
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="member_stance",
                condition=Q(stance="", stance_at__isnull=True)
                | Q(stance__in=list(STANCES), stance_at__isnull=False),
            ),
            models.CheckConstraint(
                name="member_brought",
                condition=Q(brought_by__isnull=True) | ~Q(brought_by=F("deal_contact")),
            ),
        ]


class MemberRole(models.Model):
    """A role of a member in the buying decision."""

    member = models.ForeignKey(
        BuyingMember, on_delete=models.CASCADE, related_name="roles", db_index=False
    )
    role = models.CharField(max_length=10, choices=[(one, one) for one in ROLES])

    class Meta:
        constraints = [
            models.CheckConstraint(name="member_role", condition=Q(role__in=ROLES)),
            models.UniqueConstraint(fields=["member", "role"], name="member_role_once"),
        ]


class Influence(models.Model):
    """Influence of one member on another of the same deal (trigger)."""

    who = models.ForeignKey(
        BuyingMember, on_delete=models.CASCADE, related_name="influences", db_index=False
    )
    whom = models.ForeignKey(BuyingMember, on_delete=models.CASCADE, related_name="influenced_by")
    # in our favor, or against us
    helps = models.BooleanField(default=True)
    strength = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["who", "whom"], name="influence_once"),
            models.CheckConstraint(name="influence_other", condition=~Q(who=F("whom"))),
            models.CheckConstraint(name="influence_strength", condition=Q(strength__in=STRENGTHS)),
        ]


class DealFrame(models.Model):
    """The job that the customer wants to get done with this purchase, in their words."""

    deal = models.OneToOneField(
        Deal, on_delete=models.CASCADE, primary_key=True, related_name="frame"
    )
    job_to_be_done = models.CharField(max_length=500)
    said = models.ForeignKey(
        Said, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="frame_job", condition=~Q(job_to_be_done="")),
        ]
