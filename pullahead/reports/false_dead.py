"""Value of the leads of each source that were closed as dead and were alive (second looks)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.leads.models import Source
from pullahead.pull.models import ClaimRow, Route, SecondLook
from pullahead.pull.second_looks import eligible_outcomes
from pullahead.reports import costs, honesty
from pullahead.reports.access import sources_only
from pullahead.reports.costs import ALL
from pullahead.team.models import Person

PERIOD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class FalseDeadRow:
    """Dead leads of one source in a year, the looks at them, and the value that was given up."""

    source_id: int
    source: str
    dead: int  # closed with an outcome that may get a second look
    looks: int  # with a result
    alive: int
    rate: float | None  # weighted by 1 ÷ probability of the draw
    low: float | None  # 90 % interval of the rate
    high: float | None
    worth: float  # of a lead that is alive: value × chance × margin

    @property
    def value(self) -> float | None:
        """Value of the dead leads that were alive."""
        return None if self.rate is None else self.dead * self.rate * self.worth

    @property
    def value_low(self) -> float | None:
        """Lower end of the value."""
        return None if self.low is None else self.dead * self.low * self.worth

    @property
    def value_high(self) -> float | None:
        """Upper end of the value."""
        return None if self.high is None else self.dead * self.high * self.worth


@report
def false_dead(*, viewer: Person) -> tuple[FalseDeadRow, ...]:
    """Return the sources with dead leads of a year, most dead leads first."""
    sources_only(viewer)
    now = clock.now()
    dead = _dead(now)
    looks: dict[int, list[tuple[bool, float]]] = defaultdict(list)
    rows = SecondLook.objects.filter(settled_at__isnull=False, drawn_at__gte=now - PERIOD)
    columns = ("lead__source_id", "success", "probability")
    for source, success, probability in rows.values_list(*columns):
        looks[source].append((bool(success), probability))
    routes, margins = Route.objects.in_bulk(), costs.margins()
    found = []
    for pk, name in Source.objects.order_by("name").values_list("id", "name"):
        if not dead[pk] and not looks[pk]:
            continue
        route = routes.get(pk) or Route(source_id=pk)
        share = float(margins.sources.get(pk, ALL)) / 100
        alive = sum(success for success, _p in looks[pk])
        between = honesty.second_look_interval(alive, len(looks[pk]))
        found.append(
            FalseDeadRow(
                source_id=pk,
                source=name,
                dead=dead[pk],
                looks=len(looks[pk]),
                alive=alive,
                rate=honesty.weighted_rate(looks[pk]),
                low=between[0] if between else None,
                high=between[1] if between else None,
                worth=float(route.value) * route.chance * share,
            )
        )
    return tuple(sorted(found, key=lambda row: (-row.dead, row.source)))


def _dead(now: datetime) -> Counter[int]:
    """Count the leads that agents closed as dead in a year, by source."""
    closed = ClaimRow.objects.filter(
        end=ClaimRow.End.SETTLED,
        next_step="closed",
        disposition__in=eligible_outcomes(now),
        ended_at__gte=now - PERIOD,
    )
    return Counter(closed.values_list("lead__source_id", flat=True))
