"""Talk: the pad of a deal, how it reads, its recap, and the promises of both sides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Forbidden, Invalid
from pullahead.usecases.conversations import (
    contact_data,
    lists,
    pads,
    promises,
    recap,
    save,
    talks,
    undo_talk,
)
from pullahead.usecases.conversations.brief import DealBrief, brief
from pullahead.usecases.conversations.pads import PadInput, PadReading
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.deals.access import works_on
from pullahead.usecases.sprints.promised_deal import performs_in
from pullahead.web.forms.talk import AnsweredForm, CorrectPadForm, PadForm, PromiseMoveForm
from pullahead.web.pad_rows import pad_rows
from pullahead.web.talk_context import talk_context, with_buttons
from pullahead.web.view_helpers import SeeOther, for_contributors, person, show, signed_in
from pullahead.web.views.deals.detail import shown_deal
from pullahead.web.views.sprints.promised import shown_promised_deal


@signed_in
@require_POST
def preview(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show how the pad reads."""
    known = brief(deal_id=deal_id, viewer=person(request))
    form = PadForm(request.POST, brief=known)
    reading, refused = None, ""
    try:
        if form.is_valid():
            reading = pads.preview(deal_id=deal_id, by=person(request), typed=form.typed())
    except Invalid as problem:
        refused = problem.message
    return show(request, "deals/_reads.html", _read(reading, refused))


def _read(reading: PadReading | None, refused: str = "") -> dict[str, Any]:
    rows = pad_rows(reading) if reading is not None else []
    plain = sum(one.is_plain for one in rows)
    waiting = sum(one.waits for one in rows)
    return {"rows": rows, "plain": plain, "waiting": waiting, "refused_pad": refused}


