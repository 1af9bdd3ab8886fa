"""All rows of a lead's details, in one statement.

Every page of a lead and every pull reads them; single queries would cost more than the pull itself.
Details come from these rows alone, read together at one moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from pullahead.base import clock
from pullahead.base.db import row_loader, statements
from pullahead.base.journal import JournalEvent
from pullahead.compliance.calling_hours import Hours
from pullahead.compliance.queries import hours_with
from pullahead.pull.store.rows import adapted
from pullahead.pull.store.statements import steady, steady_text
from pullahead.team.models import Person
from pullahead.team.queries import BIGGEST
from pullahead.usecases.leads.detail_records import (
    ADDRESS,
    CADENCE,
    CARD,
    CLAIM,
    CLOSING,
    CORRECTION,
    INQUIRY,
    JOURNAL,
    LANE,
    LEAD,
    OUTCOME,
    ROUTE,
    SOURCE,
    TEAM,
    VIEWER,
    AddressRecord,
    CardRecord,
    ClaimRecord,
    ClosingRecord,
    CorrectionRecord,
    InquiryRecord,
    JournalRecord,
    LeadRecord,
    RouteRecord,
    SaleOutcomeRecord,
    ViewerRecord,
)  # fmt: skip

KINDS = (
    JournalEvent.CARD_PARKED,
    JournalEvent.CARD_UNPARKED,
    JournalEvent.CARD_DEFERRED,
    JournalEvent.CARD_ADMITTED,
    JournalEvent.LEAD_CLOSED,
    JournalEvent.CALLBACK_FREED,
    JournalEvent.LEAD_REACHABLE,
    JournalEvent.CLAIM_INTERRUPTED,
    JournalEvent.CLAIM_RESUMED,
    JournalEvent.CALLBACK_KEPT,
    JournalEvent.LEAD_REOPENED,
    JournalEvent.CALLBACK_RETURNED,
    JournalEvent.LEAD_MOVED,
    JournalEvent.LEAD_VALUED,
    JournalEvent.CONSENT_GIVEN,
    JournalEvent.CONSENT_WITHDRAWN,
    JournalEvent.OPT_OUT_ADDED,
    JournalEvent.OPT_OUT_REMOVED,
)


@dataclass(frozen=True, slots=True)
class DetailRows:
    """The rows at the moment `at`. Lists are in display order.

    `viewer` is the person who asks, if there is one with that id.
    """

    at: datetime
    viewer: ViewerRecord | None
    lead: LeadRecord
    card: CardRecord | None
    route: RouteRecord | None
    chance: float | None  # the lead's score, else its source's default
    addresses: list[AddressRecord]  # the valid ones first
    opted_out: frozenset[tuple[str, str]]  # kind and match key of opt-outs
    inquiries: list[InquiryRecord]  # newest first
    outcomes: list[SaleOutcomeRecord]  # the valid one first
    claims: list[ClaimRecord]  # oldest first
    corrections: list[CorrectionRecord]  # of those claims, oldest first
    closings: list[ClosingRecord]  # by team leads, oldest first
    journal: list[JournalRecord]  # of KINDS, oldest first
    names: Mapping[int, str]  # of all people in the rows
    labels: Mapping[str, str]  # of every disposition
    hours: Hours

    def ever_held(self, person: Person) -> bool:
        """Check whether this person holds, held or closed the lead, or owns its callback."""
        people = {one.agent_id for one in self.claims} | {one.by_id for one in self.closings}
        if self.card is not None and self.card.owner_id is not None:
            people.add(self.card.owner_id)
        return person.pk in people

    def current_claim(self, agent_id: int) -> ClaimRecord | None:
        """Return this agent's live claim on the lead."""
        card = self.card
        if card is None or (card.holder_id, card.slot) != (agent_id, 1):
            return None
        if card.next_at is None or card.next_at <= self.at:
            return None
        return next((one for one in self.claims if one.token == card.token), None)


