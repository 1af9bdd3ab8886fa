"""Tables of the calling rules: windows, rule packs, zone overrides, do-not-call lists."""

from __future__ import annotations

from datetime import time
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from pullahead.team.models import Person


class DncList(models.Model):
    """One version of an imported do-not-call list.

    Only the current version is in use. Versions being read, and earlier ones, are not.
    """

    name = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    # date of the list, from which its age counts
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(current=True), name="dnc_list_current"
            ),
        ]


class DncNumber(models.Model):
    """A number on a do-not-call list."""

    # the number first: the look-up at a pull and a dial is by number
    pk = models.CompositePrimaryKey("value", "of_id")
    of = models.ForeignKey(DncList, on_delete=models.CASCADE, related_name="numbers")
    value = models.CharField(max_length=20)


class DncPart(models.Model):
    """Some thousand lines of a list that waits to be read; deleted with its numbers' commit."""

    of = models.ForeignKey(DncList, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            # the next part of a list
            models.UniqueConstraint(fields=["of", "number"], name="dnc_part_once"),
        ]


class CallingWindow(models.Model):
    """Span of local time in which people may be called; rows of one jurisdiction are a group."""

    jurisdiction = models.CharField(max_length=10)
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="window_weekday", condition=Q(weekday__lte=6)),
            # a window that closes at 00:00 lasts to the end of its day
            models.CheckConstraint(
                name="window_order", condition=Q(opens__lt=F("closes")) | Q(closes=time(0))
            ),
        ]


class RulePack(models.Model):
    """Calling rules of one jurisdiction, in one version, from one day on. Never changed:

    an edit is a new version.

    The version with the latest day in the past applies; of equal days, the latest version.
    """

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    jurisdiction = models.CharField(max_length=10)
    valid_from = models.DateField()
    # as pullahead.compliance.packs reads them
    rules = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    # null: shipped with the product
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    # stamp of the latest row, to detect packs added since the last read
    stamp = models.UUIDField(default=uuid4, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="rule_pack_version"),
        ]


class ZoneOverride(models.Model):
    """Correction of the phone library for one prefix."""

    prefix = models.CharField(max_length=16, unique=True)
    zones = models.JSONField(default=list)
    jurisdiction = models.CharField(max_length=10, blank=True)
    toll_free = models.BooleanField(default=False)
