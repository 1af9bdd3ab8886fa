"""Send one mail by the SMTP server of the settings."""

from __future__ import annotations

import smtplib
import ssl
import time

from django.conf import settings
from django.core.mail import EmailMessage

from pullahead.outbox.sending import Delivery


def is_set() -> bool:
    """Return whether the settings name an SMTP server."""
    return settings.CONFIG.mail is not None


def send(to: str, subject: str, body: str) -> Delivery:
    """Send a mail and return the result. Never raise for the network or the server."""
    started = time.monotonic()
    status, failure = _sent(to, subject, body)
    return Delivery(status, failure, round((time.monotonic() - started) * 1000))


def _sent(to: str, subject: str, body: str) -> tuple[int | None, str]:
    """Return the status of SMTP, or 250 and no failure."""
    server = settings.CONFIG.mail
    if server is None:
        return None, "mail_not_set"
    try:
        EmailMessage(subject, body, server.sender, [to]).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        return codes[0] if codes else None, "recipient_refused"
    except smtplib.SMTPResponseException as error:
        return error.smtp_code, "mail_refused"
    except ssl.SSLError:
        return None, "tls_failed"
    except TimeoutError:
        return None, "timeout"
    except (OSError, smtplib.SMTPException, ValueError):
        return None, "no_connection"
    return 250, ""