def of_lead(lead_id: UUID, viewer_id: int) -> DetailRows | None:
    """Read the rows of a lead; None where there is none."""
    return _read(_LEAD, lead=adapted(lead_id), viewer=viewer_id)


def held_by(viewer_id: int) -> DetailRows | None:
    """Read the rows of the lead that a person holds, even after the claim's end."""
    if not 0 < viewer_id < BIGGEST:
        return None  # beyond the range of the column
    return _read(_HELD, viewer=viewer_id)


_LEAD = "%(lead)s"
_HELD = (
    "(SELECT h.lead_id FROM pull_card h "
    "WHERE h.state = 'held' AND h.holder_id = %(viewer)s AND h.slot = 1)"
)


def _read(which: str, **given: Any) -> DetailRows | None:
    on_postgres = statements.postgres()
    moment = clock.on_postgres() if on_postgres else "NULL"
    found = statements.read(_statement(which, moment), given)
    if not found:
        return None
    at, chance, windows, packs, text = found[0]
    at = at.astimezone(UTC) if on_postgres else clock.now()
    hours = hours_with(steady_text("windows", windows), packs or "", at)
    return _rows(row_loader.loads(text), at, chance, hours)


@lru_cache(maxsize=8)
def _statement(which: str, moment: str) -> str:
    """Build the statement for the lead that `which` selects.

    The score and the windows are separate columns: a float would lose digits, and unchanged windows
    are not parsed again.
    """
    return f"""
SELECT {moment}, coalesce(h.chance, r.chance), {steady("windows")},
  (SELECT p.stamp FROM compliance_rulepack p ORDER BY p.id DESC LIMIT 1),
  {row_loader.text(row_loader.array(_parts()))}
FROM leads_lead l
JOIN leads_source s ON s.id = l.source_id
LEFT JOIN pull_card c ON c.lead_id = l.id
LEFT JOIN team_team t ON t.id = c.team_id
LEFT JOIN pull_lane n ON n.id = c.lane_id
LEFT JOIN team_person hp ON hp.id = c.holder_id
LEFT JOIN team_person op ON op.id = c.owner_id
LEFT JOIN pull_route r ON r.source_id = l.source_id
LEFT JOIN team_team rt ON rt.id = r.team_id
LEFT JOIN pull_cadence k ON k.id = r.cadence_id
LEFT JOIN pull_leadscore h ON h.lead_id = l.id
WHERE l.id = {which}
"""


def _parts() -> list[str]:
    """Return the parts of the array, in the order in which `_rows` unpacks them."""
    return [
        f"(SELECT {VIEWER.of('v')} FROM team_person v WHERE v.id = %(viewer)s)",
        LEAD.of("l"),
        SOURCE.of("s"),
        CARD.of("c"),
        TEAM.of("t"),
        LANE.of("n"),
        ROUTE.of("r"),
        TEAM.of("rt"),
        CADENCE.of("k"),
        row_loader.array(["hp.id", "hp.name", "op.id", "op.name"]),
        *_lists(),
    ]


