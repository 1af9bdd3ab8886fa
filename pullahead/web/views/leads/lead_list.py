"""*Leads*: find, select, and act on many at once; asks once, and offers to undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.leads import bulk, edit, lead_list, saved_views
from pullahead.usecases.work import pull
from pullahead.web import flash_messages
from pullahead.web.forms.leads import ManyForm, SaveViewForm, WantedForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

UNDO = "bulk"  # session key: the undo of the last act on many leads


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the leads of a filter, and the acts on them."""
    return _list(request, request.GET)


@signed_in
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do one act on the selection: first ask, then act."""
    lead_list.for_leaders(person(request))
    leads = [bulk.BulkItem(UUID(text)) for text in request.POST.getlist("lead") if _is_id(text)]
    if not leads or request.POST.get("act") not in bulk.ACTS:
        said = _("No leads are selected. Nothing was changed. Select leads first.")
        messages.warning(request, said)
        return _back(request)
    if request.POST.get("sure") != "1":
        return _ask(request, leads, _many_form(request))
    form = _many_form(request, request.POST)
    try:
        if form.is_valid():
            given = bulk.BulkParameters(**form.cleaned_data)
            return _said(request, _act(request, form.act, leads, given), undo=True)
    except Invalid as problem:
        form.refuse(problem)
    return _ask(request, leads, form, 422)


@signed_in
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Undo the last act on many leads."""
    lead_list.for_leaders(person(request))
    kept: dict[str, Any] | None = request.session.pop(UNDO, None)
    if kept is None:
        messages.warning(request, _("There is nothing to undo. Nothing was changed."))
        return _back(request)
    leads = [bulk.BulkItem(UUID(lead), was) for lead, was in kept["leads"]]
    return _said(request, _act(request, kept["act"], leads), undo=False)


@signed_in
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Save the filters under a name."""
    query = QueryDict(request.POST.get("back", ""))
    form = SaveViewForm(request.POST, team=person(request).team.name)
    try:
        if form.is_valid():
            saved_views.save(filters=query.dict(), by=person(request), **form.cleaned_data)
            messages.success(request, _("View saved."))
            return _back(request)
    except Invalid as problem:
        form.refuse(problem)
    return _list(request, query, form, 422)


@signed_in
@require_POST
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a saved view; the leads stay unchanged."""
    saved_views.remove(view_id=view_id, by=person(request))
    messages.success(request, _("View deleted."))
    return _back(request)


def _list(
    request: HttpRequest, query: QueryDict, view_form: SaveViewForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the leads of a query, with the form of a new view if it was refused."""
    who = person(request)
    form = WantedForm(query, choices=lead_list.choices(viewer=who))
    wanted = form.wanted()
    narrowed = _without_place(query)
    context = {
        "page": lead_list.page(viewer=who, wanted=wanted),
        "views": saved_views.views(viewer=who),
        "view_form": view_form or SaveViewForm(team=who.team.name),
        "query": saved_views.query_of(query),
        "wanted": wanted,
        "form": form,
        "chips": form.chips(narrowed),
        "counted": lead_list.COUNTED,
        "filters": form.filters(every_team=who.is_admin),
        "back": narrowed.urlencode(),
        "narrowed": bool(narrowed),
        "undo_many": request.session.get(UNDO),
    }
    return show(request, "leads/list/page.html", context, status)


def _many_form(request: HttpRequest, sent: QueryDict | None = None) -> ManyForm:
    finals = [(one.code, one.label) for one in pull.choices() if one.kind == "final"]
    return ManyForm(sent, act=request.POST.get("act", ""), finals=finals, teams=edit.teams())


def _act(
    request: HttpRequest,
    act: str,
    leads: list[bulk.BulkItem],
    given: bulk.BulkParameters | None = None,
) -> bulk.BulkResult:
    return bulk.act_on(act=act, leads=leads, by=person(request), parameters=given)


def _said(request: HttpRequest, done: bulk.BulkResult, *, undo: bool) -> HttpResponse:
    """Return the result: leads done, leads not done and why, and the undo."""
    level = messages.SUCCESS if done.done else messages.WARNING
    messages.add_message(request, level, flash_messages.acted_on_many(done))
    if undo and done.done:
        leads = [(str(one.lead_id), one.was) for one in done.done]
        request.session[UNDO] = {"act": bulk.OPPOSITE[done.act], "leads": leads}
    return _back(request)


def _ask(
    request: HttpRequest, leads: list[bulk.BulkItem], form: ManyForm, status: int = 200
) -> HttpResponse:
    context = {
        "act": form.act,
        "leads": leads,
        "form": form,
        "back": request.POST.get("back", ""),
    }
    return show(request, "leads/list/sure.html", context, status)


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the list with its filters."""
    kept = QueryDict(request.POST.get("back", "")).urlencode()
    return SeeOther(f"{reverse('leads')}?{kept}" if kept else reverse("leads"))


def _without_place(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in [name for name, value in query.items() if name == "after" or not value]:
        del kept[name]
    return kept


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
