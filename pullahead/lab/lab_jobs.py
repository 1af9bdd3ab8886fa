"""Runs of the lab as jobs of the worker: start, stop, the steps, and the page's values.

A step plays one policy with one seed and stores its figures in the job's checkpoint, so a killed
worker repeats one run. These acts own their transaction, as those of `scoring` do: use cases may
not import this package.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from pullahead.base import jobs
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.models import Job, JobState
from pullahead.base.transaction import retried, write_transaction
from pullahead.base.translation import translated
from pullahead.lab import results, run_files, world
from pullahead.lab.assumptions import LabAssumption, assumptions
from pullahead.lab.figures import RunFigures
from pullahead.lab.lab_changes import changed
from pullahead.lab.policies import BASELINE, POLICIES
from pullahead.lab.results import LabComparison
from pullahead.lab.runs import apart
from pullahead.lab.world import FloorWorld
from pullahead.team.models import Person

KIND = "lab.run"
SPAN = timedelta(minutes=30)  # a run takes up to a minute, on a busy machine several
SHOWN = 10
SEEDS = (3, 10, 30)
Player = Callable[[FloorWorld, str, int], RunFigures]


@dataclass(frozen=True, slots=True)
class LabRequest:
    """Run that a person asks for; None leaves the world's own value."""

    world: str
    policies: tuple[str, ...]
    seeds: int
    people: int | None = None
    leads_per_week: float | None = None
    absent_percent: float | None = None


@dataclass(frozen=True, slots=True)
class LabRunRow:
    """Run in the page's list."""

    id: int
    title: str
    state: str
    done: int
    total: int
    created_at: datetime
    who: str
    error: str

    @property
    def is_open(self) -> bool:
        """Return whether the worker is still to play a part of it."""
        return self.state in {JobState.WAITING, JobState.RUNNING}


@dataclass(frozen=True, slots=True)
class LabPage:
    """Values of the page: the last runs, and the chosen one's comparison and assumptions."""

    runs: Sequence[LabRunRow]
    chosen: LabRunRow | None
    compared: LabComparison | None
    assumptions: Sequence[LabAssumption]
    note: str


@retried
def start(*, asked: LabRequest, by: Person) -> int:
    """Enqueue a run and return its id. One run at a time: Conflict while another is open."""
    _leaders_only(by)
    if not asked.policies or not set(asked.policies) <= set(POLICIES):
        raise wrong("policies", "unknown_policy", _("Choose at least one policy."))
    if asked.seeds not in SEEDS:
        raise wrong("seeds", "unreadable_seeds", _("Choose a number of seeds from the list."))
    if asked.world not in world.shipped():
        raise wrong("world", "invalid_world", _("Choose a world from the list."))
    floor = changed(
        world.load(asked.world),
        people=asked.people,
        leads_per_week=asked.leads_per_week,
        absent_percent=asked.absent_percent,
    )
    payload = {
        "world": json.loads(world.written(floor)),
        "policies": list(asked.policies),
        "seeds": asked.seeds,
    }
    with write_transaction() as now:
        if jobs.is_open(key=KIND):
            said = _("Another run of the lab is not finished. Wait for it, or stop it.")
            raise Conflict(said, code="lab_busy")
        total = len(asked.policies) * asked.seeds
        return jobs.enqueue(kind=KIND, now=now, payload=payload, by=by.pk, key=KIND, total=total)


@retried
def stop(*, run_id: int, by: Person) -> None:
    """Stop an open run; the figures so far stay."""
    _leaders_only(by)
    with write_transaction() as now:
        _job(run_id)
        if not jobs.cancel(job_id=run_id, now=now):
            raise Conflict(_("This run is already over."), code="lab_over")


def step(held: jobs.Lease, player: Player = apart) -> jobs.Lease | None:
    """Play the next policy and seed; finish after the last one."""
    floor = world.read(json.dumps(held.payload["world"]), json_file=True)
    policies, seeds = held.payload["policies"], held.payload["seeds"]
    wanted = [(name, seed) for seed in range(1, seeds + 1) for name in policies]
    found = list(held.checkpoint.get("runs", []))
    if len(found) < len(wanted):
        found.append(asdict(player(floor, *wanted[len(found)])))
    with write_transaction() as now:
        jobs.verify_lease(held)
        held = jobs.checkpoint(held, now=now, checkpoint={"runs": found}, done=len(found))
        if len(found) < len(wanted):
            return held
        jobs.finish(held, now=now, result={"runs": len(found)})
    return None


def lab_page(*, viewer: Person, run_id: int | None = None) -> LabPage:
    """Return the last runs and the chosen one, or the latest. NotFound for agents."""
    _leaders_only(viewer)
    latest = list(Job.objects.filter(kind=KIND).order_by("-pk")[:SHOWN])
    chosen = _job(run_id) if run_id is not None else next(iter(latest), None)
    every = [*latest, chosen] if chosen is not None else latest
    people = {job.created_by for job in every if job.created_by}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    rows = [_row(job, names) for job in latest]
    if chosen is None:
        return LabPage(rows, None, None, (), "")
    floor = world.read(json.dumps(chosen.payload["world"]), json_file=True)
    said = [LabAssumption(one.code, translated(one.text)) for one in assumptions(floor)]
    compared = _compared(_figures(chosen))
    return LabPage(rows, _row(chosen, names), compared, said, floor.note)


def rows_of(*, viewer: Person, run_id: int) -> list[tuple[Any, ...]]:
    """Return the rows of a run's file so far. NotFound for agents."""
    _leaders_only(viewer)
    job = _job(run_id)
    floor = world.read(json.dumps(job.payload["world"]), json_file=True)
    return run_files.rows(_figures(job), [floor])


def _figures(job: Job) -> list[RunFigures]:
    return [RunFigures(**one) for one in job.checkpoint.get("runs", [])]


def _compared(runs: Sequence[RunFigures]) -> LabComparison | None:
    """Compare the policies on the seeds that all of them have; None before the first."""
    compared = results.compare(runs, BASELINE) if runs else None
    return compared if compared is not None and compared.seeds else None


def _row(job: Job, names: dict[int, str]) -> LabRunRow:
    found: dict[str, Any] = job.payload["world"]
    return LabRunRow(
        id=job.pk,
        title=str(found["title"]),
        state=str(job.state),
        done=job.done,
        total=job.total,
        created_at=job.created_at,
        who=names.get(job.created_by or 0, ""),
        error=job.error,
    )


def _job(run_id: int) -> Job:
    job = Job.objects.filter(pk=run_id, kind=KIND).first()
    if job is None:
        raise NotFound(_("This run of the lab does not exist."))
    return job


def _leaders_only(viewer: Person) -> None:
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
