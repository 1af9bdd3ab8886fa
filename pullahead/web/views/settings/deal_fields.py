"""*Fields of deals*, for administrators: the custom fields of a team's workflow."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.deals import fields
from pullahead.web.forms.base import shown
from pullahead.web.forms.deal_fields import KIND_WORDS, DealFieldForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show the fields, and add one."""
    known = fields.team_fields(team_id=team_id, viewer=person(request))
    if request.method != "POST":
        return _page(request, team_id)
    form = DealFieldForm(request.POST, stages=known.stages)

    def act() -> None:
        fields.add_field(team_id=team_id, typed=form.typed(), by=person(request))

    return _done(request, team_id, form, act, _("Field added."))


@signed_in
@require_POST
def change(request: HttpRequest, team_id: int, field_id: int, verb: str) -> HttpResponse:
    """Save, retire or restore a field."""
    by = person(request)
    known = fields.team_fields(team_id=team_id, viewer=by)
    found = next((one for one in (*known.fields, *known.retired) if one.id == field_id), None)
    if found is None or verb not in {"save", "retire", "restore"}:
        raise NotFound(_("Field not found. Reload the page."))
    form = DealFieldForm(request.POST, stages=known.stages, field=found)

    def act() -> None:
        if verb == "retire":
            fields.retire_field(team_id=team_id, field_id=field_id, by=by)
        elif verb == "restore":
            fields.restore_field(team_id=team_id, field_id=field_id, by=by)
        else:
            fields.change_field(team_id=team_id, field_id=field_id, typed=form.typed(), by=by)

    done = {
        "save": _("Field saved."),
        "retire": _("Field retired. Deals keep their values."),
        "restore": _("The field is restored."),
    }
    return _done(request, team_id, form, act, done[verb], check=verb == "save")


def _done(
    request: HttpRequest,
    team_id: int,
    form: DealFieldForm,
    act: Callable[[], None],
    done: str,
    *,
    check: bool = True,
) -> HttpResponse:
    """Do the act; a refusal appears beside its field."""
    status = 422
    try:
        if not check or form.is_valid():
            act()
            messages.success(request, done)
            return SeeOther(reverse("deal-fields", args=[team_id]))
    except (Invalid, Conflict) as problem:
        form.full_clean()
        form.refuse(problem)
        status = problem.status
    return _page(request, team_id, form, status)


def _page(
    request: HttpRequest, team_id: int, refused: DealFieldForm | None = None, status: int = 200
) -> HttpResponse:
    known = fields.team_fields(team_id=team_id, viewer=person(request))
    rows = [DealFieldForm(stages=known.stages, field=one) for one in known.fields]
    is_new = refused is not None and refused.known is None
    context = {
        "team": known.team,
        "team_id": team_id,
        "rows": [shown(row, refused) for row in rows],
        "retired": known.retired,
        "refused": refused,
        "new": refused if is_new else DealFieldForm(stages=known.stages),
        "kinds": KIND_WORDS,
    }
    return show(request, "settings/workflow/fields.html", context, status)
