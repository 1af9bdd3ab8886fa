"""Shared parts of the pages of scores and rates: role check, latest versions, readable figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound
from pullahead.scoring.models import ModelVersion, RatesVersion
from pullahead.team.models import Person

Row = TypeVar("Row", ModelVersion, RatesVersion)


def administrators_only(viewer: Person) -> None:
    """Raise NotFound unless the viewer is an administrator."""
    if not viewer.is_admin:
        raise NotFound(_("Page not found."))


def with_in_use(latest: Iterable[Row], in_use: Row | None) -> list[Row]:
    """The latest versions, and the one in use however old it is."""
    rows = list(latest)
    if in_use is not None and in_use not in rows:
        rows.append(in_use)
    return rows


def publishers(rows: Sequence[Row]) -> dict[int, str]:
    """Return the names of the people who activated these versions, by id."""
    by = {row.published_by for row in rows if row.published_by}
    return dict(Person.objects.filter(pk__in=by).values_list("pk", "name"))


def percent(share: float) -> str:
    """A share of 1; of less than a tenth its first decimal too."""
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"
