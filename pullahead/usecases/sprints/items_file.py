"""Items of a pod as rows of a file; columns of money only for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from pullahead.team.models import Person
from pullahead.usecases.sprints.access import sees_value
from pullahead.usecases.sprints.reading import ItemRow, pod_work

Row = Sequence[str | int | Decimal | datetime | None]
COLUMNS = (
    "place", "item", "deal", "company", "kind", "size", "hours_left", "state", "step",
    "step_due", "performer", "promise_due", "promise_state", "urgent", "blocked",
)  # fmt: skip
MONEY = ("day_cost", "day_cost_per_hour")


def items_file(*, pod_id: int, viewer: Person, now: datetime | None = None) -> list[Row]:
    """Return the live items of a pod, best first, under a row of headings. Raise NotFound."""
    work = pod_work(pod_id, viewer, now=now)
    money = sees_value(viewer, work.pod.team_id)
    heads: Row = (*COLUMNS, *MONEY) if money else COLUMNS
    return [heads, *(_row(one, money) for one in work.rows() if one.place)]


def _row(one: ItemRow, money: bool) -> Row:
    plain: Row = (
        one.place,
        one.what,
        one.title,
        one.company,
        one.kind,
        one.size,
        one.left,
        one.state,
        one.step,
        one.step_due.isoformat() if one.step_due is not None else "",
        one.performer,
        one.due_at,
        one.promise_state,
        "yes" if one.urgent else "",
        one.blocked_why,
    )
    if not money:
        return plain
    if one.cost is None:
        return (*plain, None, None)
    return (*plain, Decimal(str(one.cost)), Decimal(str(one.ranked.cd3)))
