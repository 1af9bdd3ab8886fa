"""Fill the stored days of each team every night, and record the baseline of the first publish.

The job also estimates the chances of open deals, every hour.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pullahead.base import clock, jobs
from pullahead.base.transaction import retry_on_conflict, write_transaction
from pullahead.pipeline import flow_queries, flow_services, queries
from pullahead.pipeline.flow_days import day_figures
from pullahead.pipeline.measures import DAY, cycle_days
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.usecases.deals.chances import refresh

KIND = "deals.days"
EACH = timedelta(hours=1)  # the night of each team's zone is found within the hour
SPAN = timedelta(minutes=15)
STORED = timedelta(days=3 * 365)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Fill the teams whose last day is missing, or the one that the job names. Then estimate."""
    named = held.payload.get("team")
    teams = [named] if named else [one for one, _name in queries.teams_with_workflow()]
    changed = sum(fill(team_id=int(one), held=held, again=bool(named)) for one in teams)
    flows = {flow.id for one in teams if (flow := queries.workflow_of_team(int(one))) is not None}
    chances = sum(refresh(workflow_id=one) for one in sorted(flows))
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"days": changed, "chances": chances})
        if not named:
            jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None


def fill(*, team_id: int, held: jobs.Lease | None = None, again: bool = False) -> int:
    """Store the figures of a team's past days, and return how many days differed.

    All days of three years are computed anew, because a reopened deal or an import changes past
    days. Without `again`, do nothing while yesterday is stored.
    """
    flow = queries.workflow_of_team(team_id)
    calendar, now = team_queries.calendar(team_id), clock.now()
    last = calendar.local_day(now) - DAY
    if flow is None or (not again and flow_queries.last_stored_day(team_id) == last):
        return 0
    deals = flow_queries.day_deals(team_id)
    if not deals:
        return 0
    oldest = calendar.local_day(min(one.start or one.created for one in deals))
    first = max(oldest, last - STORED)
    days = day_figures(flow_queries.day_moves(team_id), deals, first, last, calendar)

    def act() -> int:
        with write_transaction() as now:
            if held is not None:
                jobs.verify_lease(held)
            freeze(team_id=team_id, workflow_id=flow.id, cause="publish", now=now)
            return flow_services.store_days(team_id, flow.id, days)

    return retry_on_conflict(act)


def freeze(*, team_id: int, workflow_id: int, cause: str, now: datetime) -> bool:
    """Record the deals closed before the day of the first publish, inside a transaction.

    For the cause `publish`, a baseline that exists stays as it is.
    """
    if cause == "publish" and flow_queries.latest_baseline(team_id, workflow_id) is not None:
        return False
    calendar = team_queries.calendar(team_id)
    published = calendar.local_day(flow_queries.first_published(workflow_id) or now)
    return flow_services.add_baseline(
        team_id=team_id,
        workflow_id=workflow_id,
        published_on=published,
        closes=_closed_before(team_id, published, calendar),
        cause=cause,
        now=now,
    )


def _closed_before(team_id: int, day: date, calendar: Calendar) -> list[tuple[str, int]]:
    found = []
    for one in flow_queries.day_deals(team_id):
        if one.end is None or (end := calendar.local_day(one.end)) >= day:
            continue
        found.append((one.closed_as, cycle_days(min(calendar.local_day(one.created), end), end)))
    return found


def after_import(*, team_id: int, workflow_id: int, now: datetime) -> None:
    """Extend the baseline by imported deals, and enqueue the job of the team's days.

    Runs in the transaction that ends the import.
    """
    freeze(team_id=team_id, workflow_id=workflow_id, cause="import", now=now)
    jobs.enqueue(kind=KIND, now=now, key=f"{KIND}.{team_id}", payload={"team": team_id})
