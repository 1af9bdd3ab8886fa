"""File of a fitted world: its intervals, and one world for each posterior draw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pullahead.base.errors import wrong
from pullahead.lab import fit
from pullahead.lab.fit import FitInterval, FittingFacts
from pullahead.lab.world import FloorWorld, read

LEAST_ATTEMPTS = 200
ASSUMED = (
    "The sale chances of leads differ as in the start values: this spread is not measured.",
    "Tempo, skill and turnover of people are start values.",
    "Sales that come later than the end of the period are missing.",
)


@dataclass(frozen=True, slots=True)
class FittedWorld:
    """Posterior draws of a floor's world, with the intervals of its figures."""

    since: datetime
    until: datetime
    attempts: int
    decay_from: str  # random: of spot checks; all: as the ranking chose
    figures: tuple[FitInterval, ...]
    worlds: tuple[FloorWorld, ...]

    def world_of(self, seed: int) -> FloorWorld:
        """Return the draw that a seed plays: every policy gets the same."""
        return self.worlds[seed % len(self.worlds)]


def fitted(
    facts: FittingFacts, *, since: datetime, until: datetime, draws: int, seed: int = 1
) -> FittedWorld:
    """Fit a world. Raise Invalid with too few attempts."""
    attempts = len(facts.attempts)
    if attempts < LEAST_ATTEMPTS:
        said = f"Attempts in the period: {attempts}. A fit needs {LEAST_ATTEMPTS}. Give more days."
        raise wrong("days", "too_few_attempts", said)
    worlds = fit.fit(facts, name="fitted", draws=draws, seed=seed)
    figures = fit.intervals(worlds)
    source = fit.decay_source(facts)
    return FittedWorld(since, until, attempts, source, figures, tuple(worlds))


def as_text(found: FittedWorld) -> str:
    """Return the file's text."""
    return json.dumps(
        {
            "since": found.since.isoformat(),
            "until": found.until.isoformat(),
            "attempts": found.attempts,
            "decay_from": found.decay_from,
            "figures": [asdict(one) for one in found.figures],
            "assumed": ASSUMED,
            "worlds": [asdict(one) for one in found.worlds],
        },
        ensure_ascii=False,
    )


def load(path: Path) -> FittedWorld:
    """Return the fitted world of a file. Raise Invalid for another file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        worlds = [read(json.dumps(one), json_file=True) for one in found["worlds"]]
        return FittedWorld(
            datetime.fromisoformat(found["since"]),
            datetime.fromisoformat(found["until"]),
            int(found["attempts"]),
            str(found["decay_from"]),
            tuple(FitInterval(**one) for one in found["figures"]),
            _some(worlds),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = f"{path} is not a file that `pullahead lab fit` wrote ({error}). Write one first."
        raise wrong("world", "invalid_world", said) from error


def is_fitted(path: Path) -> bool:
    """Return whether a file is one of `lab fit`, and not that of one world."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "worlds" in found


def _some(worlds: Sequence[FloorWorld]) -> tuple[FloorWorld, ...]:
    if not worlds:
        raise ValueError("it has no world")
    return tuple(worlds)


def lines(found: FittedWorld) -> list[str]:
    """Return the intervals and assumptions as text."""
    source = {
        "random": "Decay: from leads that spot checks drew at random.",
        "all": "Decay: from all first attempts, in the order of the ranking. It may look too slow.",
    }[found.decay_from]
    said = [f"Attempts: {found.attempts:,}, from {found.since:%Y-%m-%d} to {found.until:%Y-%m-%d}."]
    said += [source, "", f"{'':46}{'median':>10}   90 % interval"]
    said += [
        f"{one.name:46}{one.median:>10.3f}   {one.low:.3f} to {one.high:.3f}"
        for one in found.figures
    ]
    return [*said, "", *ASSUMED]
