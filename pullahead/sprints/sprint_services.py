"""Writes of sprints and of the hours that people have in them. The caller has the locks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from pullahead.base.ids import new_id
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.sprints import rules
from pullahead.sprints.models import Capacity, Item, Sprint
from pullahead.sprints.rules import IN_SPRINT
from pullahead.team.calendar import Calendar


def open_sprint(
    pod_id: int,
    monday: date,
    *,
    shares: Mapping[int, int],
    calendar: Calendar,
    now: datetime,
    by: int | None,
) -> Sprint:
    """Return the sprint of a week, opened with the hours of its members if there is none.

    Of two that open it at once, the second reads the row of the first.
    """
    require_transaction()
    found = Sprint.objects.filter(pod_id=pod_id, starts=monday).first()
    if found is not None:
        return found
    mine = new_id()
    made = Sprint(pk=mine, pod_id=pod_id, starts=monday, opened_at=now)
    Sprint.objects.bulk_create([made], ignore_conflicts=True)
    sprint = Sprint.objects.get(pod_id=pod_id, starts=monday)
    if sprint.pk == mine:
        Capacity.objects.bulk_create(
            Capacity(sprint=sprint, person_id=person, hours=rules.capacity(calendar, monday, share))
            for person, share in sorted(shares.items())
        )
        data = {"sprint": str(mine), "pod": pod_id, "starts": monday.isoformat()}
        record(JournalEvent.SPRINT_OPENED, now=now, actor_id=by, data=data)
    return sprint


def lock_capacity(sprint: Sprint, person_id: int, hours: Decimal) -> Capacity:
    """Lock the hours of a person in a sprint; a person who joined later gets `hours`."""
    require_transaction()
    row = Capacity(sprint=sprint, person_id=person_id, hours=hours)
    if not Capacity.objects.filter(sprint=sprint, person_id=person_id).exists():
        Capacity.objects.bulk_create([row], ignore_conflicts=True)
    rows = Capacity.objects.select_for_update(no_key=True)
    return rows.get(sprint=sprint, person_id=person_id)


def taken_hours(sprint_id: UUID, person_id: int) -> Decimal:
    """Return the hours left of a person's items in a sprint."""
    rows = Item.objects.filter(sprint_id=sprint_id, performer_id=person_id, state=IN_SPRINT)
    return rows.aggregate(total=Sum("left_h"))["total"] or Decimal(0)


def set_capacity(capacity: Capacity, hours: Decimal) -> None:
    """Change the hours of a person in a sprint; items that were taken stay taken."""
    require_transaction()
    Capacity.objects.filter(pk=capacity.pk).update(hours=hours)


def review_sprint(
    sprint: Sprint,
    *,
    buyers_words: str,
    one_line: str,
    now: datetime,
    by: int,
    items: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Store the review of a sprint; `items`: those answered in it, as they were before.

    Blank words leave those of a colleague's review, which this page may not have shown yet.
    """
    require_transaction()
    typed = {"buyers_words": buyers_words, "one_line": one_line}
    given = {name: words for name, words in typed.items() if words}
    Sprint.objects.filter(pk=sprint.pk).update(reviewed_at=now, **given)
    data = {
        "sprint": str(sprint.pk),
        "pod": sprint.pod_id,
        "words": bool(buyers_words),
        "items": list(items),
    }
    record(JournalEvent.SPRINT_REVIEWED, now=now, actor_id=by, data=data)


def undo_review(sprint: Sprint, *, now: datetime, by: int) -> None:
    """Open the review of a sprint again, after its items were brought back."""
    require_transaction()
    Sprint.objects.filter(pk=sprint.pk).update(reviewed_at=None)
    data = {"sprint": str(sprint.pk), "pod": sprint.pod_id}
    record(JournalEvent.REVIEW_UNDONE, now=now, actor_id=by, data=data)
