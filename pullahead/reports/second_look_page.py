"""Results of second looks of a year: the floor's rates, and persons beyond doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.pull.models import SecondLook
from pullahead.reports import honesty
from pullahead.team.models import Person

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class LookRate:
    """Second looks of one kind: settled, alive, without a result, and the weighted rate."""

    n: int
    alive: int
    open: int
    rate: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Person whose dead leads were alive more often than chance explains."""

    name: str
    rate: LookRate


@dataclass(frozen=True, slots=True)
class SecondLooks:
    """Second looks at leads closed without a contact, and with one."""

    unreached: LookRate
    reached: LookRate
    named: tuple[NamedPerson, ...]


@report
def second_looks(*, viewer: Person) -> SecondLooks:
    """Return the looks at leads that the viewer's team closed; of all teams for an administrator.

    Raise NotFound for agents. A person is named only beyond doubt; others have no figure here.
    """
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
    rows = SecondLook.objects.filter(drawn_at__gte=clock.now() - YEAR).select_related("agent")
    if not viewer.is_admin:
        rows = rows.filter(agent__team_id=viewer.team_id)
    there = list(rows)
    kinds = [[one for one in there if one.was_reached is was] for was in (False, True)]
    named = [person for looks in kinds for person in _named(looks)]
    return SecondLooks(_rate(kinds[0]), _rate(kinds[1]), tuple(named))


def _rate(looks: Sequence[SecondLook]) -> LookRate:
    settled = [one for one in looks if one.success is not None]
    alive = sum(bool(one.success) for one in settled)
    return LookRate(
        n=len(settled),
        alive=alive,
        open=len(looks) - len(settled),
        rate=honesty.weighted_rate((bool(one.success), one.probability) for one in settled),
        interval=honesty.second_look_interval(alive, len(settled)),
    )


def _named(looks: Sequence[SecondLook]) -> list[NamedPerson]:
    floor = _rate(looks).rate or 0.0
    by_person: defaultdict[int, list[SecondLook]] = defaultdict(list)
    for one in looks:
        by_person[one.agent_id].append(one)
    found = [NamedPerson(mine[0].agent.name, _rate(mine)) for mine in by_person.values()]
    beyond = [one for one in found if honesty.named(one.rate.alive, one.rate.n, floor)]
    return sorted(beyond, key=lambda one: one.name)
