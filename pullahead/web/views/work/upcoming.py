"""*Upcoming*: callbacks by due time, and settled leads that will return."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.usecases.conversations.lists import owed
from pullahead.usecases.work.upcoming import upcoming
from pullahead.web.talk_context import with_buttons
from pullahead.web.view_helpers import person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show this person's upcoming leads and promises."""
    back = upcoming(viewer=person(request))
    promises = with_buttons(owed(viewer=person(request)))
    return show(request, "work/upcoming.html", {"back": back, "promises": promises})
