"""Webhook endpoints: list, add, change, disable, enable, new secret, messages, send again.

Only administrators may. A secret is shown once, when it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.rules import clean_text
from pullahead.outbox import addresses, queries, services
from pullahead.outbox.models import DeliveryAttempt, Endpoint, OutboxMessage
from pullahead.usecases.common.permissions import Person, administrators_only

BIGGEST = 2**63
ENDPOINTS_AT_MOST = 20  # live ones: each event is stored once for each
LABEL_LENGTH = 100
# Events that can be sent: their journal lines have ids, codes and numbers only
OFFERED: tuple[JournalEvent, ...] = (
    JournalEvent.LEAD_RECEIVED,
    JournalEvent.LEAD_ASKED_AGAIN,
    JournalEvent.LEAD_CLOSED,
    JournalEvent.LEAD_REOPENED,
    JournalEvent.LEAD_OUTCOME,
    JournalEvent.LEAD_MOVED,
    JournalEvent.CARD_PARKED,
    JournalEvent.CARD_UNPARKED,
    JournalEvent.CLAIM_MADE,
    JournalEvent.CLAIM_SETTLED,
    JournalEvent.CLAIM_RELEASED,
    JournalEvent.CLAIM_ENDED,
    JournalEvent.CLAIM_TAKEN,
    JournalEvent.CLAIM_HANDED_OVER,
    JournalEvent.CLAIM_CORRECTED,
    JournalEvent.CLAIM_UNDONE,
    JournalEvent.CALLBACK_FREED,
    JournalEvent.CALLBACK_KEPT,
    JournalEvent.CALLBACK_RETURNED,
    JournalEvent.OPT_OUT,
    JournalEvent.CONSENT_GIVEN,
    JournalEvent.CONSENT_WITHDRAWN,
    JournalEvent.DEAL_ADDED,
    JournalEvent.DEAL_PULLED,
    JournalEvent.DEAL_WON,
    JournalEvent.DEAL_LOST,
    JournalEvent.DEAL_DISCARDED,
    JournalEvent.DEAL_REOPENED,
    JournalEvent.BUYING_PLANNED,
    JournalEvent.BUYING_APPLIED,
    JournalEvent.ALERT_OPENED,
    JournalEvent.ALERT_CLOSED,
)


@dataclass(frozen=True, slots=True)
class EndpointInput:
    """An endpoint as a person typed it."""

    label: str
    url: str
    events: Sequence[str]


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An endpoint in the list; the secret is not part of it."""

    id: int
    label: str
    url: str
    events: tuple[str, ...]
    made_at: datetime
    disabled_at: datetime | None
    failures: int  # in a row
    resume_at: datetime | None
    waiting: int
    failed: int
    old_secret_until: datetime | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message in the list, with its last attempt."""

    id: int
    endpoint: str  # blank: a mail
    kind: str  # of the event; of a mail: its subject
    state: str
    made_at: datetime
    next_at: datetime | None
    failures: int
    status: int | None  # of the last attempt
    failure: str


def list_endpoints(*, viewer: Person | None) -> tuple[EndpointView, ...]:
    """Return every endpoint, live ones first. Raise NotFound except for administrators."""
    _administrators(viewer)
    counts = queries.message_counts()
    return tuple(
        _view(row, counts.get((row.pk, "waiting"), 0), counts.get((row.pk, "failed"), 0))
        for row in queries.endpoints()
    )


def endpoint(*, endpoint_id: int, viewer: Person) -> EndpointView:
    """Return one endpoint. Raise NotFound."""
    found = [one for one in list_endpoints(viewer=viewer) if one.id == endpoint_id]
    if not found:
        raise NotFound(_("There is no webhook endpoint with this id. List the endpoints again."))
    return found[0]


def messages(*, viewer: Person, endpoint_id: int | None = None) -> tuple[MessageView, ...]:
    """Return the newest messages with their last attempts."""
    administrators_only(viewer)
    rows = queries.latest_messages(endpoint_id)
    last = queries.last_attempts(row.pk for row in rows)
    return tuple(_message(row, last.get(row.pk)) for row in rows)


@retried
def add_endpoint(*, typed: EndpointInput, by: Person | None) -> tuple[int, str]:
    """Add an endpoint; return its id and its secret, for the only time."""
    _administrators(by)
    clean = _checked(typed)
    with write_transaction() as now:
        if queries.live_endpoints() >= ENDPOINTS_AT_MOST:
            raise Conflict(
                _("There are {limit} endpoints, the maximum. Disable one first.").format(
                    limit=ENDPOINTS_AT_MOST
                ),
                code="too_many_endpoints",
            )
        made = services.add_endpoint(label=clean.label, url=clean.url, kinds=clean.events, now=now)
        kinds = sorted(clean.events)
        _record(JournalEvent.ENDPOINT_ADDED, by, now, endpoint=made.pk, events=kinds)
    return made.pk, made.secret


@retried
def change_endpoint(*, endpoint_id: int, typed: EndpointInput, by: Person | None) -> None:
    """Change the name, address and events of an endpoint."""
    _administrators(by)
    clean = _checked(typed)
    with write_transaction() as now:
        row = _locked(endpoint_id)
        services.change_endpoint(endpoint=row, label=clean.label, url=clean.url, kinds=clean.events)
        kinds = sorted(clean.events)
        _record(JournalEvent.ENDPOINT_CHANGED, by, now, endpoint=row.pk, events=kinds)


@retried
def set_enabled(*, endpoint_id: int, enabled: bool, by: Person | None) -> bool:
    """Disable or enable an endpoint. Return False if it is so already.

    A disabled endpoint gets no new message. Its waiting ones continue once it is enabled.
    """
    _administrators(by)
    with write_transaction() as now:
        row = _locked(endpoint_id)
        done = services.set_disabled(endpoint_id=row.pk, at=None if enabled else now)
        kind = JournalEvent.ENDPOINT_ENABLED if enabled else JournalEvent.ENDPOINT_DISABLED
        if done:
            _record(kind, by, now, endpoint=row.pk)
    return done


@retried
def rotate_secret(*, endpoint_id: int, by: Person | None) -> str:
    """Replace the secret of an endpoint and return the new one, for the only time."""
    _administrators(by)
    with write_transaction() as now:
        row = _locked(endpoint_id)
        secret = services.rotate_secret(endpoint=row, now=now)
        _record(JournalEvent.ENDPOINT_SECRET, by, now, endpoint=row.pk)
    return secret


@retried
def resend(*, message_id: int, by: Person | None) -> None:
    """Send an ended message again. Raise NotFound, and Conflict `message_waits`."""
    _administrators(by)
    with write_transaction() as now:
        if not services.resend(message_id=_within(message_id), now=now):
            if not queries.message_exists(_within(message_id)):
                raise NotFound(_("Message not found. Reload the page."))
            raise Conflict(
                _("This message is still being delivered, so it was not sent again."),
                code="message_waits",
            )
        _record(JournalEvent.MESSAGE_RESENT, by, now, message=message_id)


def _checked(typed: EndpointInput) -> EndpointInput:
    label = clean_text(typed.label, LABEL_LENGTH + 1)
    if not label or len(label) > LABEL_LENGTH:
        said = _("Enter a name of 1 to {limit} characters.").format(limit=LABEL_LENGTH)
        raise wrong("label", "out_of_range", said)
    url = typed.url.strip()
    try:
        addresses.read_url(url)
    except addresses.AddressRefused as refused:
        if str(refused) == "url_not_https":
            said = _("Enter an address that begins with https://.")
            raise wrong("url", "url_not_https", said) from None
        said = _("Enter an address such as https://crm.example.com/hook, without a user name.")
        raise wrong("url", "url_invalid", said) from None
    if not typed.events:
        raise wrong("events", "required", _("Choose at least one event."))
    unknown = sorted(set(typed.events) - {str(one.value) for one in OFFERED})
    if unknown:
        said = _("No event is named “{name}”. Nothing was saved.").format(name=unknown[0][:40])
        raise wrong("events", "unknown_event", said)
    return EndpointInput(label, url, typed.events)


def _administrators(by: Person | None) -> None:
    """Raise NotFound except for administrators and the command line."""
    if by is not None:
        administrators_only(by)


def _record(kind: JournalEvent, by: Person | None, now: datetime, **data: Any) -> None:
    record(kind, now=now, actor_id=by.pk if by else None, data=data)


def _within(number: int) -> int:
    return number if 0 < number < BIGGEST else 0


def _locked(endpoint_id: int) -> Endpoint:
    row = services.lock_endpoint(_within(endpoint_id))
    if row is None:
        raise NotFound(_("There is no webhook endpoint with this id. List the endpoints again."))
    return row


def _view(row: Endpoint, waiting: int, failed: int) -> EndpointView:
    return EndpointView(
        id=row.pk,
        label=row.label,
        url=row.url,
        events=tuple(sorted(one.kind for one in row.events.all())),
        made_at=row.made_at,
        disabled_at=row.disabled_at,
        failures=row.failures,
        resume_at=row.resume_at,
        waiting=waiting,
        failed=failed,
        old_secret_until=row.old_secret_until,
    )


def _message(row: OutboxMessage, last: DeliveryAttempt | None) -> MessageView:
    return MessageView(
        id=row.pk,
        endpoint=row.endpoint.label if row.endpoint else "",
        kind=row.event.kind if row.event else row.mail_subject,
        state=row.state,
        made_at=row.made_at,
        next_at=row.next_at,
        failures=row.failures,
        status=last.status if last else None,
        failure=last.failure if last else "",
    )
