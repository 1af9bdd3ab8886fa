"""*People*: the buying group of a deal, with influence, gaps, and the table of members."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO, Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.buying import members
from pullahead.usecases.buying.group import (
    BuyingGroup,
    MemberView,
    buying_group,
    influence_drawing,
)
from pullahead.usecases.buying.influence_file import import_influence, influence_rows
from pullahead.usecases.deals.detail import deal_detail
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.forms.buying import (
    BuyingMemberForm,
    CutForm,
    EmptyForm,
    GroupForm,
    InfluenceFileForm,
    LinkForm,
)
from pullahead.web.forms.deal_findings import ContactForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in
from pullahead.web.views.intake.imports import sent_file

UNDO = "buying_undo"
FORMS: dict[str, type[GroupForm]] = {
    "member": BuyingMemberForm,
    "link": LinkForm,
    "cut": CutForm,
    "undo": EmptyForm,
    "file": InfluenceFileForm,
}


@signed_in
@require_safe
def page(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show the buying group of a deal, or its influence as a file."""
    if wants_csv(request):
        group = buying_group(deal_id=deal_id, viewer=person(request))
        return csv_answer("influence", influence_rows(group))
    return _page(request, deal_id)


@signed_in
@require_POST
def act(request: HttpRequest, deal_id: UUID, name: str) -> HttpResponse:
    """Do one act on a member; a refusal appears beside its form."""
    kind = FORMS.get(name)
    if kind is None:
        raise NotFound(_("Unknown action. Reload the page."))
    group = buying_group(deal_id=deal_id, viewer=person(request))
    row = request.POST.get("member", "")
    key = int(row) if row.isascii() and row.isdigit() and len(row) < 16 else 0
    form = kind(request.POST, group=group, row=key)
    try:
        if not form.is_valid():
            return _page(request, deal_id, name, form, key, 422)
        said = _done(request, deal_id, name, form)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, deal_id, name, form, key, problem.status)
    messages.success(request, said)
    where = reverse("deal-people", args=[deal_id])
    return SeeOther(f"{where}#member-{key}" if key else where)


def _done(request: HttpRequest, deal_id: UUID, name: str, form: GroupForm) -> str:
    """Do the act, keep what its undo needs, and return what is said."""
    by, data = person(request), form.cleaned_data
    if name == "undo":
        stored = request.session.pop(UNDO, None)
        if stored is None or stored["deal"] != str(deal_id):
            raise Conflict(_("This action can no longer be undone."), code="undo_over")
        members.undo(deal_id=deal_id, by=by, before=stored["before"])
        return _("Undone.")
    if name == "file":
        raw = cast("IO[bytes]", sent_file(request).file)
        count = import_influence(deal_id=deal_id, by=by, raw=raw)
        said = ngettext("{n} influence is saved.", "{n} influences are saved.", count)
        return said.format(n=count)
    if isinstance(form, BuyingMemberForm):
        made = members.save_member(
            deal_id=deal_id, by=by, member=data["member"], typed=form.typed()
        )
        said = _("Member saved.")
    elif name == "link":
        made = members.save_link(
            deal_id=deal_id,
            by=by,
            who=data["member"],
            whom=data["whom"],
            helps=data["helps"],
            strength=data["strength"],
        )
        said = _("Influence saved.")
    else:
        made = members.cut_link(deal_id=deal_id, by=by, who=data["member"], whom=data["whom"])
        said = _("Influence removed.")
    request.session[UNDO] = {"deal": str(deal_id), "before": made.as_json()}
    return said


def _page(
    request: HttpRequest,
    deal_id: UUID,
    name: str = "",
    form: GroupForm | None = None,
    key: int = 0,
    status: int = 200,
) -> HttpResponse:
    viewer = person(request)
    deal = deal_detail(deal_id=deal_id, viewer=viewer)
    group = buying_group(deal_id=deal_id, viewer=viewer)
    view = request.GET.get("view", "")
    drawn = group.shows_stance and bool(group.members)
    stored = request.session.get(UNDO) or {}
    context = {
        "deal": deal,
        "group": group,
        "rows": [_row(one, group, name, form, key) for one in group.members],
        "view": view if view in {"graph", "table"} else "table" if group.large else "",
        # Built from escaped text by the drawing alone.
        "svg": mark_safe(influence_drawing(group)) if drawn else "",
        "can_undo": stored.get("deal") == str(deal_id),
        "contact": ContactForm(act="contact"),
        "file": InfluenceFileForm(group=group),
        "failed_form": form if not key or name == "undo" else None,
    }
    return show(request, "deals/people.html", context, status)


def _row(
    one: MemberView, group: BuyingGroup, name: str, form: GroupForm | None, key: int
) -> dict[str, Any]:
    """Return a member with its two forms; the refused one has its errors."""
    state = asdict(one)
    first = {field: state[field] for field in ("roles", "stance", "brought_by", "decides")}
    first |= {"member": one.id, "sees": one.sees_at is not None, "left": one.left_at is not None}
    shown: dict[str, GroupForm] = {
        "member": BuyingMemberForm(group=group, row=one.id, initial=first),
        "link": LinkForm(group=group, row=one.id, initial={"member": one.id, "strength": 2}),
    }
    refused = form is not None and key == one.id
    if form is not None and refused and name in shown:
        shown[name] = form
    return {"one": one, "form": shown["member"], "link": shown["link"], "open": refused}
