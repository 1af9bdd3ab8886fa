"""Extend, resume and release an agent's claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.pull import cadence, claim_annotations, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.release_reasons import ReleaseReason
from pullahead.pull.services import route_of
from pullahead.pull.store.port import Claim
from pullahead.pull.take_rules import BY_CUSTOMER
from pullahead.team import queries as team
from pullahead.team.queries import PersonLock
from pullahead.team.skills import language as language_skill
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND
from pullahead.usecases.common.sanitize import NOTE_LIMIT as NOTE_LIMIT
from pullahead.usecases.common.sanitize import clean_code, clean_input
from pullahead.usecases.common.timezones import zone_of
from pullahead.usecases.work import uncalled_limit
from pullahead.usecases.work.home import current_claim as current_claim

REASON_LIMIT = 200
RELEASE_REASONS = (
    (ReleaseReason.LANGUAGE, gettext_lazy("Another language")),
    (ReleaseReason.SKILL, gettext_lazy("Missing skill")),
    (ReleaseReason.CONFLICT_OF_INTEREST, gettext_lazy("Conflict of interest")),
    (ReleaseReason.TECHNICAL, gettext_lazy("Technical problem")),
    (ReleaseReason.END_OF_SHIFT, gettext_lazy("End of shift")),
    (ReleaseReason.OTHER, gettext_lazy("Other")),
)


def lock_of(agent_id: int, token: UUID) -> Callable[[], None] | None:
    """Lock the agent's row, then both cards, where the act may resume an interrupted claim."""
    claim = ENGINE.store.claim(token)
    if claim is None or claim.agent != agent_id or claim.ground not in BY_CUSTOMER:
        return None
    lead_id = claim.lead_id

    def take() -> None:
        PersonLock(agent_id).take()
        ENGINE.store.lock_cards((lead_id,), (agent_id,))

    return take


def leads_of(token: UUID) -> tuple[UUID, ...]:
    """Return the lead of a claim, to lock its card; nothing for an unknown token."""
    claim = ENGINE.store.claim(token)
    return (claim.lead_id,) if claim is not None else ()


def resume(claim: Claim, now: datetime) -> None:
    """Resume the interrupted claim once the customer who came in is served."""
    if claim.ground in BY_CUSTOMER:
        ENGINE.resume(claim.agent, now=now)


@retried
def extend(*, agent_id: int, token: UUID, draft: str | None = None) -> datetime:
    """Extend the claim to 5 min from now: at most 30 min from its start, 2 h on a call.

    `draft` is the unsaved note. It is stored with the claim for another screen, and stays on the
    lead if the claim is taken.
    """
    with write_transaction() as now:
        try:
            end = ENGINE.extend(agent=agent_id, token=token, now=now)
        except KeyError:
            raise NotFound(str(CLAIM_NOT_FOUND)) from None
        if draft is not None and end is not None:
            kept = clean_input(draft)[:NOTE_LIMIT]
            claim_annotations.set_draft(token=token, draft=kept)
    if end is None:
        raise Conflict(_("You no longer have this lead. Get the next lead."), code="claim_lost")
    return end


@retried
def release(*, agent_id: int, token: UUID, reason: str, language: str = "", note: str = "") -> None:
    """Release the lead to other agents until midnight at least; the notes made so far stay.

    `reason` is a code of ReleaseReason. `language` is the language that the customer speaks, as in
    "es", for the reason *language* alone.
    """
    code, skill = _release_reason(reason), _spoken(reason, language)
    zone, claim = zone_of(agent_id), ENGINE.store.claim(token)
    with write_transaction(lock=lock_of(agent_id, token)) as now:
        uncalled_limit.refuse_more(agent_id=agent_id, now=now, token=token)
        try:
            released = ENGINE.release(
                agent=agent_id,
                token=token,
                reason=code,
                until=_excluded_until(code, now, zone),
                now=now,
                language=skill.partition(":")[2],
                note=clean_input(note)[:REASON_LIMIT],
            )
        except KeyError:
            raise NotFound(str(CLAIM_NOT_FOUND)) from None
        if released and claim is not None:
            _require_language(claim.lead_id, skill, now)
            resume(claim, now)
    if not released:
        raise Conflict(_("You no longer have this lead."), code="claim_lost")


def _release_reason(typed: str) -> ReleaseReason:
    code = clean_code(typed)
    if not code:
        raise wrong("reason", "reason_required", _("Choose a reason for the release."))
    if code not in set(ReleaseReason):
        codes = ", ".join(ReleaseReason)
        raise wrong(
            "reason",
            "unknown_reason",
            _("Choose one of these reasons: {codes}.").format(codes=codes),
        )
    return ReleaseReason(code)


def _spoken(reason: str, typed: str) -> str:
    """Return the skill of the language that the customer speaks; "" where none was given."""
    given = clean_input(typed)
    if not given:
        return ""
    if clean_code(reason) != ReleaseReason.LANGUAGE:
        raise wrong(
            "language",
            "language_unexpected",
            _("Enter a language only with the reason “Another language”."),
        )
    skill = language_skill(given)
    if not skill:
        raise wrong(
            "language",
            "unknown_language",
            _("Enter two letters, such as es, or leave the language blank."),
        )
    return skill


def _require_language(lead_id: UUID, skill: str, now: datetime) -> None:
    """Offer the lead from now on only to agents with this language, where it is a skill here."""
    lead, card = leads.lead(lead_id), ENGINE.store.card(lead_id)
    if not skill or lead is None or card is None or not team.skill_exists(skill):
        return
    leads_write.state_language(lead_id=lead_id, code=skill.partition(":")[2])
    lead.attributes = {**lead.attributes, "language": skill.partition(":")[2]}
    worth = pull_queries.worth(route_of(source=lead.source), lead)
    ENGINE.store.put(ENGINE.placed(card, worth, now=now), was=card)


def _excluded_until(reason: ReleaseReason, now: datetime, zone: str) -> datetime:
    """Return until when the lead goes to other agents only; for a language, always."""
    if reason == ReleaseReason.LANGUAGE:
        return now + cadence.CALLBACK_AT_MOST
    return rules.next_midnight(now, zone)
