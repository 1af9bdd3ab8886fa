"""Writes of the outbox. Every function runs inside a write transaction."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from datetime import datetime

from pullahead.base.transaction import require_transaction
from pullahead.outbox import rules
from pullahead.outbox.models import (
    DeliveryAttempt,
    Endpoint,
    EndpointEvent,
    MessageState,
    OutboxMessage,
)
from pullahead.outbox.sending import Delivery

GONE = 410  # the receiver asks for nothing more
CLEANED_AT_ONCE = 1_000


def new_secret() -> str:
    """Return a new random secret."""
    random = secrets.token_bytes(rules.SECRET_BYTES)
    return rules.SECRET_PREFIX + base64.b64encode(random).decode()


def lock_endpoint(endpoint_id: int) -> Endpoint | None:
    """Lock and return an endpoint."""
    require_transaction()
    return Endpoint.objects.select_for_update(no_key=True).filter(pk=endpoint_id).first()


def add_endpoint(*, label: str, url: str, kinds: Collection[str], now: datetime) -> Endpoint:
    """Add an endpoint with a new secret."""
    require_transaction()
    made = Endpoint.objects.create(
        tag=secrets.token_hex(4), label=label, url=url, secret=new_secret(), made_at=now
    )
    set_events(endpoint=made, kinds=kinds)
    return made


def change_endpoint(*, endpoint: Endpoint, label: str, url: str, kinds: Collection[str]) -> None:
    """Change name, address and events. The next attempt goes to the new address at once."""
    require_transaction()
    Endpoint.objects.filter(pk=endpoint.pk).update(label=label, url=url, failures=0, resume_at=None)
    set_events(endpoint=endpoint, kinds=kinds)


def set_events(*, endpoint: Endpoint, kinds: Collection[str]) -> None:
    """Replace the kinds of events that an endpoint receives."""
    require_transaction()
    EndpointEvent.objects.filter(endpoint=endpoint).delete()
    EndpointEvent.objects.bulk_create(
        EndpointEvent(endpoint=endpoint, kind=kind) for kind in sorted(set(kinds))
    )


def set_disabled(*, endpoint_id: int, at: datetime | None) -> bool:
    """Disable an endpoint, or enable it with None; return False if nothing changed."""
    require_transaction()
    rows = Endpoint.objects.filter(pk=endpoint_id, disabled_at__isnull=at is not None)
    return bool(rows.update(disabled_at=at, failures=0, resume_at=None))


def rotate_secret(*, endpoint: Endpoint, now: datetime) -> str:
    """Replace the secret and return the new one; the old one signs too for a day."""
    require_transaction()
    secret = new_secret()
    Endpoint.objects.filter(pk=endpoint.pk).update(
        secret=secret,
        old_secret=endpoint.secret,
        old_secret_until=now + rules.OLD_SECRET_FOR,
    )
    return secret


def resend(*, message_id: int, now: datetime) -> bool:
    """Send an ended message again, with its id; return False if it waits or is unknown."""
    require_transaction()
    ended = OutboxMessage.objects.filter(pk=message_id).exclude(state=MessageState.WAITING)
    return bool(
        ended.update(
            state=MessageState.WAITING, failures=0, made_at=now, next_at=now, ended_at=None
        )
    )


def add_mail(*, to: str, subject: str, body: str, now: datetime) -> None:
    """Add a mail for the worker to send."""
    require_transaction()
    OutboxMessage.objects.create(
        mail_to=to,
        mail_subject=" ".join(subject.split())[:200],
        mail_body=body,
        made_at=now,
        next_at=now,
    )


def record_delivery(*, message: OutboxMessage, delivery: Delivery, now: datetime) -> None:
    """Save the result of an attempt: sent, another attempt later, or failed."""
    require_transaction()
    DeliveryAttempt.objects.create(
        message=message,
        at=now,
        status=delivery.status,
        failure=delivery.failure,
        took_ms=delivery.took_ms,
    )
    ok = not delivery.failure and rules.delivered(delivery.status or 0)
    failures = message.failures + (not ok)
    again = None if ok else rules.next_try(failures, message.made_at, now)
    ended = MessageState.SENT if ok else MessageState.FAILED
    OutboxMessage.objects.filter(pk=message.pk, state=MessageState.WAITING).update(
        state=ended if again is None else MessageState.WAITING,
        failures=failures,
        next_at=again,
        ended_at=now if again is None else None,
    )
    if message.endpoint is not None:
        _pause(message.endpoint, ok, gone=delivery.status == GONE, now=now)


def _pause(endpoint: Endpoint, ok: bool, *, gone: bool, now: datetime) -> None:
    """Rest an endpoint after a failure, so that one receiver delays no other."""
    row = Endpoint.objects.filter(pk=endpoint.pk)
    if ok:
        row.exclude(failures=0).update(failures=0, resume_at=None)
        return
    endpoint.failures += 1  # the messages of one batch share the object
    row.update(failures=endpoint.failures, resume_at=now + rules.pause(endpoint.failures))
    if gone:
        row.filter(disabled_at__isnull=True).update(disabled_at=now)


def give_up(*, now: datetime) -> int:
    """Fail the messages that waited too long, for a disabled endpoint for example."""
    require_transaction()
    late = OutboxMessage.objects.filter(made_at__lt=now - rules.GIVE_UP_AFTER)
    return late.filter(state=MessageState.WAITING).update(
        state=MessageState.FAILED, next_at=None, ended_at=now
    )


def clean(*, now: datetime) -> int:
    """Delete a batch of messages that ended long ago; return how many."""
    require_transaction()
    old = OutboxMessage.objects.filter(ended_at__lt=now - rules.KEPT_FOR).order_by("ended_at")
    ids = list(old.values_list("pk", flat=True)[:CLEANED_AT_ONCE])
    OutboxMessage.objects.filter(pk__in=ids).delete()
    return len(ids)


def forget_old_secrets(*, now: datetime) -> None:
    """Delete the old secrets that sign no longer."""
    require_transaction()
    Endpoint.objects.filter(old_secret_until__lte=now).update(old_secret="", old_secret_until=None)
