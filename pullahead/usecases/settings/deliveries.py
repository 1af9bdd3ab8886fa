"""Send the due messages of the outbox, and clean it. Called by the worker alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.outbox import mail, queries, rules, sending, services
from pullahead.outbox.models import Endpoint, OutboxMessage
from pullahead.outbox.sending import Delivery

KIND = "outbox.send"
# A batch waits at most for resolving, connecting and answering, each with its own limit
SPAN = timedelta(minutes=3)
AT_ONCE = 8
DELIVERY_WORDS = {
    "url_invalid": gettext_lazy("The address is invalid"),
    "url_not_https": gettext_lazy("The address does not begin with https"),
    "unresolved": gettext_lazy("The host was not found"),
    "internal_address": gettext_lazy("The host has an internal address"),
    "no_connection": gettext_lazy("No connection"),
    "timeout": gettext_lazy("No answer in time"),
    "tls_failed": gettext_lazy("The certificate is invalid"),
    "mail_not_set": gettext_lazy("No mail server is set"),
    "mail_refused": gettext_lazy("The mail server refused the mail"),
    "recipient_refused": gettext_lazy("The mail server refused the recipient"),
}
CLEANED_AT_MOST = 10  # batches of one cleaning


def is_due() -> bool:
    """Return whether a message can be sent now."""
    return queries.is_due(clock.now())


def enqueue() -> None:
    """Enqueue the job that sends, unless it is open already."""
    with write_transaction() as now:
        jobs.enqueue(kind=KIND, now=now, key=KIND)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Send one batch; the job ends when nothing is due.

    The network is used outside any transaction. A worker that dies between sending and saving
    sends the batch again, with the same ids.
    """
    messages = queries.due(clock.now())
    found = _send_all(messages)
    with write_transaction() as now:
        jobs.verify_lease(held)
        for message, delivery in zip(messages, found, strict=True):
            services.record_delivery(message=message, delivery=delivery, now=now)
        if messages:
            done = held.done + len(messages)
            return jobs.checkpoint(held, now=now, checkpoint={}, done=done)
        jobs.finish(held, now=now, result={"sent": held.done})
    return None


def clean() -> int:
    """Delete old messages and old secrets, fail what waited too long; return the deleted."""
    deleted = 0
    for _batch in range(CLEANED_AT_MOST):
        with write_transaction() as now:
            services.give_up(now=now)
            services.forget_old_secrets(now=now)
            count = services.clean(now=now)
        deleted += count
        if not count:
            break
    return deleted


def _send_all(messages: Sequence[OutboxMessage]) -> list[Delivery]:
    """Send messages at the same time; no thread uses the database."""
    now = clock.now()
    if len(messages) < 2:
        return [_send(message, now) for message in messages]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda message: _send(message, now), messages))


def _send(message: OutboxMessage, now: datetime) -> Delivery:
    endpoint = message.endpoint
    if endpoint is None:
        return mail.send(message.mail_to, message.mail_subject, message.mail_body)
    body = body_of(message)
    return sending.post(endpoint.url, body, headers_of(message, endpoint, body, now))


def body_of(message: OutboxMessage) -> bytes:
    """Return the body of an event, equal at each attempt: it is made from the journal line."""
    event = message.event
    if event is None:
        raise TypeError("a mail has no event")
    ids: dict[str, Any] = {
        "journal_id": event.pk,
        "lead_id": str(event.lead_id) if event.lead_id else None,
        "deal_id": str(event.deal_id) if event.deal_id else None,
        "actor_id": event.actor_id,
    }
    at = event.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    body = {"type": event.kind, "timestamp": at, "data": {**ids, "details": event.data}}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(
    message: OutboxMessage, endpoint: Endpoint, body: bytes, now: datetime
) -> dict[str, str]:
    """Return the headers of Standard Webhooks; both secrets sign after a rotation."""
    secrets = [endpoint.secret]
    if endpoint.old_secret_until is not None and now < endpoint.old_secret_until:
        secrets.append(endpoint.old_secret)
    message_id, timestamp = f"msg_{endpoint.tag}_{message.pk}", int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": rules.signatures(secrets, message_id, timestamp, body),
    }
