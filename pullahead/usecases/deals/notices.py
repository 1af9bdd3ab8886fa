"""Notices of deals for one person, with read marks. No mail is sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base import clock
from pullahead.base.transaction import retried, write_transaction
from pullahead.pipeline import notice_count, notices, queries, rules
from pullahead.team import queries as team_queries
from pullahead.team.models import Person

KINDS = ("signal", "handed", "review", "hold", "room", "full")


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as its page and the API show it."""

    key: str
    kind: str
    at: datetime
    deal: UUID | None
    title: str
    words: str
    number: int
    read: bool


def notices_of(viewer: Person) -> tuple[NoticeRow, ...]:
    """Return the notices of the viewer, unread ones first; none without a workflow."""
    flow = queries.workflow_of_team(viewer.team_id)
    if flow is None:
        return ()
    now, calendar = clock.now(), team_queries.calendar(viewer.team_id)
    soon, day = rules.default_next(calendar, now), f"{calendar.local_day(now):%Y%m%d}"
    found = [
        *notices.of_deals(viewer.pk, viewer.team_id, now, soon),
        *notices.of_stages(flow, viewer.team_id, now, day, leads=viewer.is_leader),
    ]
    read = notices.read_keys(viewer.pk)
    causes = {one.code: one.label for one in queries.reasons("block")}
    rows = [
        NoticeRow(
            one.key,
            one.kind,
            one.at,
            one.deal,
            one.title,
            causes.get(one.words, one.words) if one.kind == "review" else one.words,
            one.number,
            one.key in read,
        )
        for one in found
    ]
    return tuple(sorted(rows, key=lambda one: (one.read, KINDS.index(one.kind))))


def unread(viewer: Person) -> int:
    """Count the unread notices of the viewer, in one statement."""
    now = clock.now()
    facts = notice_count.notice_facts(viewer.pk, viewer.team_id, now)
    if facts is None:
        return 0
    soon = rules.default_next(facts.calendar, now)
    day = f"{facts.calendar.local_day(now):%Y%m%d}"
    holds = [notices.hold_key(deal, until) for deal, until in facts.holds if until <= soon]
    rooms = notices.stage_keys(facts.rooms, day, leads=viewer.is_leader)
    keys = {*facts.keys, *holds[: notices.EACH_AT_MOST], *(key for _kind, key, *_rest in rooms)}
    return len(keys - facts.read)


@retried
def mark(*, viewer: Person, keys: Collection[str] | None = None, read: bool = True) -> int:
    """Mark the viewer's notices as read or unread (all without `keys`), and return how many.

    Keys of notices that ended, or of others, are passed over.
    """
    rows = notices_of(viewer)
    others = {one.key for one in rows if one.read != read}
    chosen = others if keys is None else others & set(keys)
    if not chosen:
        return 0
    with write_transaction() as now:
        if read:
            there = {one.key for one in rows}
            notices.mark_read(person_id=viewer.pk, keys=chosen, there=there, now=now)
        else:
            notices.mark_unread(person_id=viewer.pk, keys=chosen)
    return len(chosen)
