"""Driver: run one race in a process and a database of its own, and return its result."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests import warm
from tests.heart.databases import Databases, environment

RACES = (
    "race",
    "kill",
    "freeze",
    "stop_anywhere",
    "sessions",
    "replay",
    "tabs",
    "herd",
    "herd_at_nine",
    "hang",
    "leave",
    "barred",
    "plans",
    "deals",
    "deals_change",
    "deals_kill",
    "deals_leads",
    "promises",
    "sprints",
    "sprints_kill",
)
# broken on purpose: the race of the same name must fail on them
CONTROLS = {
    "steals": "race",
    "no_token": "freeze",
    "forgets_settles": "replay",
    "no_gate": "tabs",
    "in_subquery": "plans",
    "impatient": "herd_at_nine",
    "no_count": "deals",
    "no_publish_lock": "deals_change",
    "no_limit_lock": "deals",
    "no_hours_lock": "sprints",
    "no_item_lock": "sprints",
    "no_dial_lock": "barred",
    "no_promise_lock": "promises",
}
POSTGRES_ONLY = {"in_subquery", "impatient", "no_publish_lock", "no_limit_lock"} | {
    "no_hours_lock",
    "no_item_lock",
    "no_dial_lock",
    "no_promise_lock",
}
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Found:
    """Result of a race. A control is good when the checker found fault with it."""

    name: str
    violations: list[str]
    counts: dict[str, int]

    @property
    def control(self) -> bool:
        return self.name in CONTROLS

    @property
    def good(self) -> bool:
        return bool(self.violations) if self.control else not self.violations

    def summary(self) -> str:
        counts = ", ".join(f"{what} {n}" for what, n in self.counts.items())
        first = "; ".join(self.violations[:3])
        said = f"{len(self.violations)} violations" + (f": {first}" if first else "")
        return f"{said} · {counts}"


def run(made: Databases, name: str, *, pulls: int, seed: int, processes: int) -> Found:
    """Run one race, or one control, to its end."""
    if name in POSTGRES_ONLY and not made.on_postgres:
        return Found(name, ["not asked: PostgreSQL only"], {})
    with made.fresh() as url, tempfile.TemporaryDirectory(prefix="race-") as folder:
        command = ["tests.heart.run", CONTROLS.get(name, name)]
        command += [f"--pulls={pulls}", f"--seed={seed}", f"--processes={processes}"]
        command += [f"--folder={folder}"] + ([f"--broken={name}"] if name in CONTROLS else [])
        done = warm.run(
            "module",
            *command,
            env=environment(url),
            cwd=Path(__file__).parents[2],
            patience=60 * MINUTES,
        )
    try:
        heard = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        raise RuntimeError(f"{name} broke:\n{done.stdout}\n{done.stderr}") from None
    heard["violations"] += [f"0 {text}" for text in done.stderr.splitlines()[-1:]]
    return Found(name, heard["violations"], heard["counts"])
