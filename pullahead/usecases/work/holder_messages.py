"""Messages from a colleague to the agent who holds a lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pullahead.base.db.planned_queries import planned
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import queries as leads
from pullahead.pull import claim_annotations, models, rules
from pullahead.team import queries as team
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import LEAD_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input

MESSAGE_LIMIT = 500
MESSAGES_AT_MOST = 20


@retried
def send_message(*, lead_id: UUID, agent_id: int, text: str) -> str:
    """Show a message to the agent who holds the lead, and return that agent's name.

    Raise Invalid without a text, NotFound, and Conflict `not_held` when no agent holds it.
    """
    text = clean_input(text)[:MESSAGE_LIMIT]
    if not text:
        raise wrong("text", "text_required", _("Enter a message."))
    teller = team.person(agent_id)
    if leads.lead(lead_id) is None:
        raise NotFound(str(LEAD_NOT_FOUND))
    with write_transaction() as now:
        card = ENGINE.store.card(lead_id)
        claim = ENGINE.store.claim(card.token) if card and card.token else None
        if claim is None or claim.ends_at <= now:
            raise Conflict(
                _(
                    "No agent has this lead now, so the message was not sent. "
                    "You can take the lead."
                ),
                code="not_held",
            )
        claim_annotations.add_message(token=claim.token, by_id=teller.pk, text=text, now=now)
    return team.person(claim.agent).name


@dataclass(frozen=True, slots=True)
class HolderMessage:
    """A colleague's message to the holder of a lead."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class HolderNotices:
    """The notices on an agent's page beside the claimed lead."""

    interrupted: str = ""  # name on the interrupted claim
    left: timedelta | None = None  # time left on the interrupted claim
    messages: tuple[HolderMessage, ...] = ()
    draft: str = ""  # the unsaved note


def holder_notices(agent_id: int) -> HolderNotices:
    """Return the interrupted claim, the messages, and the unsaved note."""
    cards = {card.slot: card for card in _held(agent_id)}
    tokens = [card.token for card in cards.values() if card.token]
    claims = {claim.lead_id: claim for token in tokens for claim in _claim(token)}
    waits, hand = cards.get(2), cards.get(1)
    waiting = claims.get(waits.lead_id) if waits else None
    claim = claims.get(hand.lead_id) if hand else None
    return HolderNotices(
        interrupted=(waits.lead.name or _("no name given")) if waits else "",
        left=timedelta(seconds=waiting.left) if waiting and waiting.left is not None else None,
        messages=_messages(claim.token) if claim else (),
        draft=claim.draft if claim else "",
    )


def _messages(token: UUID) -> tuple[HolderMessage, ...]:
    """Return the latest messages of a claim, oldest first."""
    return tuple(
        HolderMessage(row.at, row.by.name if row.by else row.by_name, row.text)
        for row in reversed(_latest(token))
    )


@planned
def _held(agent_id: int) -> QuerySet[models.CardRow, models.CardRow]:
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=agent_id)
    return held.select_related("lead")


@planned
def _claim(token: UUID) -> QuerySet[models.ClaimRow, models.ClaimRow]:
    return models.ClaimRow.objects.filter(pk=token)


@planned
def _latest(token: UUID) -> QuerySet[models.HolderMessageRow, models.HolderMessageRow]:
    rows = models.HolderMessageRow.objects.filter(claim_id=token).select_related("by")
    return rows.order_by("-at", "-id")[:MESSAGES_AT_MOST]


def taken_by(*, agent_id: int, token: UUID) -> str:
    """Return the name of the agent who took the lead from this agent; "" if none did."""
    claim = models.ClaimRow.objects.filter(pk=token, agent_id=agent_id, end="taken").first()
    if claim is None or claim.ended_at is None:
        return ""
    later = models.ClaimRow.objects.filter(lead_id=claim.lead_id, started_at=claim.ended_at)
    names = later.exclude(pk=token).values_list("agent__name", flat=True)
    return names.first() or _("another agent")
