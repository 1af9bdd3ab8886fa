"""Search of words and adjust lines across deals."""

from __future__ import annotations

from pullahead.buying.models import LearningCycle
from pullahead.conversations.models import Said


def said_with(words: str, team: int | None, most: int) -> list[Said]:
    """Return words of contacts in deals of a team, or of all teams, latest first."""
    rows = Said.objects.exclude(words="").select_related("contact", "conversation__deal")
    if team is not None:
        rows = rows.filter(conversation__deal__team=team)
    if words:
        rows = rows.filter(words__icontains=words)
    return list(rows.order_by("-at", "-pk")[:most])


def adjusted_with(words: str, team: int | None, most: int) -> list[LearningCycle]:
    """Return cycles with an adjust line, latest first."""
    rows = LearningCycle.objects.exclude(adjust="").select_related("deal", "by")
    if team is not None:
        rows = rows.filter(deal__team=team)
    if words:
        rows = rows.filter(adjust__icontains=words)
    return list(rows.order_by("-adjust_at", "-pk")[:most])
