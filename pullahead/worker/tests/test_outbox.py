"""The outbox: events are sent once they are committed, in order, signed, and never inside."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid
from pullahead.base.journal import JournalEvent, record
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.outbox import sending, services
from pullahead.outbox.models import DeliveryAttempt, Endpoint, OutboxMessage
from pullahead.team.models import Person
from pullahead.usecases.settings import deliveries, endpoints
from pullahead.usecases.settings.endpoints import EndpointInput
from pullahead.usecases.tests.factories import admitted, later, lay_floor, person, pulled, settle
from pullahead.worker import main
from pullahead.worker.tests.receivers import WebhookReceiver, receiving

EVENTS = ["lead.received", "claim.settled", "lead.closed"]


@pytest.fixture
def floor(db: None) -> None:
    lay_floor()


@pytest.fixture
def ana(floor: None) -> Person:
    return person("Ana")


@pytest.fixture
def cy(floor: None) -> Person:
    return person("Cy", role="admin")


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with receiving() as found:
        yield found


def opened(receiver: WebhookReceiver, by: Person, events: list[str] = EVENTS) -> tuple[int, str]:
    """Add an endpoint of the receiver; return its id and its secret."""
    typed = EndpointInput("Warehouse", receiver.url, events)
    return endpoints.add_endpoint(typed=typed, by=by)


def send() -> None:
    """Run the worker until nothing is due."""
    main.look_for_messages()
    while main.work_one(kinds=main.QUICK):
        main.look_for_messages()


def kinds(receiver: WebhookReceiver) -> list[str]:
    return [json.loads(body)["type"] for _headers, body in receiver.requests]


def test_the_events_of_a_lead_arrive_in_order_and_signed(
    receiver: WebhookReceiver, ana: Person, cy: Person
) -> None:
    _endpoint, secret = opened(receiver, cy)
    lead_id = admitted()
    settle(ana, pulled(ana), "not_interested")
    assert receiver.requests == []  # nothing is sent by an act
    send()
    assert kinds(receiver) == EVENTS
    headers, body = receiver.requests[1]
    sent = json.loads(body)
    assert sent["data"]["lead_id"] == str(lead_id)
    assert sent["data"]["actor_id"] == ana.pk
    assert sent["data"]["details"]["as"] == "not_interested"
    assert "Ana" not in body.decode()
    # The standard's own library, on the real clock
    webhooks = pytest.importorskip("standardwebhooks")
    moved = deliveries.headers_of(
        OutboxMessage.objects.all()[1], Endpoint.objects.get(), body, clock.now() - clock.offset()
    )
    assert moved["webhook-id"] == headers["webhook-id"]
    assert webhooks.Webhook(secret).verify(body, moved) == sent
    with pytest.raises(webhooks.WebhookVerificationError):
        webhooks.Webhook(secret).verify(body + b" ", moved)


def test_an_act_that_is_rolled_back_sends_nothing(receiver: WebhookReceiver, cy: Person) -> None:
    opened(receiver, cy)

    def breaks() -> None:
        with write_transaction() as now:
            record(JournalEvent.LEAD_CLOSED, now=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks()
    assert OutboxMessage.objects.count() == 0


def test_a_refused_event_is_tried_again_and_holds_back_the_later_ones_of_its_lead(
    receiver: WebhookReceiver, ana: Person, cy: Person
) -> None:
    opened(receiver, cy)
    receiver.statuses = [500, 302]
    admitted()
    settle(ana, pulled(ana), "not_interested")
    send()
    assert kinds(receiver) == ["lead.received"]
    later(seconds=6)
    send()  # the redirect is not followed
    assert kinds(receiver) == ["lead.received"] * 2
    later(minutes=6)
    send()
    assert kinds(receiver) == ["lead.received"] * 3 + EVENTS[1:]
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 3
    statuses = DeliveryAttempt.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == [500, 302, 204, 204, 204]
    assert "/elsewhere" not in receiver.url


def test_a_worker_that_dies_before_it_saves_sends_the_event_again(
    receiver: WebhookReceiver, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(receiver, cy)
    admitted()

    def dies(**given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(services, "record_delivery", dies)
        with pytest.raises(KeyboardInterrupt):
            send()
    later(seconds=deliveries.SPAN.total_seconds() + 1)
    send()
    first, second = (headers["webhook-id"] for headers, _body in receiver.requests)
    assert first == second
    assert OutboxMessage.objects.get().state == "sent"


def test_after_the_last_attempt_a_message_fails_and_can_be_sent_again(
    receiver: WebhookReceiver, cy: Person
) -> None:
    opened(receiver, cy)
    admitted()
    message = OutboxMessage.objects.get()
    with pytest.raises(Conflict) as refused:
        endpoints.resend(message_id=message.pk, by=cy)
    assert refused.value.code == "message_waits"
    receiver.statuses = [503] * 20
    for _attempt in range(12):
        send()
        later(hours=24)
    message.refresh_from_db()
    assert (message.state, message.failures) == ("failed", DeliveryAttempt.objects.count())
    receiver.statuses = []
    endpoints.resend(message_id=message.pk, by=cy)
    send()
    message.refresh_from_db()
    assert message.state == "sent"
    assert Journal.objects.filter(kind="message.resent", actor_id=cy.pk).count() == 1
    later(days=31)
    assert deliveries.clean() == 1


def test_a_disabled_endpoint_gets_no_event_and_one_that_is_gone_is_disabled(
    receiver: WebhookReceiver, cy: Person
) -> None:
    number, _secret = opened(receiver, cy)
    assert endpoints.set_enabled(endpoint_id=number, enabled=False, by=cy)
    admitted()
    assert OutboxMessage.objects.count() == 0
    assert endpoints.set_enabled(endpoint_id=number, enabled=True, by=cy)
    receiver.statuses = [410]
    admitted("Bo Reis", "+15125550102")
    send()
    assert endpoints.endpoint(endpoint_id=number, viewer=cy).disabled_at is not None
    later(days=5)
    deliveries.clean()
    assert OutboxMessage.objects.get().state == "failed"  # a message waits four days at most


def test_after_a_rotation_both_secrets_sign_for_a_day(
    receiver: WebhookReceiver, cy: Person
) -> None:
    number, old = opened(receiver, cy)
    new = endpoints.rotate_secret(endpoint_id=number, by=cy)
    assert new != old
    admitted()
    send()
    headers, _body = receiver.requests[0]
    assert len(headers["webhook-signature"].split(" ")) == 2
    later(hours=25)
    admitted("Bo Reis", "+15125550102")
    send()
    assert len(receiver.requests[1][0]["webhook-signature"].split(" ")) == 1
    deliveries.clean()
    assert Endpoint.objects.get().old_secret == ""


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://crm.example.com/", "url_not_https"),
        ("ftp://crm.example.com/", "url_not_https"),
        ("https://user:word@crm.example.com/", "url_invalid"),
        ("https:///path", "url_invalid"),
        ("https://crm.example.com:99999/", "url_invalid"),
        ("https://crm.example.com/ü\r\nX: y", "url_invalid"),
        ("https://" + "a" * 600, "url_invalid"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, code: str, cy: Person) -> None:
    with pytest.raises(Invalid) as refused:
        endpoints.add_endpoint(typed=EndpointInput("CRM", url, EVENTS), by=cy)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "[::ffff:127.0.0.1]", "0"]
)
def test_no_message_reaches_an_internal_address(host: str) -> None:
    found = sending.post(f"https://{host}:9/", b"{}", {})
    assert found.failure == "internal_address"


def test_an_endpoint_that_fails_delays_no_other(receiver: WebhookReceiver, cy: Person) -> None:
    dead = receiver.url.replace("127.0.0.1", "127.0.0.2").rpartition(":")[0] + ":9/"
    endpoints.add_endpoint(typed=EndpointInput("Dead", dead, EVENTS), by=cy)
    opened(receiver, cy)
    for number in range(10):
        admitted(f"Lead {number}", f"+151255501{number:02}")
    send()
    assert len(receiver.requests) == 10
    attempts = DeliveryAttempt.objects.filter(failure="no_connection").count()
    assert attempts == 8  # of the first batch, before the first result; then the endpoint rests
    rests_until = Endpoint.objects.get(label="Dead").resume_at
    assert rests_until is not None
    assert clock.now() < rests_until
