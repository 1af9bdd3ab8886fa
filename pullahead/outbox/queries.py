"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.query import QuerySet

from pullahead.outbox.models import DeliveryAttempt, Endpoint, MessageState, OutboxMessage

BATCH = 32
FOR_ONE_ENDPOINT = 8  # messages of one endpoint in a batch; one while its attempts fail


def due(now: datetime) -> list[OutboxMessage]:
    """Return the next messages to send, the first of each lead only."""
    chosen: list[OutboxMessage] = []
    taken: dict[int, int] = {}
    for message in _due(now).select_related("endpoint", "event")[: BATCH * 4]:
        endpoint = message.endpoint
        if endpoint is not None:
            most = 1 if endpoint.failures else FOR_ONE_ENDPOINT
            if taken.get(endpoint.pk, 0) >= most:
                continue
            taken[endpoint.pk] = taken.get(endpoint.pk, 0) + 1
        chosen.append(message)
    return chosen[:BATCH]


def is_due(now: datetime) -> bool:
    """Return whether a message can be sent now."""
    return _due(now).exists()


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    waiting = OutboxMessage.objects.filter(state=MessageState.WAITING)
    earlier = waiting.filter(
        endpoint=OuterRef("endpoint"), subject_id=OuterRef("subject_id"), id__lt=OuterRef("id")
    )
    rested = Q(endpoint__resume_at__isnull=True) | Q(endpoint__resume_at__lte=now)
    ready = Q(endpoint__isnull=True) | (Q(endpoint__disabled_at__isnull=True) & rested)
    return waiting.filter(ready, ~Exists(earlier), next_at__lte=now).order_by("next_at", "id")


def endpoints() -> list[Endpoint]:
    """Return the endpoints with their events, live ones first."""
    rows = Endpoint.objects.prefetch_related("events").order_by("label", "id")
    return sorted(rows, key=lambda row: row.disabled_at is not None)


def message_counts() -> dict[tuple[int | None, str], int]:
    """Count the waiting and the failed messages of each endpoint, by its id and the state."""
    open_or_failed = OutboxMessage.objects.exclude(state=MessageState.SENT)
    counted = open_or_failed.values_list("endpoint_id", "state").annotate(count=Count("id"))
    return {(endpoint, state): count for endpoint, state, count in counted}


def latest_messages(endpoint_id: int | None = None, limit: int = 50) -> list[OutboxMessage]:
    """Return the newest messages, of one endpoint or of all."""
    rows = OutboxMessage.objects.select_related("endpoint", "event").order_by("-id")
    if endpoint_id is not None:
        rows = rows.filter(endpoint_id=endpoint_id)
    return list(rows[:limit])


def last_attempts(messages: Iterable[int]) -> dict[int, DeliveryAttempt]:
    """Return the last attempt of each of these messages."""
    of = DeliveryAttempt.objects.filter(message_id__in=list(messages))
    last = of.values("message_id").annotate(last=Max("id")).values("last")
    return {one.message_id: one for one in DeliveryAttempt.objects.filter(pk__in=last)}


def waiting_since(now: datetime, age: timedelta) -> int:
    """Count the messages that have waited longer than `age`."""
    old = OutboxMessage.objects.filter(state=MessageState.WAITING, made_at__lt=now - age)
    return old.count()


def live_endpoints() -> int:
    """Count the endpoints that are not disabled."""
    return Endpoint.objects.filter(disabled_at__isnull=True).count()


def message_exists(message_id: int) -> bool:
    """Return whether there is a message of this id."""
    return OutboxMessage.objects.filter(pk=message_id).exists()
