"""Standing and results over expectation by person, as the worker published them.

The list is ordered by name: standing guards against neglect and ranks no one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.pull.gate import STANDING_AT_MOST, TRIAL
from pullahead.reports import yield_rates
from pullahead.reports.yield_rates import Results
from pullahead.team.models import Person, Standing

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class PartShare:
    """One part of a standing: the share that counts, and the events behind it.

    `share` is None where the part could not be judged; `of` is None where it was not measured.
    """

    share: float | None
    good: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class StandingLine:
    """Standing of one person with all that it rests on; `score` is None if it is not measured."""

    person_id: int
    name: str
    team: str
    score: float | None
    claims: int
    worked: PartShare
    callbacks: PartShare
    quick: PartShare
    results: Results | None
    result_share: float | None  # part of the standing, from E = 20 on
    every: int  # a new lead in at most every n-th pull while they are scarce; 0: no limit
    trial_until: datetime | None  # no limit applies before
    computed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StandingList:
    """People of one team, or of all teams, by name."""

    rows: tuple[StandingLine, ...]
    number: int  # of the page
    pages: int
    total: int  # people

    @property
    def computed_at(self) -> datetime | None:
        """Moment of the latest publication."""
        return max((row.computed_at for row in self.rows if row.computed_at), default=None)

    @property
    def telephony(self) -> bool:
        """True where calls within 2 minutes are measured."""
        return any(row.quick.of is not None for row in self.rows)


@report
def standing_list(*, viewer: Person, page: int | None = 1) -> StandingList:
    """Return the agents of a team lead's own team, or of all teams for an administrator.

    A page has 50 people; without `page`, all are returned. Raise NotFound for other roles.
    """
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
    people = Person.objects.filter(is_active=True, role=Person.Role.AGENT)
    if not viewer.is_admin:
        people = people.filter(team_id=viewer.team_id)
    found = people.order_by("name", "id").values_list("id", "name", "team__name")
    total = found.count()
    pages = max(1, -(-total // PEOPLE_A_PAGE))
    number = min(max(page or 1, 1), pages)
    if page is not None:
        found = found[(number - 1) * PEOPLE_A_PAGE : number * PEOPLE_A_PAGE]
    return StandingList(tuple(_lines(found)), number, pages, total)


@report
def own_standing(*, viewer: Person) -> StandingLine | None:
    """Return the viewer's own standing; None for a person who is no agent."""
    if viewer.role != Person.Role.AGENT:
        return None
    return next(iter(_lines([(viewer.pk, viewer.name, viewer.team.name)])))


def _lines(people: Iterable[tuple[int, str, str]]) -> Iterator[StandingLine]:
    """Yield the lines of people, each an id, a name and the name of the team."""
    there = list(people)
    now = clock.now()
    fresh = Standing.objects.filter(
        person_id__in=[pk for pk, _name, _team in there], computed_at__gte=now - STANDING_AT_MOST
    )
    found = {one.pk: one for one in fresh}
    for pk, name, team in there:
        yield _line(pk, name, team, found.get(pk), now)


def _line(pk: int, name: str, team: str, found: Standing | None, now: datetime) -> StandingLine:
    if found is None:
        none = PartShare(None, None, None)
        return StandingLine(pk, name, team, None, 0, none, none, none, None, None, 0, None, None)
    trial_until = found.first_at + TRIAL
    return StandingLine(
        person_id=pk,
        name=name,
        team=team,
        score=found.score,
        claims=found.claims,
        worked=_part(found, "worked", found.worked, found.claims),
        callbacks=_part(found, "callbacks", found.callbacks_kept, found.callbacks_due),
        quick=_part(found, "quick", found.quick, found.quick_of),
        results=_results(found),
        result_share=found.parts.get("results"),
        every=found.every,
        trial_until=trial_until if trial_until > now else None,
        computed_at=found.computed_at,
    )


def _part(found: Standing, name: str, good: int | None, of: int | None) -> PartShare:
    return PartShare(found.parts.get(name), good, None if good is None else of)


def _results(found: Standing) -> Results | None:
    if found.wins is None or found.expected is None or found.strength is None:
        return None
    return yield_rates.results(found.wins, found.expected, strength=found.strength)
