"""Read a pad for a deal: who can be named, and how each line reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import wrong
from pullahead.conversations import queries
from pullahead.conversations.pad import read_pad
from pullahead.conversations.pad_lines import PadChip as PadChip
from pullahead.conversations.pad_lines import PadFacts, PadPerson
from pullahead.conversations.pad_lines import PadLine as PadLine
from pullahead.conversations.rules import KINDS, STARTED_BY
from pullahead.pipeline import finding_services
from pullahead.pipeline.models import Deal
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.conversations.steps_made import open_steps
from pullahead.usecases.deals.access import visible_deal

PAD_LIMIT = 8000
TYPED_AT_MOST = 24 * 3600


@dataclass(frozen=True, slots=True)
class PadInput:
    """A pad as typed, with who was there and the chosen chips."""

    pad: str
    contacts: tuple[UUID, ...] = ()
    people: tuple[int, ...] = ()
    kind: str = "talk"
    channel: str = ""
    started_by: str = "ours"
    held_at: datetime | None = None
    typed_s: int | None = None
    chosen: Mapping[str, str] | None = None
    version: int | None = None  # of the pad that is corrected


@dataclass(frozen=True, slots=True)
class PadReading:
    """Reading of a pad: its lines, those that made something, and how many are in doubt."""

    lines: tuple[PadLine, ...]
    made: frozenset[str] = frozenset()  # keys of lines that made something at an earlier save
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def doubts(self) -> int:
        """Return the number of lines in doubt."""
        return sum(bool(one.doubt) for one in self.lines)

    @property
    def makes(self) -> int:
        """Return the number of lines that make something."""
        return sum(one.makes for one in self.lines)


def preview(*, deal_id: UUID, by: Person, typed: PadInput) -> PadReading:
    """Return how a pad would be read if it were saved now."""
    deal = visible_deal(deal_id, by)
    pad = clean_pad(typed.pad)
    facts = facts_of(deal, by, typed, clock.now())
    chosen = typed.chosen or {}
    return PadReading(tuple(read_pad(pad, facts, chosen)), chosen=chosen)


def clean_pad(raw: str) -> str:
    """Return a pad whose lines end with a line feed. Raise Invalid for one that is too long."""
    pad = clean_input(raw.replace("\r\n", "\n").replace("\r", "\n"))
    if len(pad) > PAD_LIMIT:
        said = _("Shorten the text to {limit} characters. Nothing was saved.")
        raise wrong("pad", "pad_too_long", said.format(limit=f"{PAD_LIMIT:,}"))
    return pad


def checked(typed: PadInput) -> PadInput:
    """Check the fields beside the text. Raise Invalid."""
    if typed.kind not in KINDS:
        raise wrong("kind", "invalid", _("Choose a talk, an interview or a letter."))
    if typed.started_by not in STARTED_BY:
        raise wrong("started_by", "invalid", _("Choose who started the conversation."))
    if typed.typed_s is not None and not 0 <= typed.typed_s <= TYPED_AT_MOST:
        raise wrong("typed_s", "invalid", _("The typing time is at most one day."))
    return typed


def facts_of(deal: Deal, by: Person, typed: PadInput, now: datetime) -> PadFacts:
    """Return the people whom a pad of this deal can name, and the day that it is read on."""
    calendar = team_queries.calendar(deal.team_id)
    held_at = typed.held_at or now
    return PadFacts(
        people=(*_contacts(deal.pk, typed.contacts), *_colleagues(deal, by, typed.people)),
        writer=by.pk,
        today=calendar.local_day(held_at),
        steps=open_steps(deal.pk),
    )


def _contacts(deal_id: UUID, present: Collection[UUID]) -> list[PadPerson]:
    rows = finding_services.contacts_of(deal_id)
    return [
        PadPerson(
            one.contact.name or one.contact.as_role,
            contact=one.contact_id,
            role=one.contact.as_role,
            present=one.contact_id in present,
        )
        for one in rows
        if one.contact.forgotten_at is None
    ]


def _colleagues(deal: Deal, by: Person, present: Collection[int]) -> list[PadPerson]:
    rows = team_queries.people().filter(is_active=True, team_id=deal.team_id)
    found = [
        PadPerson(one.name, person=one.pk, present=one.pk in present or one.pk == by.pk)
        for one in rows
        if one.role != Person.Role.MARKETER
    ]
    if all(one.person != by.pk for one in found):  # an administrator of another team
        found.append(PadPerson(by.name, person=by.pk, present=True))
    return found


def default_present(deal_id: UUID) -> tuple[UUID, ...]:
    """Return the contacts who are chosen at first: those of the last conversation, or the one."""
    last = queries.story(deal_id, most=1)
    rows = finding_services.contacts_of(deal_id).filter(contact__forgotten_at=None)
    known = set(rows.values_list("contact_id", flat=True))
    if last:
        there = queries.present_in([last[0].pk]).filter(contact__isnull=False)
        return tuple(one for one in there.values_list("contact_id", flat=True) if one in known)
    return tuple(known) if len(known) == 1 else ()
