"""Rows of one source in one transaction: duplicates, inquiries, new leads and their cards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pullahead.base.ids import new_id
from pullahead.base.journal import JournalEvent, record, record_for_leads
from pullahead.compliance.calling_hours import MAIL, Hours
from pullahead.compliance.places import PrefixOverride
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Source
from pullahead.leads.opt_outs import RowOptOut, bars_all, keep_opt_outs
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.rules import LeadIn, row_hash
from pullahead.pull import queries as pull_queries
from pullahead.pull import rules
from pullahead.pull.boost_rules import factor_of
from pullahead.pull.contact_rates import Rates
from pullahead.pull.engine import Engine
from pullahead.pull.models import Route
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.services import route_of
from pullahead.usecases.common.timezones import windows_of
from pullahead.usecases.common.working_time import review_at
from pullahead.usecases.intake.known_people import add_details, known_inquiry
from pullahead.usecases.intake.one_act_store import OneActStore
from pullahead.usecases.intake.stages import EarlierContacts
from pullahead.usecases.leads import lifecycle, sale_outcome
from pullahead.usecases.leads.edit import call_by_phone
from pullahead.usecases.leads.open_deals import raise_deal

ADMITTED, ASKED_AGAIN, ALREADY_HERE = "admitted", "asked_again", "already_here"
OPTED_OUT = "do_not_call"  # the closing code of a lead that arrives opted out


@dataclass(frozen=True, slots=True)
class Received:
    """The result of one row."""

    outcome: str  # admitted, asked_again, already_here
    lead_id: UUID


def addresses_of(lead: LeadIn) -> list[str]:
    """Return the match keys of a lead's addresses."""
    return list(dict.fromkeys(match_key(one.value) for one in lead.addresses))


