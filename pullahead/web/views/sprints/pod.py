"""*Pod*: its vision, members, limit, rights and return."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.usecases.conversations.lists import own_promises
from pullahead.usecases.sprints import pod_page, requests
from pullahead.web.view_helpers import SeeOther, for_contributors, person, show, signed_in


@signed_in
@for_contributors
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Redirect to the first pod of the viewer."""
    found = pod_page.pods_seen(viewer=person(request))
    if found:
        return SeeOther(reverse("pod", args=[found[0].id]))
    if person(request).is_contributor:
        own = own_promises(viewer=person(request))
        return show(request, "sprints/no_pod.html", {"own_promises": own})
    raise Http404("The viewer has no pod.")


@signed_in
@for_contributors
@require_safe
def page(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Show one pod."""
    viewer = person(request)
    found = pod_page.pod_page(pod_id=pod_id, viewer=viewer)
    context = {"page": found, "pod": found.pod, "others": pod_page.pods_seen(viewer=viewer)}
    context["own_promises"] = own_promises(viewer=viewer)
    return show(request, "sprints/pod.html", context)


@signed_in
@for_contributors
@require_POST
def answer(request: HttpRequest, pod_id: int, promise_id: UUID, answer: str) -> HttpResponse:
    """Grant or decline what the pod is asked for."""
    by, sent = person(request), request.POST.get("n", "")[:9]
    n = int(sent) if sent.isascii() and sent.isdigit() else None
    if answer == "grant":
        requests.grant(promise_id=promise_id, by=by, n=n)
        messages.success(request, _("Granted."))
    elif answer == "decline":
        requests.decline(promise_id=promise_id, by=by, n=n)
        messages.success(request, _("Declined."))
    else:
        raise Http404
    return SeeOther(reverse("pod", args=[pod_id]))
