"""Coverage of a script comparison's interval, with a known answer.

    .venv/bin/python -m bench.script_coverage [--runs 1000]

Each run draws the leads of a comparison by the rule of `pull.script_comparison_rules`. A lead's
result under either script is drawn before, so the answer is known: the difference of both chances.
Leads differ: a hot lead has a higher chance under both scripts. The 90 % interval of
`lab.propensity` must cover the answer in 87 to 93 % of 1,000 runs. Each situation has draws of its
own.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from random import Random
from uuid import UUID

from pullahead.lab.propensity import DrawnLead, effect
from pullahead.pull.script_comparison_rules import ScriptArm, draw


@dataclass(frozen=True, slots=True)
class ComparedScripts:
    """Situation of a comparison: number of leads, chances, and probability of B."""

    name: str
    leads: int
    chance_a: float
    chance_b: float
    share_b: float = 0.5
    # of the later half of the leads; None: as before
    later_share_b: float | None = None


SITUATIONS = {
    one.name: one
    for one in (
        ComparedScripts("usual", 800, 0.10, 0.14),
        ComparedScripts("no difference", 800, 0.10, 0.10),
        ComparedScripts("few leads", 120, 0.10, 0.20),
        ComparedScripts("rare result", 800, 0.02, 0.03),
        ComparedScripts("one in five has B", 800, 0.10, 0.14, 0.2),
        ComparedScripts("the share changes", 800, 0.10, 0.14, 0.2, 0.8),
    )
}


def covers(situation: ComparedScripts, seed: int) -> bool:
    """Play one comparison; return whether its interval has the known answer inside."""
    dice = Random(f"{situation.name}:{seed}")
    drawn = []
    for n in range(situation.leads):
        later = n * 2 >= situation.leads and situation.later_share_b is not None
        share = situation.later_share_b if later else situation.share_b
        one = draw(seed=seed, lead=UUID(int=dice.getrandbits(128)), share_b=share or 0.5)
        chance = situation.chance_b if one.arm is ScriptArm.B else situation.chance_a
        # hot and cold leads; later leads are hotter where the share changes
        heat = dice.choice((0.5, 1.5)) if not later else dice.choice((0.8, 1.8))
        drawn.append(DrawnLead(one.arm, one.probability, dice.random() < chance * heat))
    found = effect(drawn)
    if found is None:
        return False
    mean_heat = 1.0 if situation.later_share_b is None else 1.15
    answer = (situation.chance_b - situation.chance_a) * mean_heat
    return found.low <= answer <= found.high


def coverage(situation: ComparedScripts, *, runs: int) -> float:
    """Return the share of runs whose interval covers the answer."""
    return sum(covers(situation, seed) for seed in range(runs)) / runs


def main() -> None:
    """Print the coverage in each situation."""
    parser = argparse.ArgumentParser(description="Check the coverage of script comparisons.")
    parser.add_argument("--runs", type=int, default=1_000)
    runs = parser.parse_args().runs
    for name, situation in SITUATIONS.items():
        print(f"{name}: {100 * coverage(situation, runs=runs):.1f} % of {runs}", flush=True)


if __name__ == "__main__":
    main()
