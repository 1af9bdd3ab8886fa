"""Answer a change of the buyer with *plan stands*, and review a sprint."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Forbidden, NotFound
from pullahead.base.transaction import retried, write_transaction
from pullahead.pipeline import locks
from pullahead.sprints import item_queries, item_services, sprint_services
from pullahead.sprints.plan_rules import STANDS
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input, clean_note
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.sprints.access import visible_pod


@retried
def plan_stands(*, change_id: UUID, by: Person) -> None:
    """Answer that the plan needs no change. Raise Conflict `change_answered` if it is answered."""
    change = item_queries.change(change_id)
    if change is None or not by.works_leads:
        raise NotFound(_("Change not found."))
    visible_deal(change.deal_id, by)

    def lock() -> None:
        locks.lock_people({by.pk})
        locks.lock_deals([change.deal_id])

    with write_transaction(lock=lock) as now:
        if not item_services.answer_change(change_id, answer=STANDS, now=now, by=by.pk):
            said = _("This change was already answered. Nothing was saved. Reload the page.")
            raise Conflict(said, code="change_answered")


@retried
def review(*, sprint_id: UUID, by: Person, buyers_words: str = "", one_line: str = "") -> None:
    """Review a sprint, with one sentence of a buyer; without it, no buyer was asked in this week.

    Items that are still open stay on the stand-up until each is answered.
    """
    sprint = item_queries.sprint_by_id(sprint_id)
    if sprint is None:
        raise NotFound(_("Sprint not found."))
    pod = visible_pod(sprint.pod_id, by)
    leads = by.is_admin or (by.is_leader and by.team_id == pod.team_id)
    if by.pk not in item_queries.shares(pod) and not leads:
        raise Forbidden(_("Only members of this pod can do this. Nothing was changed."))
    with write_transaction(lock=lambda: locks.lock_people({by.pk})) as now:
        sprint_services.review_sprint(
            sprint,
            buyers_words=clean_note(buyers_words)[:1000],
            one_line=clean_input(one_line)[:300],
            now=now,
            by=by.pk,
        )
