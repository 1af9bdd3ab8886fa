"""*Review of the week*: every open item answered on one page, with one save and an undo."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.sprints import review
from pullahead.usecases.sprints.review import ReviewPage
from pullahead.web.forms.sprints import ReviewAnswerForm, ReviewForm
from pullahead.web.view_helpers import SeeOther, for_contributors, person, show, signed_in


@signed_in
@for_contributors
@require_safe
def page(request: HttpRequest, sprint_id: UUID) -> HttpResponse:
    """Show the review of a week."""
    found = review.review_page(sprint_id=sprint_id, viewer=person(request))
    rows = [ReviewAnswerForm(of=one) for one in found.rows]
    given = {"buyers_words": found.buyers_words, "one_line": found.one_line}
    return _page(request, found, rows, ReviewForm(initial=given))


@signed_in
@for_contributors
@require_POST
def save(request: HttpRequest, sprint_id: UUID) -> HttpResponse:
    """Save all answers, or none: a refusal appears beside the item that it is about."""
    by = person(request)
    found = review.review_page(sprint_id=sprint_id, viewer=by)
    rows = [ReviewAnswerForm(request.POST, of=one) for one in found.rows]
    form = ReviewForm(request.POST)
    if not all([form.is_valid(), *(one.is_valid() for one in rows)]):
        return _page(request, found, rows, form, 422)
    answers = {one.of.row.id: one.typed() for one in rows if one.of.may_answer}
    try:
        review.save_review(sprint_id=sprint_id, by=by, answers=answers, **form.cleaned_data)
    except (Invalid, Conflict) as problem:
        _refuse(rows, form, problem)
        return _page(request, found, rows, form, problem.status)
    messages.success(request, _("Review saved."))
    return SeeOther(reverse("review", args=[sprint_id]))


def _refuse(rows: list[ReviewAnswerForm], form: ReviewForm, problem: Invalid | Conflict) -> None:
    """Put each error beside the answer that it is about."""
    by_id = {str(one.of.row.id): one for one in rows}
    if not problem.errors:
        form.refuse(problem)
    for error in problem.errors:
        field, _dash, item = error.field.partition("-")
        row = by_id.get(item)
        if row is None:
            form.add_error(None, error.message)
        else:
            row.add_error(field if field in row.fields else "answer", error.message)


@signed_in
@for_contributors
@require_POST
def undo(request: HttpRequest, sprint_id: UUID) -> HttpResponse:
    """Undo the answers of a review within ten minutes."""
    review.undo_review(sprint_id=sprint_id, by=person(request))
    messages.success(request, _("Undone. The items are as they were."))
    return SeeOther(reverse("review", args=[sprint_id]))


def _page(
    request: HttpRequest,
    found: ReviewPage,
    rows: list[ReviewAnswerForm],
    form: ReviewForm,
    status: int = 200,
) -> HttpResponse:
    context = {"page": found, "today": found.today, "rows": rows, "review": form}
    return show(request, "sprints/review.html", context, status)
