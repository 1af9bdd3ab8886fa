"""Presence: what people did when. The state of now is in the person's row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PresenceState(models.TextChoices):
    """States of a person on the floor."""

    AVAILABLE = "available", _("Available")
    CLAIM = "claim", _("With a lead")
    WRAP_UP = "wrap_up", _("Wrap-up")
    BREAK = "break", _("Break")
    AWAY = "away", _("Away")


class Presence(models.Model):
    """Time that a person spent in a state, from its start to the start of the next state."""

    person = models.ForeignKey(
        "team.Person", on_delete=models.CASCADE, related_name="presences", db_index=False
    )
    state = models.CharField(max_length=9, choices=PresenceState)
    # the name of the break's reason; "" for other states
    reason = models.CharField(max_length=40, blank=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="presence_ends_after", condition=Q(to_at__gt=models.F("from_at"))
            ),
        ]
        indexes = [
            # the day of a person
            models.Index(fields=["person", "from_at"], name="presence_person"),
            # the day of a floor
            models.Index(fields=["from_at"], name="presence_from"),
            # the last hours of a floor
            models.Index(fields=["to_at"], name="presence_to"),
        ]


class BreakReason(models.Model):
    """Reason of a break that an agent can choose."""

    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
