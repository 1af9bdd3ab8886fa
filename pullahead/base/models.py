"""Tables without a package of their own: settings, journal, retries, jobs, keys."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Setting(models.Model):
    """One named value that every process must share, such as *this is a demo database*."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()


class Journal(models.Model):
    """Events in order. Append-only by trigger; ids, codes and numbers only.

    The journal contains no name, number, address or note. So a person can be erased while the
    journal remains.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    lead_id = models.UUIDField(null=True)
    deal_id = models.UUIDField(null=True)
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # the story of one lead, on its page
            models.Index(fields=["lead_id", "id"], name="journal_lead"),
            # the time line of one deal
            models.Index(
                fields=["deal_id", "id"], condition=Q(deal_id__isnull=False), name="journal_deal"
            ),
            # what one person did, newest first
            models.Index(fields=["actor_id", "id"], name="journal_actor"),
        ]


class Retry(models.Model):
    """Stored answer to an idempotency key, so that a retry gets an equal one.

    `owner` is the owner of the API key (source or agent), because two owners may choose the same
    idempotency key.
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


class JobState(models.TextChoices):
    """Values of the column, with their labels."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """Job for the worker: its kind, its progress, its lease. base.jobs writes it.

    The lease is a random token with an end. Every write for the job includes the token. A worker
    that froze, and resumes after another took its lease, can therefore not write twice.
    """

    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    # at most one open job of a key at a time; blank: no limit
    key = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=9, choices=JobState, default=JobState.WAITING)
    token = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    # leases since its last progress
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0 = not known
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    run_at = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_runs_under_a_lease",
                condition=Q(state="running", token__isnull=False, leased_until__isnull=False)
                | (~Q(state="running") & Q(token__isnull=True, leased_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_over_has_its_end",
                condition=Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(key=""),
                name="job_open_once_a_key",
            ),
        ]
        indexes = [
            # what is to be done next
            models.Index(
                fields=["run_at", "id"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_next",
            ),
        ]


class ApiKey(models.Model):
    """Base of the tables of API keys. A key is shown once and stored as a hash."""

    label = models.CharField(max_length=100, blank=True)
    start = models.CharField(max_length=10)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
