"""Endpoints and their events, messages, delivery attempts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pullahead.base.models import Journal


class Endpoint(models.Model):
    """Address of another system that receives events, with the secret that signs them.

    The secret is stored as it is: a signature needs it, and a receiver checks with the same one.
    """

    # random text in the id of each message, so that two installations never send the same id
    tag = models.CharField(max_length=16, unique=True)
    label = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=100)
    # signs too until then, so that a receiver can change its secret without a gap
    old_secret = models.CharField(max_length=100, blank=True)
    old_secret_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    # failures in a row over all messages, and the end of the pause after the last
    failures = models.PositiveIntegerField(default=0)
    resume_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="endpoint_old_secret_ends",
                condition=Q(old_secret="", old_secret_until__isnull=True)
                | (~Q(old_secret="") & Q(old_secret_until__isnull=False)),
            ),
        ]


class EndpointEvent(models.Model):
    """Kind of event that an endpoint receives."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = [
            # the kind first: the trigger of the journal asks for the endpoints of a kind
            models.UniqueConstraint(fields=["kind", "endpoint"], name="endpoint_event_once"),
        ]


class MessageState(models.TextChoices):
    """States of a message: `waiting` has a next attempt, the others have an end."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(models.Model):
    """Event for one endpoint, or one mail. The body of an event is made from its journal line."""

    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, null=True, related_name="messages"
    )
    event = models.ForeignKey(Journal, on_delete=models.PROTECT, null=True)
    # the lead or deal of the event: its messages are delivered in order
    subject_id = models.UUIDField(null=True)
    mail_to = models.CharField(max_length=254, blank=True)
    mail_subject = models.CharField(max_length=200, blank=True)
    mail_body = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=MessageState, default=MessageState.WAITING)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()  # or sent again
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outbox_webhook_or_mail",
                condition=Q(endpoint__isnull=False, event__isnull=False, mail_to="")
                | (Q(endpoint__isnull=True, event__isnull=True) & ~Q(mail_to="")),
            ),
            models.CheckConstraint(
                name="outbox_waits_or_ended",
                condition=Q(state="waiting", next_at__isnull=False, ended_at__isnull=True)
                | Q(state__in=["sent", "failed"], next_at__isnull=True, ended_at__isnull=False),
            ),
        ]
        indexes = [
            # what is due
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="outbox_due"),
            # whether an earlier message of the lead still waits
            models.Index(
                fields=["endpoint", "subject_id", "id"],
                condition=Q(state="waiting"),
                name="outbox_in_order",
            ),
            # what can be deleted
            models.Index(fields=["ended_at"], name="outbox_ended"),
        ]


class DeliveryAttempt(models.Model):
    """One try to deliver a message: the answer's status, or a code of the failure."""

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    # blank = delivered or answered; else a code of sending.Failure
    failure = models.CharField(max_length=30, blank=True)
    took_ms = models.PositiveIntegerField()
