"""Alerts of the floor: opened and closed by the worker, seen by team leads, sent by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.base.errors import NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.floor import queries, services
from pullahead.floor.models import FloorAlert
from pullahead.floor.rules import (
    ENDED_IN_A_ROW,
    FRESH_AT_MOST,
    MISSED_AT_LEAST,
    FloorAlertKind,
    SilentSource,
    alerts_now,
    changes,
)
from pullahead.outbox import mail
from pullahead.outbox import services as outbox
from pullahead.team import queries as team
from pullahead.team.models import Person
from pullahead.usecases.common.cached_counts import counts_snapshot
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.floor.alert_facts import alert_facts

BIGGEST = 2**63
EMAIL_LENGTH = 254


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert as its viewer reads it."""

    id: int
    kind: str
    text: str
    advice: str
    team: str
    since: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    seen_at: datetime | None
    seen_by: str


@dataclass(frozen=True, slots=True)
class RecipientView:
    """A person who gets alerts by mail."""

    person_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """Alerts that the viewer may see, open ones first; for administrators, the recipients."""

    open: tuple[AlertView, ...]
    ended: tuple[AlertView, ...]
    mail_is_set: bool
    recipients: tuple[RecipientView, ...] = ()
    possible: tuple[tuple[int, str], ...] = ()  # team leads and administrators


@retried
def evaluate(*, silent: Sequence[SilentSource]) -> tuple[int, int]:
    """Open, update and close alerts by the facts of now; return how many opened and closed.

    The facts are read before the transaction. Two workers at a time open no alert twice: the
    constraint of the table refuses the second.
    """
    now = clock.now()
    states = alerts_now(alert_facts(now, silent), now)
    there = {one.key: one for one in queries.open_alerts()}
    found = changes({key: one.count for key, one in there.items()}, states)
    if not (found.opened or found.updated or found.closed):
        return 0, 0
    with write_transaction() as at:
        for state in found.opened:
            alert = services.open_alert(state=state, now=at)
            _record(JournalEvent.ALERT_OPENED, alert, at)
            _mail(alert, at)
        for state in found.updated:
            services.update_alert(state=state)
        for key in sorted(found.closed):
            if services.close_alert(alert_id=there[key].pk, now=at):
                _record(JournalEvent.ALERT_CLOSED, there[key], at)
    return len(found.opened), len(found.closed)


def many_leads() -> bool:
    """Return whether there are very many ready leads, so that the facts take long to read."""
    return counts_snapshot(clock.now()).much is not None


def clean() -> int:
    """Delete alerts that ended long ago."""
    with write_transaction() as now:
        return services.clean_alerts(now=now)


def open_alerts(*, viewer: Person) -> tuple[AlertView, ...]:
    """Return the open alerts that the viewer may see, the latest first."""
    _leaders(viewer)
    if not queries.has_open_alerts(viewer):
        return ()
    rows = queries.alerts_of(viewer).filter(closed_at__isnull=True).order_by("-opened_at")
    return tuple(_view(row) for row in rows)


def alerts_page(*, viewer: Person) -> AlertsPage:
    """Return the alerts that the viewer may see. Raise NotFound for agents and marketing."""
    _leaders(viewer)
    rows = [_view(row) for row in queries.latest_alerts(viewer)]
    admin = viewer.is_admin
    return AlertsPage(
        open=tuple(row for row in rows if row.closed_at is None),
        ended=tuple(row for row in rows if row.closed_at is not None),
        mail_is_set=mail.is_set(),
        recipients=tuple(
            RecipientView(one.person_id, one.person.name, one.email)
            for one in (queries.recipients() if admin else ())
        ),
        possible=recipient_choices(viewer=viewer) if admin else (),
    )


