"""Keep, resume, extend and release an agent's claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import write_transaction
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.pull import claim_annotations, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.services import route_of
from pullahead.pull.store.port import Claim
from pullahead.pull.take_rules import BY_CUSTOMER
from pullahead.team import queries as team
from pullahead.team.queries import PersonLock
from pullahead.team.skills import language
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.sanitize import NOTE_LIMIT as NOTE_LIMIT
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.common.timezones import zone_of
from pullahead.usecases.work import home, uncalled_limit
from pullahead.usecases.work.home import ClaimView

REASON_LIMIT = 200


LANGUAGE = "language"


def in_hand(*, agent_id: int) -> ClaimView | None:
    """Return the live claim and its lead, as its agent sees them."""
    return home.in_hand(agent_id)


def lock_of(agent_id: int, token: UUID) -> Callable[[], None] | None:
    """Lock the agent's row first where the act may resume an interrupted claim.

    Such an act changes two cards, and so does a concurrent take. Without this lock they could
    deadlock.
    """
    claim = ENGINE.store.claim(token)
    by_customer = claim is not None and claim.agent == agent_id and claim.ground in BY_CUSTOMER
    return PersonLock(agent_id).take if by_customer else None


def resume(claim: Claim, now: datetime) -> None:
    """Resume the interrupted claim once the customer who came in is served."""
    if claim.ground in BY_CUSTOMER:
        ENGINE.resume(claim.agent, now=now)


def extend(*, agent_id: int, token: UUID, draft: str | None = None) -> datetime:
    """Extend the claim to 5 min from now: at most 30 min from its start, 2 h on a call.

    `draft` is the unsaved note. It is stored with the claim for another screen, and stays on the
    lead if the claim is taken.
    """
    with write_transaction() as now:
        try:
            end = ENGINE.extend(agent=agent_id, token=token, now=now)
        except KeyError:
            raise NotFound("This claim is not yours, or does not exist.") from None
        if draft is not None and end is not None:
            kept = clean_input(draft)[:NOTE_LIMIT]
            claim_annotations.set_draft(token=token, draft=kept)
    if end is None:
        raise Conflict("This claim has ended. Pull the next one.", code="claim_lost")
    return end


def release(*, agent_id: int, token: UUID, reason: str) -> None:
    """Give the lead back, for others, until midnight at least; the notes made so far stay."""
    reason = clean_input(reason)[:REASON_LIMIT]
    if not reason:
        raise wrong("reason", "reason_required", "Say why you give it back.")
    zone, claim = zone_of(agent_id), ENGINE.store.claim(token)
    with write_transaction(lock=lock_of(agent_id, token)) as now:
        uncalled_limit.refuse_more(agent_id=agent_id, now=now, token=token)
        try:
            given = ENGINE.release(
                agent=agent_id,
                token=token,
                reason=reason,
                until=_not_before(reason, now, zone),
                now=now,
            )
        except KeyError:
            raise NotFound("This claim is not yours, or does not exist.") from None
        if given and claim is not None:
            _speaks(claim.lead_id, reason, now)
            resume(claim, now)
    if not given:
        raise Conflict("This claim has ended already.", code="claim_lost")


def _speaks(lead_id: UUID, reason: str, now: datetime) -> None:
    """Given back as “language: es”: from now on it goes only to who speaks that, if that is a
    skill here."""
    word, _, said = reason.partition(":")
    skill = language(said)
    lead, card = leads.lead(lead_id), ENGINE.store.card(lead_id)
    if word.strip().lower() != LANGUAGE or lead is None or card is None:
        return
    if not team.skill_exists(skill):
        return
    leads_write.state_language(lead_id=lead_id, code=skill.partition(":")[2])
    lead.attributes = {**lead.attributes, "language": skill.partition(":")[2]}
    worth = pull_queries.worth(route_of(source=lead.source), lead)
    ENGINE.store.put(ENGINE.placed(card, worth, now=now), was=card)


def _not_before(reason: str, now: datetime, zone: str) -> datetime:
    """A language is not learned by midnight: such a lead goes to others for good."""
    if reason.lower().startswith(LANGUAGE):
        return now + rules.CALLBACK_AT_MOST
    return rules.next_midnight(now, zone)
