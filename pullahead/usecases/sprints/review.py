"""Review a week: answer each open promise in one act, with a buyer's sentence; undo it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import (
    Conflict,
    FieldError,
    Invalid,
    NotFound,
    Problem,
    wrong,
)
from pullahead.sprints import item_queries, restoring, sprint_services
from pullahead.sprints.models import Item, Sprint
from pullahead.sprints.rules import BACKLOG, IN_SPRINT
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_code, clean_input, clean_note
from pullahead.usecases.sprints.access import (
    ItemContext,
    ItemRequest,
    perform_item,
    visible_pod,
)
from pullahead.usecases.sprints.answering import review as store_review
from pullahead.usecases.sprints.item_page import Choice, serves_of
from pullahead.usecases.sprints.items import (
    REASONS,
    done_locked,
    drop_locked,
    keep_locked,
    new_date_locked,
    not_done_locked,
)
from pullahead.usecases.sprints.reading import ItemRow, PodWork, pod_work

DONE, NEW_DATE, NOT_DONE, DROP, KEEP = ("done", "date", "no", "drop", "keep")
UNDO_WITHIN = timedelta(minutes=10)
DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """Answer to one open item of a week, as typed. A blank `answer` leaves the item open."""

    answer: str
    on: date | None = None
    reason: str = ""
    words: str = ""
    why: str = ""
    serves: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An item to answer: of this week, or one whose step the buyer dropped."""

    row: ItemRow
    partner: bool
    orphan: bool
    may_answer: bool
    serves: tuple[Choice, ...]  # other steps and objectives of an item to keep


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that the review of a week asks."""

    pod_id: int
    pod: str
    sprint_id: UUID
    starts: date
    today: date
    reviewed_at: datetime | None
    buyers_words: str
    one_line: str
    rows: tuple[ReviewRow, ...]
    can_undo: bool


def review_page(*, sprint_id: UUID, viewer: Person, now: datetime | None = None) -> ReviewPage:
    """Return what the review of a week asks. Raise NotFound, also for those not in the pod."""
    sprint = _sprint(sprint_id)
    now = now or clock.now()
    work = pod_work(sprint.pod_id, viewer, now=now)
    leads = _leads(work, viewer)
    if viewer.pk not in work.shares and not leads:
        raise NotFound(_("Sprint not found."))
    rows = {one.id: one for one in work.rows()}
    asked = [one for one in work.items if one.pk in _asked(work, sprint)]
    return ReviewPage(
        pod_id=work.pod.pk,
        pod=work.pod.name,
        sprint_id=sprint.pk,
        starts=sprint.starts,
        today=work.today,
        reviewed_at=sprint.reviewed_at,
        buyers_words=sprint.buyers_words,
        one_line=sprint.one_line,
        rows=tuple(
            _row(rows[one.pk], one, sprint, mine=leads or one.performer_id in (None, viewer.pk))
            for one in asked
        ),
        can_undo=bool(item_queries.review_to_undo(sprint_id, viewer.pk, now - UNDO_WITHIN)),
    )


def _asked(work: PodWork, sprint: Sprint) -> set[UUID]:
    """Return the open items of the week, and the live ones whose step the buyer dropped."""
    return {one.pk for one in work.live() if _in_week(one, sprint) or _is_orphan(one)}


def _in_week(item: Item, sprint: Sprint) -> bool:
    return item.state == IN_SPRINT and item.sprint_id == sprint.pk


def _is_orphan(item: Item) -> bool:
    """Return whether the buyer dropped the step of an item."""
    return item.step is not None and item.step.state == "dropped"


def _row(row: ItemRow, item: Item, sprint: Sprint, *, mine: bool) -> ReviewRow:
    orphan = _is_orphan(item)
    return ReviewRow(
        row=row,
        partner=_in_week(item, sprint) and item.performer_id is None,
        orphan=orphan,
        may_answer=mine,
        serves=tuple(serves_of(item.deal_id)) if orphan else (),
    )


def save_review(
    *,
    sprint_id: UUID,
    by: Person,
    answers: Mapping[UUID, ItemAnswer],
    buyers_words: str = "",
    one_line: str = "",
) -> None:
    """Answer the open items of a week in one act, and store its review.

    Raise Invalid with an error named FIELD-ITEM for each answer that is refused. Then no answer is
    saved. An item without an answer stays open and heads the stand-up. Blank words leave those of
    an earlier review.
    """
    sprint = _sprint(sprint_id)
    visible_pod(sprint.pod_id, by)
    given = {pk: one for pk, one in answers.items() if one.answer}
    if not given:
        store_review(sprint_id=sprint_id, by=by, buyers_words=buyers_words, one_line=one_line)
        return
    ids = sorted(given, key=str)

    def verb(context: ItemContext) -> None:
        context.need_member()
        before = restoring.stored(list(context.items.values()))
        errors = list(_answered(context, sprint, given))
        if errors:
            raise Invalid(_("Some answers are incomplete. Nothing was saved."), errors=errors)
        sprint_services.review_sprint(
            sprint,
            buyers_words=clean_note(buyers_words)[:1000],
            one_line=clean_input(one_line)[:300],
            now=context.now,
            by=by.pk,
            items=before,
        )

    perform_item(ItemRequest(ids[0], by, others=tuple(ids[1:])), verb)


def _answered(
    context: ItemContext, sprint: Sprint, given: Mapping[UUID, ItemAnswer]
) -> Collection[FieldError]:
    """Make each answer; return the errors of those that are refused."""
    errors: list[FieldError] = []
    for pk, one in given.items():
        mine = replace(context, first=pk)
        try:
            _need_asked(mine.item, sprint, one)
            _answer(mine, one)
        except Problem as problem:
            named = problem.errors[0] if problem.errors else None
            field = FIELDS.get(named.field, "answer") if named is not None else "answer"
            errors.append(
                FieldError(
                    f"{field}-{pk}",
                    named.code if named is not None else problem.code,
                    named.message if named is not None else problem.message,
                )
            )
    return errors


def _need_asked(item: Item, sprint: Sprint, one: ItemAnswer) -> None:
    """Raise NotFound unless the review asks about the item, and Invalid for *keep* without need."""
    orphan = _is_orphan(item) and item.state in (BACKLOG, IN_SPRINT)
    if item.pod_id != sprint.pod_id or not (orphan or _in_week(item, sprint)):
        raise NotFound(_("This item is no longer open in this week. Reload the page."))
    if clean_code(one.answer) == KEEP and not orphan:
        raise wrong("answer", "invalid", _("Choose an answer from the list."))


# field of a use case → field of the form of one item
FIELDS = {"on": "on", "reason": "reason", "words": "words", "why": "why", "step": "serves"}


def _answer(context: ItemContext, one: ItemAnswer) -> None:
    answer, reason = clean_code(one.answer), clean_code(one.reason)
    if answer in (NEW_DATE, NOT_DONE, DROP) and reason not in REASONS:
        raise wrong("reason", "reason_required", _("Choose a reason."))
    if answer == DONE:
        done_locked(context, one.words)
    elif answer == NEW_DATE:
        if one.on is None:
            said = _("Choose a day between today and a year from now.")
            raise wrong("on", "date_barred", said)
        new_date_locked(context, one.on, reason)
    elif answer == NOT_DONE:
        not_done_locked(context, reason)
    elif answer == DROP:
        drop_locked(context, reason)
    elif answer == KEEP:
        _keep(context, one)
    else:
        raise wrong("answer", "invalid", _("Choose an answer from the list."))


def _keep(context: ItemContext, one: ItemAnswer) -> None:
    why = clean_input(one.why)[:300]
    if not why:
        raise wrong("why", "reason_required", _("Enter why the item is kept."))
    kind, _space, text = one.serves.partition(" ")
    try:
        chosen = UUID(text) if kind else None
    except ValueError:
        raise wrong("step", "unknown_step", _("Choose an open step of this deal.")) from None
    keep_locked(
        context,
        why,
        chosen if kind == "step" else None,
        chosen if kind == "objective" else None,
    )


def undo_review(*, sprint_id: UUID, by: Person) -> None:
    """Undo the answers of a review within ten minutes, by the person who saved it.

    The customer's words stay, so that the page shows them again.
    Moves of promises are never deleted: each item that was taken gets a new promise. Raise
    Conflict `undo_over` after that time, or when an item has changed since.
    """
    sprint = _sprint(sprint_id)
    visible_pod(sprint.pod_id, by)
    stored = item_queries.review_to_undo(sprint_id, by.pk, clock.now() - UNDO_WITHIN)
    if not stored:
        raise _over()
    ids = sorted((UUID(one["item"]) for one in stored), key=str)
    performers = {one["performer"] for one in stored if one["performer"] is not None}

    def verb(context: ItemContext) -> None:
        there = item_queries.review_to_undo(sprint_id, by.pk, context.now - UNDO_WITHIN)
        if not there or item_queries.changed_since_review(sprint_id, ids):
            raise _over()
        # A person who left since promises nothing again
        if not all(context.people[one].is_active for one in performers):
            raise _over()
        for one in there:
            mine = replace(context, first=UUID(one["item"]))
            promise = mine.promise_of(mine.item)
            restoring.restore_item(
                mine.deal, mine.item, one, now=context.now, by=by.pk, promise=promise
            )
        sprint_services.undo_review(sprint, now=context.now, by=by.pk)

    people = tuple(sorted(performers))
    perform_item(ItemRequest(ids[0], by, people=people, others=tuple(ids[1:])), verb)


def _over() -> Conflict:
    return Conflict(_("This action can no longer be undone."), code="undo_over")


def _sprint(sprint_id: UUID) -> Sprint:
    found = item_queries.sprint_by_id(sprint_id)
    if found is None:
        raise NotFound(_("Sprint not found."))
    return found


def _leads(work: PodWork, viewer: Person) -> bool:
    return viewer.is_admin or (viewer.is_leader and viewer.team_id == work.pod.team_id)
