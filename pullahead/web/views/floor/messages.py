"""Messages of team leads to agents, from the floor; an agent marks them as read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pullahead.base.errors import Invalid, NotFound
from pullahead.usecases.floor import messages as floor_messages
from pullahead.web.forms.floor import FloorMessageForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the form of a message to an agent, or send it."""
    by, token, status = person(request), _token(request), 200
    to = floor_messages.target(person_id=person_id, token=token, by=by)
    form = FloorMessageForm(initial={"about": request.GET.get("about", "note")})
    if request.method == "POST":
        form, status = FloorMessageForm(request.POST), 422
        try:
            if form.is_valid():
                name = floor_messages.send(
                    person_id=person_id, token=token, by=by, **form.cleaned_data
                )
                messages.success(request, _("Message sent to {name}.").format(name=name))
                return SeeOther(reverse("floor"))
        except Invalid as problem:
            form.refuse(problem)
    context = {"to": to, "form": form}
    return show(request, "floor/message.html", context, status)


@signed_in
@require_POST
def read(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark an own message as read."""
    floor_messages.mark_read(message_id=message_id, by=person(request))
    return SeeOther(reverse("next"))


def _token(request: HttpRequest) -> UUID | None:
    """Return the result that the message is about."""
    text = request.GET.get("result", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound(_("Result not found. Reload the page.")) from None