@dataclass(slots=True)
class ReceiveBatch:
    """Rows of one source in one transaction: new leads are collected and written together."""

    source: Source
    route: Route
    now: datetime
    known: leads.KnownPeople = field(default_factory=leads.KnownPeople)
    fresh: list[leads_write.Admission] = field(default_factory=list)
    overrides: tuple[PrefixOverride, ...] = ()
    hours: Hours | None = None
    engine: Engine = field(default_factory=lambda: Engine(OneActStore()))
    rates: Rates = field(default_factory=pull_queries.rates_in_use)
    opted_out: list[RowOptOut] = field(default_factory=list)
    review_at: rules.ReviewAt = field(init=False)
    contacts: EarlierContacts = field(init=False)

    def __post_init__(self) -> None:
        self.review_at = review_at(self.now)
        self.contacts = EarlierContacts(self.source.pk)

    def take(self, row: LeadIn) -> Received:
        """Receive one row, and note its opt-out unless an equal row came before."""
        is_new = row_hash(row) not in self.known.rows
        received = self._take(row)
        if row.opted_out and is_new:
            own = received.outcome != ALREADY_HERE
            self.opted_out.append(RowOptOut(received.lead_id, row, own))
        return received

    def _take(self, row: LeadIn) -> Received:
        """Decide about one row: already here, another inquiry, or a new lead."""
        digest, addresses = row_hash(row), addresses_of(row)
        if (here := self.known.rows.get(digest)) is not None:
            return Received(ALREADY_HERE, here)
        if (same := self.known.recorded(row.external_id, row.name, addresses)) is not None:
            return self._recorded(same, row, addresses)
        person = self.known.person(row.name, addresses)
        if person is not None and (known := self._known_inquiry(person, row, addresses)):
            return Received(ALREADY_HERE, known)
        if person is not None and (self._asked_again(person, row) or self._reopens(person, row)):
            received, name = Received(ASKED_AGAIN, person.lead_id), person.name or row.name
        else:
            received, name = Received(ADMITTED, new_id()), row.name
            earlier = person.lead_id if person is not None else None
            self.fresh.append(leads_write.Admission(received.lead_id, row, earlier))
        self.known.add(received.lead_id, name, addresses, row.external_id)
        self.known.rows[digest] = received.lead_id
        return received

    def _recorded(self, same: leads.Recorded, row: LeadIn, addresses: list[str]) -> Received:
        """Add the details of a row whose record is known; it is no new inquiry."""
        if not same.addresses.issuperset(addresses):
            self._flush_before(same.lead_id)
            add_details(same.lead_id, row, source=self.source, engine=self.engine, now=self.now)
            same.addresses.update(addresses)
        return Received(ALREADY_HERE, same.lead_id)

    def _known_inquiry(
        self, person: leads.Namesake, row: LeadIn, addresses: list[str]
    ) -> UUID | None:
        """Return the lead that has this inquiry, or was refused or sold after it."""
        if not (row.dated or row.moment_unread):
            return None
        self._flush_before(person.lead_id)
        return known_inquiry(
            row,
            self.known.namesakes(row.name, addresses),
            person,
            source=self.source,
            engine=self.engine,
            now=self.now,
        )

    def _flush_before(self, lead_id: UUID) -> None:
        """Write a lead that came a few rows before, so that it can be changed."""
        if any(row.lead_id == lead_id for row in self.fresh):
            self.flush()

    def _asked_again(self, person: leads.Namesake, row: LeadIn) -> bool:
        """Add an inquiry to an open lead. Return False for a lead that was closed meanwhile."""
        if person.closed_at is not None:
            return False
        self._flush_before(person.lead_id)
        card = self.engine.store.card(person.lead_id)
        if card is None:
            self.known.closed(person.lead_id, self.now)
            return False
        lead = leads_write.add_inquiry(
            source=self.source, lead_id=person.lead_id, lead=row, now=self.now
        )
        if bars_all(row):
            return True
        call_by_phone(lead.pk, engine=self.engine, now=self.now)
        if row.moment_unread or (row.dated and row.received_at < lead.asked_at):
            return True  # a later inquiry is known
        self._given_again(lead.pk, row)
        route = route_of(source=lead.source)
        self.engine.ask_again(lead.id, worth=pull_queries.worth(route, lead), now=self.now)
        return True

    @staticmethod
    def _given_again(lead_id: UUID, row: LeadIn) -> None:
        """Mark addresses as good that the person gives again, though an agent marked them bad."""
        for one in row.addresses:
            leads_write.given_again(lead_id=lead_id, value=one.value)

    def _reopens(self, person: leads.Namesake, row: LeadIn) -> bool:
        """Open a recently closed lead whose person inquires again. Return False where it stays
        closed.
        """
        lead = leads.lead(person.lead_id)
        if bars_all(row) or lead is None:
            return False
        if raise_deal(lead, now=self.now, words=row.attributes.get("message", "")):
            leads_write.add_inquiry(source=self.source, lead_id=lead.pk, lead=row, now=self.now)
            return True
        if not lifecycle.opens_by_itself(lead, self.now):
            return False
        lead = leads_write.add_inquiry(
            source=self.source, lead_id=person.lead_id, lead=row, now=self.now
        )
        self._given_again(lead.pk, row)
        card = lifecycle.open_again(lead, engine=self.engine, actor=None, now=self.now)
        if card is None:  # a concurrent undo opened it
            worth = pull_queries.worth(route_of(source=lead.source), lead)
            self.engine.ask_again(lead.pk, worth=worth, now=self.now)
        else:
            said = {"round": card.round, "state": card.state}
            record(JournalEvent.LEAD_ASKED_AGAIN, now=self.now, lead_id=lead.pk, data=said)
        return True

    def flush(self) -> None:
        """Write the collected leads, then their cards, then the journal lines."""
        if not self.fresh:
            return
        leads_write.admit(source=self.source, rows=self.fresh, now=self.now)
        record_for_leads(
            JournalEvent.LEAD_RECEIVED,
            now=self.now,
            lead_ids=[row.lead_id for row in self.fresh],
            data={"source": self.source.pk},
        )
        self.engine.admit([self._card(row) for row in self.fresh], now=self.now)
        self.fresh = []

    def close_decided(self, rows: Sequence[LeadIn], answers: Sequence[Received]) -> None:
        """Close the new leads that another system closed as won or lost, with their outcome."""
        for row, answer in zip(rows, answers, strict=True):
            if row.verdict and answer.outcome == ADMITTED:
                sale_outcome.record_within(
                    answer.lead_id,
                    sale_outcome.OutcomeReport(row.verdict, row.value, row.decided_at),
                    engine=self.engine,
                    now=self.now,
                )

    def keep_opt_outs(self, barred: Collection[tuple[str, str]]) -> None:
        """Close the leads of rows that opt out, and bar their addresses for every lead."""
        for row in self.opted_out:
            if row.own and bars_all(row.lead):
                lifecycle.close_lead(
                    lead_id=row.lead_id,
                    code=OPTED_OUT,
                    actor_id=None,
                    now=self.now,
                    engine=self.engine,
                )
        keep_opt_outs(rows=self.opted_out, now=self.now, barred=barred)

    def _card(self, row: leads_write.Admission) -> rules.Card:
        if self.hours is None:
            self.hours, self.overrides = pull_queries.hours(), pull_queries.overrides()
        windows, park = MAIL, ""
        if row.lead.phone:
            windows = windows_of(
                row.lead.phone, self.overrides, self.source.zone, attributes=row.lead.attributes
            )
            park = "" if windows else rules.Park.NO_ZONE.value
        if windows and self.hours.next_open(windows, self.now) is None:
            park = rules.Park.NEVER_OPEN.value
        return self.engine.new_card(
            row.lead_id,
            team=self.route.team_id,
            windows=windows,
            worth=self._worth(row.lead),
            park=park,
            review_at=self.review_at,
            now=self.now,
            contact=self.contacts.of(row.lead),
        )

    def _worth(self, lead: LeadIn) -> RankingInputs:
        value = float(lead.value or self.route.value)
        boost = factor_of(self.route.boost, self.route.boosts, lead.attributes, value)
        return RankingInputs(
            value=value,
            chance=self.route.chance,
            half_life_hours=self.route.half_life_hours,
            asked_at=lead.received_at,
            curve=self.route.curve,
            skills=pull_queries.needed(self.route, lead.attributes),
            rates=self.rates,
            boost=boost,
        )
