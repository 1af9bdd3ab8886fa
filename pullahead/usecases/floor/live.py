"""The live floor: one snapshot a team, at most two seconds old, made once for all viewers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from pydantic import TypeAdapter

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.floor import snapshots
from pullahead.team.models import Person
from pullahead.usecases.floor import overview
from pullahead.usecases.floor.overview import CompanyFigures, FloorOverview

COMPANY = "company"
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LiveFloor:
    """A floor as text, and the version by which a viewer knows that nothing changed."""

    version: str
    body: str
    read_at: datetime

    @property
    def overview(self) -> FloorOverview:
        """Return the floor itself; a viewer who has this version needs none."""
        return _adapter().validate_json(self.body)


def live_floor(*, viewer: Person, page: int = 1) -> LiveFloor:
    """Return the shared snapshot of the viewer's floor, remade when it is two seconds old.

    While one process makes it, all others show the last one. Raise NotFound as `floor` does.
    """
    overview.leaders_only(viewer)
    key, now = _key(viewer, page), clock.now()
    there = snapshots.stored(key, now)
    if there is not None and there.recent:
        return LiveFloor(there.version, there.body, now)
    with write_transaction() as at:
        mine = snapshots.begin(key=key, now=at)
    if there is not None and not mine and not there.stalled:
        return LiveFloor(there.version, there.body, now)
    return _made(key, viewer, page, _company())


def fresh_floor(*, viewer: Person, page: int = 1) -> FloorOverview:
    """Return the floor as it is now, after an act for example, and store it for all viewers."""
    overview.leaders_only(viewer)
    return _made(_key(viewer, page), viewer, page).overview


def clean() -> int:
    """Delete the snapshots that nobody reads."""
    with write_transaction() as now:
        return snapshots.forget(before=now - FORGOTTEN_AFTER)


def _company() -> CompanyFigures:
    """Return the figures that all teams share, made once in two seconds for all of them.

    A floor whose shared part is up to two seconds old is itself remade after two more.
    """
    now = clock.now()
    there = snapshots.stored(COMPANY, now)
    if there is not None and there.recent:
        return _company_adapter().validate_json(there.body)
    found = overview.company_figures(now)
    body = _company_adapter().dump_json(found).decode()
    with write_transaction() as at:
        snapshots.keep(key=COMPANY, body=body, version="", now=at)
    return found


def _made(key: str, viewer: Person, page: int, company: CompanyFigures | None = None) -> LiveFloor:
    team_id = None if viewer.is_admin else viewer.team_id
    found = overview.made(team_id, page, company=company)
    body = _adapter().dump_json(found).decode()
    # the moment of the count is no change
    version = hashlib.sha256(_adapter().dump_json(found, exclude={"counted_at"})).hexdigest()[:16]
    with write_transaction() as now:
        snapshots.keep(key=key, body=body, version=version, now=now)
    return LiveFloor(version, body, now)


def _key(viewer: Person, page: int) -> str:
    return f"{0 if viewer.is_admin else viewer.team_id}:{page}"


@cache
def _company_adapter() -> TypeAdapter[CompanyFigures]:
    return TypeAdapter(CompanyFigures)


@cache
def _adapter() -> TypeAdapter[FloorOverview]:
    return TypeAdapter(FloorOverview)
