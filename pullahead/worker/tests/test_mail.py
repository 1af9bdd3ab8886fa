"""Mail is sent by the worker to a real SMTP server, and tried again after a refusal."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from pullahead.base.transaction import write_transaction
from pullahead.config import MailServer, WrongSetting, read
from pullahead.outbox import mail, services
from pullahead.outbox.models import DeliveryAttempt, OutboxMessage
from pullahead.usecases.tests.factories import later, lay_floor
from pullahead.worker.tests.test_outbox import send

pytest.importorskip("aiosmtpd")


class Box:
    """Mailbox of the server, and the replies that it gives to the next mails."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.replies: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.replies:
            return self.replies.pop(0)
        self.mails.append(envelope)
        return "250 OK"


@pytest.fixture
def box(db: None) -> Iterator[Box]:
    from aiosmtpd.controller import Controller

    lay_floor()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    of = MailServer("127.0.0.1", port, "", "", "smtp", "pullahead@example.com")
    try:
        with override_settings(
            CONFIG=replace(settings.CONFIG, mail=of),
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST=of.host,
            EMAIL_PORT=of.port,
        ):
            yield box
    finally:
        server.stop()


def test_a_mail_is_sent_by_the_worker_and_again_after_a_temporary_refusal(box: Box) -> None:
    box.replies = ["451 Try again later"]
    with write_transaction() as now:
        services.add_mail(
            to="lena@example.com", subject="Alert:\nfresh lead", body="Ana ☎ waits", now=now
        )
    send()
    assert box.mails == []
    later(seconds=6)
    send()
    (sent,) = box.mails
    assert (sent.mail_from, sent.rcpt_tos) == ("pullahead@example.com", ["lena@example.com"])
    read_back: Any = email.message_from_bytes(sent.content, policy=email.policy.default)
    assert read_back["Subject"] == "Alert: fresh lead"
    assert read_back.get_content().strip() == "Ana ☎ waits"
    assert OutboxMessage.objects.get().state == "sent"
    tries = DeliveryAttempt.objects.order_by("id").values_list("status", "failure")
    assert list(tries) == [(451, "mail_refused"), (250, "")]


def test_without_a_server_no_mail_is_sent() -> None:
    assert not mail.is_set()
    assert mail.send("lena@example.com", "Alert", "").failure == "mail_not_set"


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("mail.example.com", "a@example.com"),
        ("http://mail.example.com", "a@example.com"),
        ("smtp://mail.example.com:99999", "a@example.com"),
        ("smtp://mail.example.com", ""),
        ("smtp://mail.example.com", "A <a@example.com>"),
    ],
)
def test_a_wrong_setting_of_mail_is_refused_by_name(url: str, sender: str) -> None:
    given = {"PULLAHEAD_MAIL_URL": url, "PULLAHEAD_MAIL_FROM": sender, "PULLAHEAD_MODE": "test"}
    with pytest.raises(WrongSetting, match="PULLAHEAD_MAIL"):
        read(given)


def test_the_settings_of_mail_and_networks_are_read() -> None:
    config = read(
        {
            "PULLAHEAD_MAIL_URL": "smtp+tls://me%40x:wo%3Ard@mail.example.com",
            "PULLAHEAD_MAIL_FROM": "pullahead@example.com",
            "PULLAHEAD_HOOK_NETWORKS": "10.1.2.0/24, ::1/128",
        }
    )
    assert config.mail is not None
    assert (config.mail.port, config.mail.user, config.mail.password) == (587, "me@x", "wo:rd")
    assert [str(one) for one in config.hook_networks] == ["10.1.2.0/24", "::1/128"]
    with pytest.raises(WrongSetting, match="PULLAHEAD_HOOK_NETWORKS"):
        read({"PULLAHEAD_HOOK_NETWORKS": "10.1.2.3/24"})
