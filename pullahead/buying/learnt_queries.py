"""Search of words, adjust lines and contacts across deals."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from pullahead.buying.models import LearningCycle
from pullahead.conversations.models import Said
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import DealContact


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


def keys_of(contact: Contact) -> frozenset[str]:
    """Return what identifies a contact: the row, the email address, the phone number."""
    found = {str(contact.pk), contact.email.casefold(), contact.phone.replace(" ", "")}
    return frozenset(found - {""})


def same_people(
    contacts: Sequence[Contact], deal: UUID, team: int | None, most: int = 200
) -> list[DealContact]:
    """Return these contacts in other deals of a team, or of all teams, latest deal first."""
    if not contacts:
        return []
    same = Q(contact__in=[one.pk for one in contacts])
    for one in contacts:
        if one.email:
            same |= Q(contact__email__iexact=one.email)
        if one.phone:
            same |= Q(contact__phone=one.phone)
    rows = DealContact.objects.filter(same, contact__forgotten_at=None).exclude(deal=deal)
    if team is not None:
        rows = rows.filter(deal__team=team)
    rows = rows.select_related("deal", "contact").order_by("-deal__created_at", "-pk")
    return list(rows[:most])