def recipient_choices(*, viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the team leads and administrators, for an administrator to choose from."""
    administrators_only(viewer)
    leads = team.people().filter(is_active=True, role__in=[Person.Role.LEADER, Person.Role.ADMIN])
    return tuple(leads.values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Condition that opens an alert, and the figure that it compares with."""

    kind: str
    condition: str
    limit: int
    unit: str


def alert_rules(*, viewer: Person) -> tuple[AlertRule, ...]:
    """Return the conditions of all alerts. Raise NotFound for agents and marketing."""
    _leaders(viewer)
    fresh, count = int(FRESH_AT_MOST.total_seconds() // 60), ENDED_IN_A_ROW
    return (
        AlertRule(
            FloorAlertKind.FRESH_WAITS,
            _("A fresh lead that can be called waits for longer"),
            fresh,
            "minutes",
        ),
        AlertRule(
            FloorAlertKind.NOBODY_PRESENT,
            _(
                "Leads can be called, but in working hours at most this many agents of the team "
                "are present"
            ),
            0,
            "agents",
        ),
        AlertRule(
            FloorAlertKind.SOURCE_SILENT,
            _("A source that delivers regularly is behind by this many leads"),
            int(MISSED_AT_LEAST),
            "leads",
        ),
        AlertRule(
            FloorAlertKind.CLAIMS_ENDED,
            _("Time ran out for an agent this many times in a row, the last time within two hours"),
            count,
            "claims",
        ),
    )


@retried
def mark_seen(*, alert_id: int, by: Person) -> None:
    """Mark an alert as seen. Raise NotFound for an alert that the person may not see."""
    _leaders(by)
    if not queries.alerts_of(by).filter(pk=_within(alert_id)).exists():
        raise NotFound(_("Alert not found. Reload the page."))
    with write_transaction() as now:
        if services.mark_alert_seen(alert_id=alert_id, by_id=by.pk, now=now):
            data = {"alert": alert_id}
            record(JournalEvent.ALERT_SEEN, now=now, actor_id=by.pk, data=data)


@retried
def set_recipient(*, person_id: int, email: str, by: Person) -> None:
    """Send the alerts to a team lead or administrator by mail; a blank address ends it."""
    administrators_only(by)
    address = email.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            said = _("Enter an email address, such as lena@example.com.")
            raise wrong("email", "invalid", said) from None
        if len(address) > EMAIL_LENGTH:
            raise wrong("email", "invalid", _("The email address is too long."))
    person = team.person(_within(person_id))
    if not person.is_leader:
        raise wrong("person", "unknown_person", _("Choose a team lead or an admin."))
    with write_transaction() as now:
        services.set_recipient(person_id=person.pk, email=address)
        data = {"person": person.pk, "on": bool(address)}
        record(JournalEvent.ALERT_RECIPIENT, now=now, actor_id=by.pk, data=data)


def text_of(alert: FloorAlert) -> str:
    """Return an alert in words."""
    if alert.kind == FloorAlertKind.FRESH_WAITS:
        said = ngettext(
            "{n} fresh lead has waited for over 5 minutes",
            "{n} fresh leads have waited for over 5 minutes",
            alert.count,
        )
        return said.format(n=alert.count)
    if alert.kind == FloorAlertKind.NOBODY_PRESENT:
        said = ngettext(
            "No agent is present, and {n} lead can be called",
            "No agent is present, and {n} leads can be called",
            alert.count,
        )
        return said.format(n=alert.count)
    if alert.kind == FloorAlertKind.SOURCE_SILENT:
        name = alert.source.name if alert.source else ""
        return _("The source {name} no longer delivers leads").format(name=name)
    name = alert.person.name if alert.person else ""
    return ngettext(
        "Time ran out for {name} {n} time",
        "Time ran out for {name} {n} times in a row",
        alert.count,
    ).format(n=alert.count, name=name)


def _advice(alert: FloorAlert) -> str:
    """Return what a team lead can do about an alert."""
    words = {
        FloorAlertKind.FRESH_WAITS: _("Ask an agent to get the next lead."),
        FloorAlertKind.NOBODY_PRESENT: _("Call an agent in, or give the leads to another team."),
        FloorAlertKind.SOURCE_SILENT: _("Ask the vendor, and check the source’s key and caps."),
        FloorAlertKind.CLAIMS_ENDED: _("Ask the agent what is wrong, or end the shift."),
    }
    return words[FloorAlertKind(alert.kind)]


def _view(row: FloorAlert) -> AlertView:
    return AlertView(
        id=row.pk,
        kind=row.kind,
        text=text_of(row),
        advice=_advice(row),
        team=row.team.name if row.team else "",
        since=row.since,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        seen_at=row.seen_at,
        seen_by=row.seen_by.name if row.seen_by else "",
    )


def _record(kind: JournalEvent, alert: FloorAlert, now: datetime) -> None:
    ids = {
        "alert": alert.pk,
        "kind": alert.kind,
        "team": alert.team_id,
        "source": alert.source_id,
        "person": alert.person_id,
        "count": alert.count,
    }
    record(kind, now=now, data=ids)


def _mail(alert: FloorAlert, now: datetime) -> None:
    """Add a mail for each recipient, in the recipient's language."""
    if not mail.is_set():
        return
    for one in queries.recipients_of(alert):
        with translation.override(one.person.language or settings.CONFIG.language):
            text, place = text_of(alert), alert.team.name if alert.team else ""
            subject = _("Alert: {text}").format(text=text) + (f" ({place})" if place else "")
            body = f"{text}.\n{_advice(alert)}\n\n" + _("See Floor, Alerts in Pullahead.") + "\n"
        outbox.add_mail(to=one.email, subject=subject, body=body, now=now)


def _leaders(viewer: Person) -> None:
    if not viewer.is_leader:
        raise NotFound(str(PAGE_NOT_FOUND))


def _within(number: int) -> int:
    return number if 0 < number < BIGGEST else 0
