"""Wait estimate (T of the index): time until a card is otherwise reached, counted once a minute.

No claim counts it: counting the ready cards takes tens of milliseconds at a million cards.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.db import connection

from pullahead.base import clock
from pullahead.base.transaction import require_transaction
from pullahead.pull import models, ranking
from pullahead.pull.cached_counters import ORGANISATION, is_old
from pullahead.pull.contact_rates import Rates
from pullahead.pull.decay import curve
from pullahead.pull.queries import rates_in_use
from pullahead.pull.store import rows
from pullahead.pull.store.database import DbStore
from pullahead.team.models import Person

PRESENT_FOR = timedelta(hours=1)

_HEADS = """
SELECT l.id, (SELECT c.key FROM pull_card c WHERE c.lane_id = l.id AND c.state = 'ready'
              ORDER BY c.key DESC, c.lead_id LIMIT 1)
FROM pull_lane l
"""
_COUNT = {
    "postgresql": """
SELECT coalesce(sum(h.n), 0) FROM unnest(%(lanes)s::bigint[], %(least)s::float8[]) AS o(lane, least)
CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
    SELECT 1 FROM pull_card c WHERE c.lane_id = o.lane AND c.state = 'ready' AND c.key >= o.least
    LIMIT %(most)s) AS found) AS h
""",
    "sqlite": """
SELECT coalesce(sum((SELECT count(*) FROM (
    SELECT 1 FROM pull_card c WHERE c.lane_id = l.value AND c.state = 'ready' AND c.key >= o.value
    LIMIT %(most)s))), 0)
FROM json_each(%(lanes)s) AS l JOIN json_each(%(least)s) AS o ON o.key = l.key
""",
}


def wait_estimate(now: datetime) -> tuple[timedelta, bool]:
    """Return T as last counted, and whether the count is too old."""
    row = models.WaitEstimate.objects.filter(pk=ORGANISATION).first()
    if row is None:
        return ranking.DEFAULT_WAIT, True
    return wait_estimate_from(row.ready, row.agents, row.counted_at, now=now, rates=rates_in_use())


def wait_estimate_from(
    ready: int | None, agents: int | None, counted_at: object, *, now: datetime, rates: Rates
) -> tuple[timedelta, bool]:
    """Return T from the row's values, and whether it is too old; T is None without a count."""
    at = clock.moment(counted_at)
    if ready is None or agents is None or at is None:
        return ranking.DEFAULT_WAIT, True
    return ranking.estimate_wait(ready=ready, agents=agents, rates=rates), is_old(at, now)


def count(now: datetime) -> tuple[int, int]:
    """Count the ready cards that are worth working, and the agents who pulled in the last hour.

    A card is worth working if its gain is at least 1 % of the best card's, without its urgency. The
    count stops where T ends.
    """
    agents = _present(now)
    lanes = {lane.id: lane for lane in DbStore().lanes()}
    since = (now - ranking.EPOCH).total_seconds()
    fallen = {
        i: curve(lane.curve, lane.half_life_hours).rates[lane.piece] * since
        for i, lane in lanes.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        heads = {i: key for i, key in cursor.fetchall() if key is not None and i in lanes}
        best = max((k - fallen[i] for i, k in heads.items() if not lanes[i].callback), default=0.0)
        least = {
            i: -1e300 if lanes[i].callback else best + math.log(ranking.WORTH_WORKING) + fallen[i]
            for i in heads
        }
        longest = ranking.WAIT_AT_MOST.total_seconds() / 60
        most = math.ceil(longest / ranking.minutes(1, rates_in_use())) * agents
        given = {"lanes": list(least), "least": list(least.values())}
        values = {name: rows.numbers(found) for name, found in given.items()}
        cursor.execute(_COUNT[connection.vendor], {**values, "most": most})
        return min(int(cursor.fetchone()[0]), most), agents


def keep(*, ready: int, agents: int, now: datetime) -> None:
    """Store the counts."""
    require_transaction()
    values = {"ready": ready, "agents": agents, "counted_at": now}
    models.WaitEstimate.objects.filter(pk=ORGANISATION).update(**values)


def _present(now: datetime) -> int:
    """Count the agents at work: active, on no break, a pull within the last hour; at least one."""
    lately = models.ClaimRow.objects.filter(started_at__gt=now - PRESENT_FOR).values("agent_id")
    here = Person.objects.filter(is_active=True, break_since__isnull=True, id__in=lately)
    return max(here.count(), 1)
