"""Versions of the scoring model and of the rates. None is deleted; at most one of each is used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class VersionState(models.TextChoices):
    """Values of the column, with their labels."""

    REFUSED = "refused"  # its backtest says that it may not be used
    KEPT = "kept"  # it may be used, and is not
    IN_USE = "in_use"


class ModelVersion(models.Model):
    """One fitted model with its backtest, as numbers and texts (scoring.serialization)."""

    created_at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    parameters = models.JSONField()
    # measures.Figures by name, and `today`: the log-loss of the version in use then
    figures = models.JSONField()
    # why it may not be used, in words
    refusals = models.JSONField(default=list)
    # how many leads it learned from, and how many outcomes were known then
    rows = models.PositiveIntegerField()
    outcomes = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=VersionState)
    # last publication, and its person (null: the worker, after the backtest)
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


class RatesVersion(models.Model):
    """Measured contact rates and minutes, with the data that they were measured on."""

    created_at = models.DateTimeField()
    # as pullahead.pull.contact_rates writes them
    figures = models.TextField()
    # contact_rates.Measured by name, without the rates
    counts = models.JSONField()
    in_use = models.BooleanField(default=False)
    # the last time they were put in use, and by whom (null: by themselves)
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rates_in_use_were_published",
                condition=Q(in_use=False) | Q(published_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["in_use"], condition=Q(in_use=True), name="rates_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"rates {self.pk}"
