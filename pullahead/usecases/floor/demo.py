"""Set up a demo floor and answer what its simulated agents ask.

The demo plays the ordinary acts. This module holds only the writes and reads that no other use
case needs: marking the database, the demo's calling windows, and who is simulated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.journal import JournalEvent
from pullahead.base.models import Journal
from pullahead.base.services import move_clock, set_setting
from pullahead.base.transaction import write_transaction
from pullahead.compliance.defaults.us import DEMO_WINDOWS
from pullahead.compliance.services import set_windows
from pullahead.config import Mode
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.parsing.stages import STAGE
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.pull.services import set_half_life
from pullahead.team.models import Person
from pullahead.team.queries import people
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.intake.receive import receive
from pullahead.usecases.intake.receive_batch import Received
from pullahead.usecases.intake.stages import known_stages
from pullahead.usecases.leads import do_not_call, lifecycle
from pullahead.usecases.settings import users
from pullahead.usecases.settings.installation import DEMO, has_demo_leads

MAKING = "demo_making"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person to add to a demo floor."""

    name: str
    role: str
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """One active simulated agent."""

    id: int
    name: str


# ---- making the floor


def is_half_made() -> bool:
    """Return whether the making of the demo floor was stopped."""
    return bool(base.setting(MAKING))


def leads_received() -> int:
    """Count all leads that this database ever received."""
    return leads.received_since(BEGINNING)


def begin_making(*, source: str, half_life_hours: float) -> int:
    """Mark the database as a demo's, set its windows and create the source; return the source's id.

    The clock's offset is stored, so that `finish_making` can restore it.
    """
    with write_transaction():
        set_setting(name=DEMO, value=True)
        set_setting(name=MAKING, value={"offset": clock.offset().total_seconds()})
        set_windows(windows=DEMO_WINDOWS)
        found = leads_write.source_named(name=source)
        set_half_life(source=found, hours=half_life_hours)
    return found.pk


def add_source(*, name: str, half_life_hours: float) -> int:
    """Create a source of the demo; return its id."""
    with write_transaction():
        found = leads_write.source_named(name=name)
        set_half_life(source=found, hours=half_life_hours)
    return found.pk


def marketer(name: str) -> Person:
    """Return the marketing user of the demo. Raise NotFound if the user was renamed."""
    found = people().filter(role=Person.Role.MARKETER, name=name).first()
    if found is None:
        raise NotFound("The demo has no marketing user.")
    return found


def source_of(lead_id: UUID) -> str:
    """Return the name of a lead's source, "" for a lead that is gone."""
    found = leads.lead(lead_id)
    return found.source.name if found is not None else ""


def add_missing(members: Collection[DemoPerson], *, team: str) -> None:
    """Add those people who are not here yet."""
    there = set(people().values_list("name", flat=True))
    for one in members:
        if one.name not in there:
            users.add_person(name=one.name, role=one.role, team=team, simulated=one.simulated)


def finish_making() -> None:
    """Restore the clock's offset from before the floor was played."""
    making = base.setting(MAKING)
    # An earlier version stored only that the floor was being made
    seconds = making["offset"] if isinstance(making, dict) else 0.0
    with write_transaction():
        move_clock(offset=timedelta(seconds=seconds))
        set_setting(name=MAKING, value=False)


def move_clock_to(moment: datetime) -> None:
    """Set the clock to a moment."""
    with write_transaction():
        move_clock(offset=clock.offset() + (moment - clock.now()))


def park_as_leader(lead_id: UUID) -> None:
    """Park a lead as the first team lead would. Raise Problem if the lead is closed."""
    leader = people().filter(role=Person.Role.LEADER).first()
    if leader is not None:
        lifecycle.park(lead_id=lead_id, by=leader)


def add_opt_outs(rows: Collection[tuple[str, str]]) -> None:
    """Add addresses with reasons to the do-not-call numbers, as the first administrator would."""
    admin = people().filter(role=Person.Role.ADMIN).first()
    if admin is None:
        return
    for address, reason in rows:
        with suppress(Invalid):  # added before the making was stopped
            do_not_call.add(address=address, reason=reason, by=admin)


def sellers() -> list[Person]:
    """Return the active agents: they work on deals."""
    return list(people().filter(is_active=True, role=Person.Role.AGENT))


def administrator() -> Person:
    """Return the first administrator."""
    return people().filter(is_active=True, role=Person.Role.ADMIN)[0]


def team_leader() -> Person:
    """Return the first team lead."""
    return people().filter(is_active=True, role=Person.Role.LEADER)[0]


# ---- playing the floor


def simulated_agents() -> list[SimulatedPerson]:
    """Return the active simulated agents by name."""
    found = people().filter(simulated=True, is_active=True, role=Person.Role.AGENT)
    return [SimulatedPerson(one.pk, one.name) for one in found]


def source_id(name: str) -> int:
    """Return the id of a source, which is created if missing."""
    with write_transaction():
        return leads_write.source_named(name=name).pk


def submit(*, source_id: int, fields: Mapping[str, str], at: datetime) -> Received:
    """Receive the fields of a web form. Raise ValueError if one of them is refused."""
    lead = read_lead(
        {**fields, "received_at": at.isoformat()},
        country="",
        zone=organisation_zone(),
        now=clock.now(),
        stages=known_stages() if STAGE in fields else None,
    )
    if not isinstance(lead, LeadIn):
        raise ValueError(f"the demo made a lead that is refused: {lead}")
    return receive(source_id=source_id, lead=lead)


def had_a_lead_within(*, source_id: int, addresses: set[str], span: timedelta) -> bool:
    """Return whether a lead with one of these addresses is open or was closed within the span."""
    known = leads.known(source_id, hashes=(), external_ids=(), addresses=addresses)
    now = clock.now()
    there = [one for found in known.people.values() for one in found]
    return not all(one.closed_at and now - one.closed_at > span for one in there)


def last_journal_id() -> int:
    """Return the number of the newest journal line, 0 without one."""
    return Journal.objects.order_by("-id").values_list("id", flat=True).first() or 0


def sent_home_after(journal_id: int) -> tuple[int, dict[int, datetime]]:
    """Read newer journal lines: the last number, and whose shift was ended when, by person id."""
    sent: dict[int, datetime] = {}
    newer = Journal.objects.filter(id__gt=journal_id).order_by("id")
    for number, kind, at, data in newer.values_list("id", "kind", "at", "data"):
        journal_id = number
        if kind == JournalEvent.PERSON_SENT_HOME:
            sent[int(data["person"])] = at
    return journal_id, sent


def refuse_elsewhere() -> None:
    """Raise Conflict unless this is demo mode and the database was made as a demo floor."""
    if settings.MODE != Mode.DEMO:
        raise Conflict(
            "Simulated agents work only in demo mode. Nothing was changed. Set PULLAHEAD_MODE=demo."
        )
    if not has_demo_leads():
        raise Conflict(
            "Simulated agents work only in a demo database, and this is another one. Nothing was "
            "changed. Make a demo floor in an empty database with “pullahead demo”."
        )
