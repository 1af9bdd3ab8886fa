"""Pods: small groups with their own deals, limit, vision and rights to decide."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class PodKind(models.TextChoices):
    """Kind of a pod: a pod with its own deals, or a shared pod that others ask (pricing, legal)."""

    OWN = "own"
    SHARED = "shared"


class RightKind(models.TextChoices):
    """Kind of a right to grant without asking: percent of the price, or days free."""

    DISCOUNT = "discount"
    FREE_DAYS = "free_days"


class Pod(models.Model):
    """Small group of a team that shares deals and their limit. Each team has one default pod.

    The default pod is made with its team, so it alone may lack a vision.
    """

    team = models.ForeignKey("team.Team", on_delete=models.PROTECT, related_name="pods")
    name = models.CharField(max_length=100)
    is_default = models.BooleanField(default=False)
    kind = models.CharField(max_length=6, choices=PodKind, default=PodKind.OWN, db_default="own")
    vision = models.CharField(max_length=300, blank=True, default="", db_default="")
    goal = models.CharField(max_length=300, blank=True, default="", db_default="")
    # days of the week, Monday is 1: "14" = Monday and Thursday
    stand_up_days = models.CharField(max_length=5, default="12345", db_default="12345")
    # of one hour of work, in the organization's currency; null: not known
    hour_cost = models.DecimalField(max_digits=8, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(is_default=True), name="pod_default"
            ),
            models.UniqueConstraint(fields=["team", "name"], name="pod_name"),
            models.CheckConstraint(name="pod_kind", condition=Q(kind__in=("own", "shared"))),
            models.CheckConstraint(
                name="pod_default_own", condition=Q(is_default=False) | Q(kind="own")
            ),
            models.CheckConstraint(name="pod_vision", condition=Q(is_default=True) | ~Q(vision="")),
            models.CheckConstraint(name="pod_stand_up", condition=~Q(stand_up_days="")),
            models.CheckConstraint(
                name="pod_hour_cost", condition=Q(hour_cost__isnull=True) | Q(hour_cost__gte=0)
            ),
        ]


class PodMember(models.Model):
    """Share of a person's week in a pod. A trigger limits the sum of a person to 100 %."""

    pod = models.ForeignKey(Pod, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("team.Person", on_delete=models.CASCADE, related_name="shares")
    share = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pod", "person"], name="pod_member_once"),
            models.CheckConstraint(
                name="pod_member_share", condition=Q(share__gte=1, share__lte=100)
            ),
        ]


class DecisionRight(models.Model):
    """Amount up to which members of a pod grant something to a customer without asking.

    A right that a pod no longer has is 0; the row stays for the grants that name it.
    """

    pod = models.ForeignKey(Pod, on_delete=models.CASCADE, related_name="rights")
    what = models.CharField(max_length=9, choices=RightKind)
    up_to = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pod", "what"], name="decision_right_once"),
            models.CheckConstraint(
                name="decision_right_what", condition=Q(what__in=("discount", "free_days"))
            ),
            models.CheckConstraint(
                name="decision_right_up_to",
                condition=Q(up_to__gte=0) & (~Q(what="discount") | Q(up_to__lte=100)),
            ),
        ]
