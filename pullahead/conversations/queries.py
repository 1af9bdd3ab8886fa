"""Reads of conversations and promises."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pullahead.conversations.models import (
    Conversation,
    PadVersion,
    Present,
    Promise,
    PromiseMove,
    Said,
)
from pullahead.conversations.rules import DECLINED, LIVE, REVOKED, UNDONE, WITHDRAWN, Move
from pullahead.pipeline.models import Transition
from pullahead.team.models import Person

PARTIES = (
    "requester_person",
    "requester_contact",
    "requester_pod",
    "performer_person",
    "performer_contact",
    "performer_pod",
)


def conversation(conversation_id: UUID) -> Conversation | None:
    """Return a conversation that was not undone."""
    rows = Conversation.objects.filter(undone_at=None).select_related("deal", "by")
    return rows.filter(pk=conversation_id).first()


def story(deal_id: UUID, most: int = 50) -> list[Conversation]:
    """Return the conversations of a deal, newest first; none that was undone."""
    rows = Conversation.objects.filter(deal_id=deal_id, undone_at=None)
    rows = rows.select_related("by", "deal")
    return list(rows.order_by("-held_at", "-pk")[:most])


def present_in(conversation_ids: Collection[UUID]) -> QuerySet[Present]:
    """Return who took part in conversations."""
    rows = Present.objects.filter(conversation_id__in=conversation_ids)
    return rows.select_related("contact", "person").order_by("pk")


def lines_that_made(conversation_id: UUID) -> set[str]:
    """Return the lines of a conversation that made a promise or a request, also an ended one."""
    rows = PromiseMove.objects.filter(conversation_id=conversation_id)
    return set(rows.values_list("words", flat=True))


def last_versions(conversation_ids: Iterable[UUID]) -> dict[UUID, PadVersion]:
    """Return the text before the last correction of each conversation that has one."""
    rows = PadVersion.objects.filter(conversation_id__in=list(conversation_ids)).order_by("n")
    return {one.conversation_id: one for one in rows}


def said_in(conversation_ids: Collection[UUID]) -> QuerySet[Said]:
    """Return the words of conversations in their order."""
    rows = Said.objects.filter(conversation_id__in=conversation_ids)
    return rows.select_related("contact").order_by("pk")


def said_on(deal_id: UUID, most: int = 50) -> list[Said]:
    """Return the latest words on a deal that were not erased, newest first."""
    rows = Said.objects.filter(conversation__deal_id=deal_id).exclude(words="")
    return list(rows.select_related("contact").order_by("-at", "-pk")[:most])


def said(said_id: UUID) -> Said | None:
    """Return words with their conversation."""
    return Said.objects.select_related("conversation").filter(pk=said_id).first()


def promise(promise_id: UUID) -> Promise | None:
    """Return a promise with its parties."""
    return Promise.objects.select_related("deal", *PARTIES).filter(pk=promise_id).first()


def promises_of(deal_id: UUID) -> QuerySet[Promise]:
    """Return all promises of a deal with their parties, the earliest next moment first."""
    rows = Promise.objects.filter(deal_id=deal_id).select_related("deal", *PARTIES)
    return rows.order_by("next_at", "-made_at")


def undone_promises(deal_id: UUID) -> set[UUID]:
    """Return the promises of conversations and corrections that were undone."""
    return set(taken_back().filter(deal_id=deal_id).values_list("pk", flat=True))


def taken_back() -> QuerySet[Promise]:
    """Return the promises of texts that were undone or corrected, and so never counted."""
    ended = Promise.objects.filter(state=WITHDRAWN)  # and not revived since
    return ended.filter(moves__move=Move.VOID, moves__reason=UNDONE)


def is_party(contact_id: UUID) -> bool:
    """Return whether a contact is the requester or performer of a promise."""
    mine = Q(requester_contact_id=contact_id) | Q(performer_contact_id=contact_id)
    return Promise.objects.filter(mine).exists()


def promises_made_in(conversation_id: UUID) -> QuerySet[Promise]:
    """Return the promises whose first move a conversation made."""
    rows = Promise.objects.filter(moves__conversation_id=conversation_id, moves__n=1)
    return rows.select_related("deal", *PARTIES).order_by("pk")


def promises_by_line(conversation_id: UUID, lines: Collection[str]) -> dict[UUID, str]:
    """Return the promises that these lines of a conversation made, each with its line."""
    rows = PromiseMove.objects.filter(conversation_id=conversation_id, n=1, words__in=lines)
    return dict(rows.values_list("promise_id", "words"))


def moved_on(promise_ids: Iterable[UUID]) -> set[UUID]:
    """Return the promises with a move after their first, beside an end that was undone."""
    rows = PromiseMove.objects.filter(promise_id__in=list(promise_ids), n__gt=1)
    rows = rows.exclude(move=Move.REVIVED).exclude(move=Move.VOID, reason=UNDONE)
    return set(rows.values_list("promise_id", flat=True))


def last_moves(promise_ids: Iterable[UUID]) -> dict[UUID, PromiseMove]:
    """Return the last move of each promise."""
    rows = PromiseMove.objects.filter(promise_id__in=list(promise_ids)).order_by("n")
    return {one.promise_id: one for one in rows.select_related("recorded_by")}


def reported_at(promise_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when each promise was reported done last."""
    rows = PromiseMove.objects.filter(promise_id__in=list(promise_ids), move=Move.REPORT)
    return dict(rows.order_by("n").values_list("promise_id", "at"))


