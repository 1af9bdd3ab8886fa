"""Job of the lab: one policy and seed a step, in a process of its own."""

from __future__ import annotations

from pullahead.base import jobs
from pullahead.lab import lab_jobs

KIND, SPAN = lab_jobs.KIND, lab_jobs.SPAN


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Play the next run of the lab."""
    return lab_jobs.step(held)