def _lists() -> list[str]:
    """Return the parts that are lists: rows of other tables about the lead."""
    return [
        row_loader.many(ADDRESS.of("a"), "FROM leads_address a WHERE a.lead_id = l.id"),
        row_loader.many(
            row_loader.array(["x.kind", "x.value"]),
            "FROM leads_optout x JOIN leads_address a ON a.kind = x.kind AND a.match_key = x.value "
            "WHERE a.lead_id = l.id",
        ),
        row_loader.many(
            INQUIRY.of("i", SOURCE.of("q")),
            "FROM leads_inquiry i JOIN leads_source q ON q.id = i.source_id WHERE i.lead_id = l.id",
        ),
        row_loader.many(
            OUTCOME.of("o", "p.id", "p.name"),
            "FROM leads_saleoutcome o LEFT JOIN team_person p ON p.id = o.actor_id "
            "WHERE o.lead_id = l.id",
        ),
        row_loader.many(
            CLAIM.of("m", "p.id", "p.name"),
            "FROM pull_claim m JOIN team_person p ON p.id = m.agent_id WHERE m.lead_id = l.id",
        ),
        row_loader.many(
            CORRECTION.of("e", "p.id", "p.name"),
            "FROM pull_settlecorrection e JOIN pull_claim m ON m.token = e.claim_id "
            "JOIN team_person p ON p.id = e.by_id WHERE m.lead_id = l.id",
        ),
        row_loader.many(
            CLOSING.of("g", "p.id", "p.name"),
            "FROM pull_closing g JOIN team_person p ON p.id = g.by_id WHERE g.lead_id = l.id",
        ),
        _journal(),
        row_loader.many(row_loader.array(["d.code", "d.label"]), "FROM pull_disposition d"),
    ]


def _journal() -> str:
    """Return the journal lines of KINDS; a kept callback also names its owner."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    kept = JournalEvent.CALLBACK_KEPT
    owner = f"CASE WHEN j.kind = '{kept}' THEN CAST(j.data ->> 'owner' AS bigint) END"
    return row_loader.many(
        JOURNAL.of("j", "p.id", "p.name", "w.id", "w.name"),
        "FROM base_journal j LEFT JOIN team_person p ON p.id = j.actor_id "
        f"LEFT JOIN team_person w ON w.id = {owner} "
        f"WHERE j.lead_id = l.id AND j.kind IN ({kinds})",
    )


def _rows(parts: list[Any], at: datetime, chance: float | None, hours: Hours) -> DetailRows:
    viewer, lead, source, card, team, lane, route, routed, cadence, people, *lists = parts
    addresses, opted_out, inquiries, outcomes, claims, corrections, closings, journal, labels = (
        many or () for many in lists
    )
    return DetailRows(
        at=at,
        viewer=VIEWER.read(viewer) if viewer else None,
        lead=LEAD.row(lead, source=SOURCE.row(source)),
        card=CARD.read(card, team=TEAM.read(team), lane=LANE.read(lane)),
        route=ROUTE.read(route, team=TEAM.read(routed), cadence=CADENCE.read(cadence)),
        chance=chance,
        addresses=sorted(ADDRESS.rows(addresses), key=_shown),
        opted_out=frozenset((kind, value) for kind, value in opted_out),
        inquiries=sorted(map(_inquiry, inquiries), key=lambda i: (i.asked_at, i.id), reverse=True),
        outcomes=sorted(OUTCOME.rows(outcomes), key=lambda o: o.id, reverse=True),
        claims=sorted(CLAIM.rows(claims), key=lambda c: (c.started_at, c.token)),
        corrections=sorted(CORRECTION.rows(corrections), key=lambda e: e.id),
        closings=sorted(CLOSING.rows(closings), key=lambda g: g.id),
        journal=sorted(JOURNAL.rows(journal), key=lambda j: j.id),
        names=_names(people, (outcomes, claims, corrections, closings), journal),
        labels=dict(labels),
        hours=hours,
    )


def _shown(address: AddressRecord) -> tuple[bool, str, int, int]:
    return not address.valid, address.kind, address.position, address.id


def _inquiry(values: list[Any]) -> InquiryRecord:
    *own, source = values
    return INQUIRY.row(own, source=SOURCE.row(source))


def _names(
    people: list[Any],
    others: Iterable[Iterable[list[Any]]],
    journal: Iterable[list[Any]],
) -> dict[int, str]:
    """Map ids to names: each row ends with the ids and names of its people."""
    found = [people[:2], people[2:]]
    found += [row[-2:] for rows in (*others, journal) for row in rows]
    found += [row[-4:-2] for row in journal]
    return {person: name for person, name in found if person is not None}
