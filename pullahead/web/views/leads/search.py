"""*Search*: find a lead, take it, or message its holder."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.leads.search import SHOWN, search
from pullahead.usecases.leads.search_limit import TooManySearches
from pullahead.usecases.work import holder_messages
from pullahead.usecases.work import take as taking
from pullahead.usecases.work import undo as undoing
from pullahead.usecases.work.inbound_lead import take_new as take_new_person
from pullahead.usecases.work.take import Taken
from pullahead.web import flash_messages
from pullahead.web.forms.search import GROUNDS, NewForm, SearchForm, TakeForm, TellForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the typed query and its hits."""
    context = _found(request)
    return show(request, "leads/search/page.html", context, 429 if context["refused"] else 200)


@signed_in
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """Show the hits as a fragment, for the page to fill in during typing."""
    return show(request, "leads/search/_found.html", _found(request))


@signed_in
@require_POST
def take(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Take the lead for a reason; a refusal goes back to the search and says why."""
    form = TakeForm(request.POST, row="take")
    form.is_valid()
    try:
        took = taking.take(lead_id=lead_id, agent_id=person(request).id, **form.facts())
    except (Conflict, Invalid) as problem:
        messages.warning(request, problem.message)
        return _back(request, str(lead_id))
    return _took(request, took, str(lead_id))


@signed_in
@require_POST
def take_new(request: HttpRequest) -> HttpResponse:
    """Add and take a new lead in one form, which keeps the typed values after an error."""
    form = NewForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(_("Nothing was saved: the form could not be read. Enter it again."))
        took = take_new_person(agent_id=person(request).id, **form.cleaned_data)
    except (Conflict, Invalid) as problem:
        form.refuse(problem)
        context = _found(request, request.POST.get("q", ""), form)
        return show(request, "leads/search/page.html", context, problem.status)
    return _took(request, took, form.cleaned_data["phone"] or form.cleaned_data["email"])


@signed_in
@require_POST
def tell(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Send a message to the holder of a lead."""
    form = TellForm(request.POST, row="tell")
    form.is_valid()
    text = form.cleaned_data.get("text", "")
    try:
        holder = holder_messages.send_message(
            lead_id=lead_id, agent_id=person(request).id, text=text
        )
    except (Conflict, Invalid) as problem:
        messages.warning(request, problem.message)
    else:
        messages.success(
            request, _("Message sent. {holder} sees it on the lead’s page.").format(holder=holder)
        )
    return _back(request, str(lead_id))


@signed_in
@require_POST
def undo(request: HttpRequest, token: UUID) -> HttpResponse:
    """Undo the last settle."""
    request.session.pop(flash_messages.UNDO, None)
    try:
        undone = undoing.undo(agent_id=person(request).id, token=token)
    except Conflict as problem:
        messages.warning(request, problem.message)
    else:
        messages.info(request, flash_messages.undone(undone))
    return SeeOther(reverse("next"))


def _took(request: HttpRequest, took: Taken, q: str) -> HttpResponse:
    """Go to the current lead, or back if another agent holds it."""
    if took.kind == "held":
        messages.warning(request, flash_messages.held_by(took.holder))
        return _back(request, q)
    messages.success(request, _said(took))
    return SeeOther(reverse("next"))


def _said(took: Taken) -> str:
    if took.hand is None:
        raise NotFound(_("A colleague took this lead just now."))
    return flash_messages.taken(took.hand, took.kind, took.interrupted)


def _back(request: HttpRequest, instead: str) -> HttpResponse:
    """Return to the last search."""
    q = request.POST.get("q", "") or instead
    return SeeOther(f"{reverse('look-up')}?{urlencode({'q': q[:200]})}")


def _found(request: HttpRequest, q: str = "", new: NewForm | None = None) -> dict[str, object]:
    q = (q or request.GET.get("q", "")).replace("\x00", "")[:200]
    refused = ""
    try:
        rows = search(text=q, viewer=person(request))
    except TooManySearches as problem:
        rows, refused = (), problem.message
    field = "email" if "@" in q else "phone" if any(c.isdigit() for c in q) else "name"
    return {
        "q": q,
        "search": SearchForm(q=q, focus=new is None),
        "rows": [
            (one, TellForm(row=f"tell-{one.id}", holder=one.holder), TakeForm(row=f"take-{one.id}"))
            for one in rows
        ],
        "refused": refused,
        "grounds": GROUNDS,
        "more": len(rows) >= SHOWN,
        "new_form": new or NewForm(initial={field: q}),
    }
