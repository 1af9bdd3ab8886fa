"""The worker opens each alert once and closes it; team leads see their own; mail follows."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.base.models import Job, Journal
from pullahead.base.transaction import write_transaction
from pullahead.config import MailServer
from pullahead.floor.models import FloorAlert
from pullahead.outbox.models import OutboxMessage
from pullahead.team.models import Person
from pullahead.usecases.floor import alerts
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    later,
    lay_floor,
    person,
    pulled,
    settle,
)
from pullahead.usecases.work import presence
from pullahead.worker import alert_job, main
from pullahead.worker.timers import Timer

MAIL = MailServer("mail.example.com", 25, "", "", "smtp", "pullahead@example.com")


def look() -> None:
    """Run the worker's job of alerts, whether it is due or not."""
    Timer(alert_job.KIND, alert_job.SELDOM).look()
    Job.objects.filter(state="waiting").update(run_at=clock.now())
    assert main.work_one(kinds={alert_job.KIND: main.QUICK[alert_job.KIND]})


def opened() -> list[tuple[str, int]]:
    """Return kind and count of the open alerts."""
    rows = FloorAlert.objects.filter(closed_at__isnull=True).order_by("kind")
    return list(rows.values_list("kind", "count"))


@pytest.fixture
def lena(db: None) -> Person:
    lay_floor()
    person("Ola", role="leader", team="Elsewhere")
    return person("Lena", role="leader")


def test_fresh_leads_alert_after_five_minutes_until_an_agent_calls(lena: Person) -> None:
    ana = person("Ana")
    admitted("One", austin(101))
    settle(ana, pulled(ana), "not_interested")
    admitted("Two", austin(102))
    admitted("Three", austin(103))
    look()
    assert opened() == []
    later(minutes=6)
    look()
    look()
    assert opened() == [("fresh_waits", 2)]
    (seen,) = alerts.open_alerts(viewer=lena)
    assert seen.text == "2 fresh leads have waited for over 5 minutes"
    elsewhere = Person.objects.get(name="Ola")
    assert alerts.open_alerts(viewer=elsewhere) == ()
    with pytest.raises(NotFound):
        alerts.mark_seen(alert_id=seen.id, by=elsewhere)
    alerts.mark_seen(alert_id=seen.id, by=lena)
    assert alerts.open_alerts(viewer=lena)[0].seen_by == "Lena"
    settle(ana, pulled(ana), "not_interested")
    pulled(ana)
    look()
    assert opened() == []
    kinds = Journal.objects.filter(kind__startswith="alert.").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "alert.opened", "alert.seen", "alert.closed",
    ]  # fmt: skip


def test_a_team_without_anyone_and_three_expired_claims_alert(lena: Person) -> None:
    ana = person("Ana")
    for number in range(4):
        admitted(f"Lead {number}", austin(101 + number))
    look()
    assert ("nobody_present", 4) in opened()
    for _claim in range(3):
        pulled(ana)
        later(minutes=6)
        presence.end_idle()
    bo = person("Bo")
    settle(bo, pulled(bo), "not_interested")  # ends the expired claim
    look()
    assert [kind for kind, _count in opened()] == ["claims_ended", "fresh_waits"]


def test_a_source_that_fell_silent_alerts_until_it_delivers(lena: Person) -> None:
    person("Ana")
    for number in range(30):
        closed(admitted(f"Lead {number}", austin(100 + number)))
    look()
    assert opened() == []
    later(days=15)
    look()
    assert [kind for kind, _count in opened()] == ["source_silent"]
    closed(admitted("Lead 31", austin(131)))
    later(minutes=16)  # sources are read every 15 minutes
    look()
    assert opened() == []


def closed(lead_id: UUID) -> None:
    """Close a lead, so that only its arrival is left."""
    with write_transaction() as now:
        lifecycle.close_lead(lead_id=lead_id, code="duplicate", actor_id=None, now=now)


def test_the_chosen_people_get_a_mail_in_their_language(lena: Person) -> None:
    admin = person("Ada", role="admin", team="Elsewhere")
    Person.objects.filter(pk=lena.pk).update(language="es")
    for who in (lena, Person.objects.get(name="Ola")):
        alerts.set_recipient(person_id=who.pk, email=f"{who.name}@example.com", by=admin)
    person("Ana")
    admitted("One", austin(101))
    with override_settings(CONFIG=replace(settings.CONFIG, mail=MAIL)):
        later(minutes=6)
        look()
    sent = OutboxMessage.objects.filter(mail_subject__contains="5 min")
    assert [one.mail_to for one in sent] == ["Lena@example.com"]
    with pytest.raises(NotFound):
        alerts.set_recipient(person_id=lena.pk, email="x@example.com", by=lena)
