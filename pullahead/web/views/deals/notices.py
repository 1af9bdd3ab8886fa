"""*Notices* of deals: what happened to the viewer's deals, with read marks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import NotFound
from pullahead.usecases.deals import notices
from pullahead.usecases.deals.access import sees_deals
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the notices, unread ones first."""
    viewer = person(request)
    if not sees_deals(viewer):
        raise NotFound(_("Your team has no workflow yet."))
    rows = notices.notices_of(viewer)
    unread = sum(not one.read for one in rows)
    return show(request, "deals/notices.html", {"rows": rows, "unread": unread})


@signed_in
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """Show the number of unread notices, for the navigation to refresh itself."""
    return show(request, "deals/_notice_count.html", {"unread": notices.unread(person(request))})


@signed_in
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Mark the sent notices, or all of them, as read or unread."""
    keys = request.POST.getlist("key") or None
    read = request.POST.get("as") != "unread"
    marked = notices.mark(viewer=person(request), keys=keys, read=read)
    if keys is None and marked:
        messages.success(request, _("All notices are marked as read."))
    return SeeOther(reverse("deal-notices"))
