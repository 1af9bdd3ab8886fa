"""Check the role of a reader of the figures of sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound
from pullahead.team.models import Person


def sources_only(viewer: Person) -> None:
    """Raise NotFound unless the viewer is marketing or an administrator."""
    if not viewer.sees_sources:
        raise NotFound(_("Page not found."))
