"""The versions of the chance. None is ever deleted; at most one is in use."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Version(models.Model):
    """One fitted model with its back-test. Its parameters are numbers and texts (learn.stored)."""

    class State(models.TextChoices):
        REFUSED = "refused"  # its back-test says that it may not be used
        KEPT = "kept"  # it may be used, and is not
        IN_USE = "in_use"

    created_at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    parameters = models.JSONField()
    # learn.measures.Figures by name, and `today`: the log-loss of what was in use then
    figures = models.JSONField()
    # why it may not be used, in words
    refusals = models.JSONField(default=list)
    # how many leads it learned from, and how many outcomes were known then
    rows = models.PositiveIntegerField()
    outcomes = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State)
    # the last time it was put in use, and by whom (null: by itself, after its back-test)
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="version_state", condition=Q(state__in=["refused", "kept", "in_use"])
            ),
            models.CheckConstraint(
                name="version_in_use_was_published",
                condition=~Q(state="in_use") | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_refused_never_published",
                condition=~Q(state="refused") | Q(published_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="in_use"), name="version_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"