def last_move(promise_id: UUID, move: str) -> PromiseMove | None:
    """Return the latest move of a kind of one promise."""
    return PromiseMove.objects.filter(promise_id=promise_id, move=move).order_by("-n").first()


def without_performer(team_ids: Collection[int] | None) -> QuerySet[Promise]:
    """Return live promises that a person who left freed, and that no member has taken since."""
    rows = Promise.objects.filter(performer_pod__isnull=False, next_at__isnull=False)
    if team_ids is not None:
        rows = rows.filter(deal__team_id__in=team_ids)
    return rows.select_related("deal", *PARTIES).order_by("next_at", "pk")


def owed_by(person: Person) -> QuerySet[Promise]:
    """Return the live promises that wait for a person: to perform, to answer, or to judge."""
    performs = Q(performer_person=person, state__in=("requested", "promised"))
    judges = Q(requester_person=person, state__in=("countered", "reported"))
    rows = Promise.objects.filter(performs | judges, state__in=LIVE, deal__team_id=person.team_id)
    return rows.select_related("deal", *PARTIES).order_by("next_at", "pk")


def deals_of_performer(person_id: int) -> set[UUID]:
    """Return the deals in which a person performs a promise, or has performed one."""
    rows = Promise.objects.filter(performer_person_id=person_id)
    rows = rows.exclude(state__in=(DECLINED, REVOKED, WITHDRAWN))
    return set(rows.values_list("deal_id", flat=True))


def performs(person_id: int, promise_id: UUID) -> bool:
    """Return whether a person performs a promise."""
    return Promise.objects.filter(pk=promise_id, performer_person_id=person_id).exists()


def moves_since(deal_id: UUID, since: datetime) -> list[PromiseMove]:
    """Return the moves on a deal after a moment, oldest first; none of a loss that was undone."""
    rows = PromiseMove.objects.filter(promise__deal_id=deal_id, at__gt=since)
    rows = rows.exclude(promise__in=taken_back())
    found = list(rows.exclude(move=Move.PASSED).select_related("promise").order_by("at", "pk"))
    undone = {(one.promise_id, one.n - 1) for one in found if one.move == Move.REVIVED}
    undone |= {(promise, n + 1) for promise, n in undone}
    return [one for one in found if (one.promise_id, one.n) not in undone]


def moves_of_team(team_id: int, since: datetime) -> list[PromiseMove]:
    """Return all moves of a team's promises that were due or made since a moment, in order."""
    rows = PromiseMove.objects.filter(
        Q(promise__first_due_at__gte=since) | Q(promise__made_at__gte=since),
        promise__deal__team_id=team_id,
    )
    return list(rows.select_related("promise").order_by("promise_id", "n"))


@dataclass(frozen=True, slots=True)
class ExitCounts:
    """Exits from stages of a team: all, based on words or a fact, and based on a reason."""

    exits: int
    grounded: int
    reasons: int


def exits_of_team(team_id: int, since: datetime) -> ExitCounts:
    """Count moves out of a stage since a moment, wins too, by what they are based on."""
    undone = Transition.objects.filter(deal=OuterRef("deal"), seq=OuterRef("seq") + 1, kind="undo")
    rows = Transition.objects.filter(
        ~Exists(undone),
        deal__team_id=team_id,
        at__gte=since,
        kind__in=("pull", "win"),
        origin="live",
        from_stage__isnull=False,
    )
    words = Q(basis__said__isnull=False) | Q(basis__fact__isnull=False)
    counted = rows.aggregate(
        exits=Count("pk"),
        grounded=Count("pk", filter=words),
        reasons=Count("pk", filter=~Q(basis__reason="") & Q(basis__isnull=False)),
    )
    return ExitCounts(**counted)


def was_present(deal_id: UUID) -> set[UUID]:
    """Return the contacts who took part in a conversation of a deal."""
    rows = Present.objects.filter(
        conversation__deal_id=deal_id, conversation__undone_at=None, contact__isnull=False
    )
    return set(rows.values_list("contact_id", flat=True))


def conversations_of_team(team_id: int, since: datetime) -> QuerySet[Conversation]:
    """Return the conversations of a team's deals since a moment."""
    return Conversation.objects.filter(deal__team_id=team_id, held_at__gte=since, undone_at=None)
