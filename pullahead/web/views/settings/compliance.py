"""*Calling rules*: packs in force, and their new versions. Team leads read, administrators
write.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.settings import compliance
from pullahead.web.forms import Refusable
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

LONG = compliance.TEXT_LIMIT


class PackForm(Refusable):
    """Form of a pack, line by line."""

    name = forms.CharField(required=False, max_length=compliance.NAME_LIMIT)
    jurisdiction = forms.CharField(required=False, max_length=10)
    valid_from = forms.DateField(required=False)
    caps = forms.CharField(required=False, max_length=LONG)
    gap_minutes = forms.IntegerField(required=False, min_value=0, max_value=100_000)
    quarantine_days = forms.IntegerField(required=False, min_value=0, max_value=400)
    refusing = forms.CharField(required=False, max_length=1_000)
    list_days = forms.IntegerField(required=False, min_value=0, max_value=400)
    windows = forms.CharField(required=False, max_length=LONG)
    holidays = forms.CharField(required=False, max_length=LONG)
    public_holidays = forms.BooleanField(required=False)
    off = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=compliance.NOTE_LIMIT)

    def words(self) -> compliance.PackWords:
        """Return the typed pack; an omitted number is none."""
        kept = self.cleaned_data
        numbers = ("gap_minutes", "quarantine_days", "list_days")
        return compliance.PackWords(**{**kept, **{name: kept.get(name) or 0 for name in numbers}})


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the rules in force today."""
    return show(
        request,
        "settings/calling_rules/page.html",
        {"book": compliance.compliance_overview(viewer=person(request))},
    )


@signed_in
@require_safe
def pack(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Show one pack with its versions, to be edited; 0 is a new one."""
    found = compliance.pack(pack_id=pack_id, viewer=person(request))
    return show(
        request,
        "settings/calling_rules/pack.html",
        {"pack": found, "form": PackForm(initial=found.initial)},
    )


@signed_in
@require_POST
def save(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Save a new version; an error appears beside its field, and the typed text stays."""
    form = PackForm(request.POST)
    found, status = compliance.pack(pack_id=pack_id, viewer=person(request), editing=True), 422
    try:
        if form.is_valid():
            made = compliance.save(pack_id=pack_id, words=form.words(), by=person(request))
            text = _("Saved: {name} v{version}, effective {day}.").format(
                name=made.name, version=made.version, day=made.valid_from.isoformat()
            )
            messages.success(request, text)
            return SeeOther(reverse("law"))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return show(request, "settings/calling_rules/pack.html", {"pack": found, "form": form}, status)
