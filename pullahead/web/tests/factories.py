"""Small floor for the tests of the pages: people, leads, an hour within calling hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from pullahead.base import clock
from pullahead.base.services import move_clock, set_setting
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Address, Source
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.pull import rules
from pullahead.pull.services import lay_defaults
from pullahead.team.calendar import Calendar
from pullahead.team.models import Person
from pullahead.usecases.common import engine
from pullahead.usecases.intake import receive
from pullahead.usecases.settings import api_keys, users

PASSWORD = "a long enough secret"
# No holiday anywhere near, no clock changed that week: nothing hangs on the day of the run
TUESDAY = datetime(2027, 9, 14, 15, tzinfo=UTC)
AUSTIN, LONDON = "+1 512 555 01", "+44 20 7946 0"


def open_floor() -> datetime:
    """Make a fresh install on a Tuesday, 15:00 UTC: people in the United States may be called."""
    with write_transaction():
        lay_defaults()
        move_clock(offset=TUESDAY - datetime.now(UTC))
    return TUESDAY


def later(by: timedelta) -> None:
    """Move the clock on."""
    with write_transaction():
        move_clock(offset=clock.offset() + by)


def add(name: str, role: str = "agent", team: str = "Sales", zone: str = "") -> Person:
    """Add a person who can sign in with PASSWORD, and is at work."""
    person, _ = users.add_person(name=name, role=role, team=team, password=PASSWORD, zone=zone)
    Person.objects.filter(pk=person.pk).update(last_login=timezone.now())
    return person


def source(name: str = "Web form") -> Source:
    """Make a source of leads."""
    api_keys.make_source_key(source=name, scopes=["leads:write"])
    return Source.objects.get(name=name)


def lead(
    name: str = "Ana Lima",
    phone: str = AUSTIN + "42",
    email: str = "",
    age: timedelta = timedelta(minutes=3),
    **attributes: str,
) -> UUID:
    """Make a lead that inquired `age` ago."""
    now = clock.now()
    row = {"name": name, "phone": phone, "email": email, "received_at": (now - age).isoformat()}
    read = read_lead(row | attributes, country="US", zone="UTC", now=now)
    if not isinstance(read, LeadIn):
        raise TypeError(f"this row is no lead: {read}")
    return receive.receive(source_id=source().pk, lead=read).lead_id


def without_an_address(name: str = "Owen Blake") -> UUID:
    """Make a lead whose only address is bad, parked for its team as a pull parks it."""
    there = lead(name, "", "owen@example.com")
    Address.objects.filter(lead_id=there).update(valid=False, reason="wrong_number")
    with write_transaction() as now:
        review_at = Calendar("UTC").end_of_working_day(now)
        engine.ENGINE.park(
            there, reason=rules.Park.NO_PHONE, review_at=review_at, actor=None, now=now
        )
    return there


def demo() -> None:
    """Mark the database as a demo."""
    with write_transaction():
        set_setting(name="demo", value=True)
