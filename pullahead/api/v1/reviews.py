"""The endpoints of a week's review: its open items, the answers, and their undo."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.sprint_schemas import (
    ItemAnswerBody,
    ReviewBody,
    ReviewItemOut,
    ReviewOut,
    SavedOut,
)
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, Id, known_id, opened_by
from pullahead.api.v1.sprints import item_out, typed_day, typed_id
from pullahead.base.errors import wrong
from pullahead.usecases.settings.api_keys import PULL
from pullahead.usecases.sprints import review
from pullahead.usecases.sprints.review import ItemAnswer

router = EndpointRouter(tags=["sprints"])


@router.get(
    "/sprints/{sprint_id}/review",
    **opened_by(PULL, contributors=True),
    response={200: ReviewOut, WITH_ID: ErrorAnswer},
    summary="Read the review of a week",
)
def read_review(request: HttpRequest, sprint_id: Id) -> ReviewOut:
    """List the items to answer, and what was said; for members of the pod and its team leads."""
    page = review.review_page(sprint_id=known_id(sprint_id), viewer=agent(request))
    return ReviewOut(
        id=page.sprint_id,
        pod_id=page.pod_id,
        starts=page.starts,
        reviewed_at=page.reviewed_at,
        buyers_words=page.buyers_words,
        one_line=page.one_line,
        can_undo=page.can_undo,
        items=[
            ReviewItemOut(
                item=item_out(one.row, page.today),
                step_dropped=one.orphan,
                may_answer=one.may_answer,
            )
            for one in page.rows
        ],
    )


@router.post(
    "/sprints/{sprint_id}/review",
    **opened_by(PULL, contributors=True),
    response={200: SavedOut, WITH_TOKEN: ErrorAnswer},
    summary="Review a week",
)
def review_sprint(request: HttpRequest, sprint_id: Id, body: ReviewBody) -> SavedOut:
    """Answer open items of a week, all or none, and store a customer's sentence."""
    review.save_review(
        sprint_id=known_id(sprint_id),
        by=agent(request),
        answers=_answers(body.answers),
        buyers_words=body.buyers_words,
        one_line=body.one_line,
    )
    return SavedOut()


@router.post(
    "/sprints/{sprint_id}/review/undo",
    **opened_by(PULL, contributors=True),
    response={200: SavedOut, WITH_TOKEN: ErrorAnswer},
    summary="Undo a review",
)
def undo_review(request: HttpRequest, sprint_id: Id) -> SavedOut:
    """Undo the answers of your review within ten minutes; 409 `undo_over` after that."""
    review.undo_review(sprint_id=known_id(sprint_id), by=agent(request))
    return SavedOut()


def _answers(rows: Sequence[ItemAnswerBody]) -> dict[UUID, ItemAnswer]:
    found: dict[UUID, ItemAnswer] = {}
    for one in rows:
        item = known_id(one.item_id)
        if item in found:
            raise wrong(f"answer-{item}", "invalid", "Send one answer for each item.")
        found[item] = ItemAnswer(
            answer=one.answer,
            on=typed_day(one.on, f"on-{item}"),
            reason=one.reason,
            words=one.words,
            why=one.why,
            serves=_serves(one, item),
        )
    return found


def _serves(one: ItemAnswerBody, item: UUID) -> str:
    """Return what a kept item serves from now on, as the review reads it."""
    for kind, text in (("step", one.step_id), ("objective", one.objective_id)):
        known = typed_id(text, f"{kind}_id-{item}")
        if known is not None:
            return f"{kind} {known}"
    return ""
