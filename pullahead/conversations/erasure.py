"""Erase a contact from conversations and promises: words are blanked, names go, rows stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Model, QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.conversations.models import (
    Conversation,
    PadVersion,
    Promise,
    PromiseMove,
    Said,
)
from pullahead.conversations.pad_answers import rekeyed
from pullahead.pipeline.models import (
    Deal,
    DealBlock,
    DealContact,
    DealFact,
    DealFieldValue,
    DealFinding,
    DealSignal,
)

BLANK = "…"
SHORTEST = 3  # characters of a word of a name that is searched for by itself


def blank_words(contact_id: UUID, *, now: datetime) -> int:
    """Blank all words of a contact, and return how many."""
    require_transaction()
    said = Said.objects.filter(contact_id=contact_id, blanked_at=None)
    moves = PromiseMove.objects.filter(contact_id=contact_id, blanked_at=None)
    return said.update(words="", blanked_at=now) + moves.update(words="", blanked_at=now)


def remove_names(contact_id: UUID, names: Iterable[str], *, now: datetime) -> int:
    """Remove the names of a contact from the texts of their deals; return how many changed.

    A line of a pad that begins with a name is removed whole. Words of a move by another person are
    blanked, because a move cannot be edited.
    """
    require_transaction()
    pattern = pattern_of(names)
    if pattern is None:
        return 0
    rows = DealContact.objects.filter(contact_id=contact_id)
    deals = list(rows.values_list("deal_id", flat=True))
    changed = 0
    pads: tuple[QuerySet[Conversation] | QuerySet[PadVersion], ...] = (
        Conversation.objects.filter(deal_id__in=deals),
        PadVersion.objects.filter(conversation__deal_id__in=deals),
    )
    for pad_rows in pads:
        changed += pad_rows.exclude(undo={}).update(undo={})
        for one in pad_rows:
            pad = clean_pad(one.pad, pattern)
            answers = rekeyed(one.answers, one.pad, pad)
            changed += save_texts(one, {"pad": pad, "answers": answers})
    texts: tuple[tuple[QuerySet[Model], tuple[str, ...]], ...] = (
        (Promise.objects.filter(deal_id__in=deals), ("what", "conditions")),
        (Said.objects.filter(conversation__deal_id__in=deals), ("words", "question")),
        (DealSignal.objects.filter(deal_id__in=deals), ("words", "answer")),
        (DealFact.objects.filter(deal_id__in=deals), ("words",)),
        (DealFinding.objects.filter(deal_id__in=deals), ("words",)),
        (DealFieldValue.objects.filter(deal_id__in=deals).exclude(text=""), ("text",)),
        (DealBlock.objects.filter(deal_id__in=deals), ("note", "how")),
        (Deal.objects.filter(pk__in=deals).order_by("pk"), ("title", "next_action")),
    )
    for found, fields in texts:
        for row in found:
            changed += save_texts(
                row, {name: pattern.sub(BLANK, str(getattr(row, name))) for name in fields}
            )
    return changed + _blank_moves(deals, pattern, now)


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return the pattern of whole names and their longer words; None without one."""
    words = {one.strip() for one in names if one.strip()}
    words |= {word for one in words for word in one.split() if len(word) >= SHORTEST}
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def clean_pad(pad: str, pattern: re.Pattern[str]) -> str:
    """Return a pad without the lines that begin with a name, and without the name elsewhere."""
    lines = [BLANK if pattern.match(one.strip()) else one for one in pad.split("\n")]
    return pattern.sub(BLANK, "\n".join(lines))


def _blank_moves(deals: list[UUID], pattern: re.Pattern[str], now: datetime) -> int:
    rows = PromiseMove.objects.filter(promise__deal_id__in=deals, blanked_at=None)
    ids = [pk for pk, words in rows.values_list("pk", "words") if pattern.search(words)]
    return PromiseMove.objects.filter(pk__in=ids).update(words="", blanked_at=now)


def save_texts(row: Model, values: Mapping[str, object]) -> int:
    """Write the values that changed."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return 0
    type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return 1
