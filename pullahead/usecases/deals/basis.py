"""Basis of an exit from a stage: words of the customer, a required fact, or a reason."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.conversations import queries as talks
from pullahead.conversations import talk_services
from pullahead.pipeline import queries
from pullahead.pipeline.models import Transition
from pullahead.usecases.deals.access import ActContext


def checked_words(context: ActContext, said: UUID | None) -> UUID | None:
    """Return the id of words said on this deal. Raise Invalid for others."""
    if said is None:
        return None
    found = talks.said(said)
    if found is None or not found.words or found.conversation.deal_id != context.deal.pk:
        raise wrong("said", "unknown_words", _("Choose words that were said on this deal."))
    return found.pk


def record(context: ActContext, made: Transition, said: UUID | None, reason: str) -> None:
    """Record what an exit from a stage is based on; without anything it counts as ungrounded."""
    if made.from_stage_id is None:
        return
    fact = None if said is not None or made.ungrounded else _fact(context, made.from_stage_id)
    why = made.reason if said is None and fact is None and reason.strip() else ""
    if said is not None or fact is not None or why:
        talk_services.add_basis(
            made, now=context.now, by=context.by.pk, said=said, fact=fact, reason=why
        )


def _fact(context: ActContext, stage_id: int) -> int | None:
    """Return the latest required fact of a stage."""
    required = {one.pk for one in queries.exit_items([stage_id]) if one.required}
    found = [one.pk for one in queries.facts(context.deal.pk) if one.item_id in required]
    return max(found, default=None)
