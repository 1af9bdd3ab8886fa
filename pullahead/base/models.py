"""Tables that no single room owns: settings kept in the database, the journal, retries."""

from __future__ import annotations

from django.db import models


class Setting(models.Model):
    """One named value that every process must share, such as *this is a demo database*."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()


class Journal(models.Model):
    """What happened, in order. Append-only by trigger; ids, codes and numbers only.

    No name, number, address or note ever stands here, so that erasing a person and keeping the
    journal can both be true.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    lead_id = models.UUIDField(null=True)
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # the story of one lead, on its page
            models.Index(fields=["lead_id", "id"], name="journal_lead"),
            # what one person did, newest first
            models.Index(fields=["actor_id", "id"], name="journal_actor"),
        ]


class Retry(models.Model):
    """The answer that an idempotency key was given, so that a retry gets the same one.

    `owner` is whose key it is (a source's or an agent's API key), for two may choose alike.
    """

    owner = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="retry_once"),
        ]


class ApiKey(models.Model):
    """What the rooms' key tables share. The key itself is shown once and kept as a hash."""

    label = models.CharField(max_length=100, blank=True)
    start = models.CharField(max_length=10)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
