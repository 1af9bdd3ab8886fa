"""*Learned*: words of customers and adjust lines across deals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pullahead.base.errors import NotFound
from pullahead.usecases.buying.learnt import learnt
from pullahead.usecases.deals.access import sees_deals
from pullahead.web.view_helpers import person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Search what was learned in the deals that the viewer may see."""
    viewer = person(request)
    if not sees_deals(viewer):
        raise NotFound(_("Your team has no workflow yet."))
    query = request.GET.get("q", "")[:100]
    lines = learnt(viewer=viewer, query=query)
    return show(request, "deals/learnt.html", {"query": query, "lines": lines})