@signed_in
@require_POST
def save_talk(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Save a conversation, and show its recap; without scripts, preview it."""
    known = brief(deal_id=deal_id, viewer=person(request))
    form = PadForm(request.POST, brief=known)
    try:
        if not form.is_valid():
            return _deal_page(request, known, form, 422)
        if "preview" in request.POST:
            reading = pads.preview(deal_id=deal_id, by=person(request), typed=form.typed())
            return _deal_page(request, known, form, 200, reading)
        done = save.save(deal_id=deal_id, by=person(request), typed=form.typed())
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _deal_page(request, known, form, problem.status)
    messages.success(request, _saved(done.reading))
    return SeeOther(reverse("talk", args=[done.id]))


def _saved(reading: PadReading) -> str:
    said = _("Conversation saved.")
    if reading.doubts:
        said += " " + ngettext(
            "{n} line is not clear: choose what it means.",
            "{n} lines are not clear: choose what they mean.",
            reading.doubts,
        ).format(n=reading.doubts)
    return said


def _deal_page(
    request: HttpRequest,
    known: DealBrief,
    form: PadForm,
    status: int,
    reading: PadReading | None = None,
) -> HttpResponse:
    context = {**talk_context(known, form), **_read(reading)}
    return shown_deal(request, known.deal_id, context, status)


@signed_in
@require_safe
def page(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Show a conversation with its recap."""
    return _page(request, conversation_id)


def _page(
    request: HttpRequest,
    conversation_id: UUID,
    status: int = 200,
    correct: CorrectPadForm | None = None,
    answer: AnsweredForm | None = None,
    refused: str = "",
) -> HttpResponse:
    viewer = person(request)
    made = recap.recap(conversation_id=conversation_id, viewer=viewer)
    talk = talks.talk_view(conversation_id=conversation_id, viewer=viewer)
    typed: dict[str, Any] = {}
    if correct is not None:  # a refused text, such as one too long, is not read
        typed = correct.typed() if status == 200 else {"chosen": correct.chosen}
    reading = talks.reading_of(conversation_id=conversation_id, viewer=viewer, **typed)
    initial = {"pad": talk.pad, "version": talk.version}
    context = {
        "recap": made,
        "talk": talk,
        "correct_form": correct or CorrectPadForm(initial=initial),
        "answer_form": answer or AnsweredForm(),
        "undo_refused": refused,
        **_read(reading),
    }
    return show(request, "deals/talk.html", context, status)


@signed_in
@require_POST
def correct_talk(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Save the corrected text of a conversation, or show how it reads."""
    form = CorrectPadForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, conversation_id, 422, correct=form)
        if "preview" in request.POST:
            return _preview_correction(request, conversation_id, form)
        typed = PadInput(
            form.cleaned_data["pad"], chosen=form.chosen, version=form.cleaned_data["version"]
        )
        done = save.correct(conversation_id=conversation_id, by=person(request), typed=typed)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, conversation_id, problem.status, correct=form)
    messages.success(request, _saved(done.reading))
    return SeeOther(reverse("talk", args=[conversation_id]))


def _preview_correction(
    request: HttpRequest, conversation_id: UUID, form: CorrectPadForm
) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return _page(request, conversation_id, correct=form)
    reading = talks.reading_of(
        conversation_id=conversation_id, viewer=person(request), **form.typed()
    )
    return show(request, "deals/_reads.html", _read(reading))


@signed_in
@require_POST
def undo(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Undo a correction; or undo a conversation, and show its text in the box again."""
    viewer = person(request)
    deal = talks.talk_view(conversation_id=conversation_id, viewer=viewer).deal_id
    try:
        undone = undo_talk.undo(conversation_id=conversation_id, by=viewer)
    except Conflict as problem:
        return _page(request, conversation_id, problem.status, refused=problem.message)
    if undone.corrected:
        messages.success(request, _("Correction undone. The earlier text is back."))
        return SeeOther(reverse("talk", args=[conversation_id]))
    messages.success(request, _("Conversation undone. Its text is in the box again."))
    known = brief(deal_id=deal, viewer=viewer)
    form = PadForm(brief=known)
    form.initial = {"pad": undone.pad}
    form.there = {str(one) for one in undone.contacts}
    return shown_deal(request, deal, talk_context(known, form), 200)


@signed_in
@require_POST
def sent(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Record that the recap was mailed or copied."""
    recap.sent(conversation_id=conversation_id, by=person(request))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return SeeOther(reverse("talk", args=[conversation_id]))


@signed_in
@require_POST
def answered(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Save what the buyer answered."""
    form = AnsweredForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, conversation_id, 422, answer=form)
        recap.answered(
            conversation_id=conversation_id, by=person(request), words=form.cleaned_data["words"]
        )
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, conversation_id, problem.status, answer=form)
    messages.success(request, _("Answer saved."))
    deal = talks.talk_view(conversation_id=conversation_id, viewer=person(request)).deal_id
    return SeeOther(reverse("deal", args=[deal]) + "#promises")


@signed_in
@require_safe
def contact_export(request: HttpRequest, deal_id: UUID, contact_id: int) -> HttpResponse:
    """Return all that is stored about a contact as a file."""
    found = contact_data.export(deal_id=deal_id, contact=contact_id, viewer=person(request))
    answer = JsonResponse(found, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="contact.json"'
    return answer


@signed_in
@require_safe
def free(request: HttpRequest) -> HttpResponse:
    """Show the promises that no person performs."""
    found = lists.without_performer(viewer=person(request))
    return show(
        request,
        "deals/promises.html",
        {"rows": with_buttons(found), "untold": contact_data.untold(viewer=person(request))},
    )


@signed_in
@for_contributors
@require_POST
def move(request: HttpRequest, promise_id: UUID, name: str) -> HttpResponse:
    """Move a promise; a refusal appears on the page of its deal."""
    seen = promises.visible_promise(promise_id, person(request))
    form = PromiseMoveForm(request.POST)
    sees = works_on(seen.deal, person(request))
    try:
        if not form.is_valid():
            first = next(iter(form.errors.values()))
            raise Invalid(str(first[0]))
        given = {key: value for key, value in form.cleaned_data.items() if value not in ("", None)}
        promises.move(promise_id=promise_id, by=person(request), typed=TypedMove(name, **given))
    except (Invalid, Conflict, Forbidden) as problem:
        refused = {"promise_refused": problem.message, "moved": promise_id}
        if not sees:
            return shown_promised_deal(request, seen.deal_id, refused, problem.status)
        known = brief(deal_id=seen.deal_id, viewer=person(request))
        context = {**talk_context(known), **refused}
        return shown_deal(request, seen.deal_id, context, problem.status)
    messages.success(request, _("Promise saved."))
    if not sees and not performs_in(deal_id=seen.deal_id, viewer=person(request)):
        return SeeOther(reverse("stand-ups"))
    if request.POST.get("from") == "upcoming":
        return SeeOther(reverse("coming-back"))
    page = "deal" if sees else "promised-deal"
    return SeeOther(reverse(page, args=[seen.deal_id]) + "#promises")
