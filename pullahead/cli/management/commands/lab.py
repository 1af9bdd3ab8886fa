"""`pullahead lab`: push against pull on simulated floors, with the engine that runs the floor."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import CommandParser

from pullahead.base.wording import counted
from pullahead.cli.base_command import CommandGroup, PullaheadCommand, Subparsers
from pullahead.cli.command_list import COMMANDS
from pullahead.cli.lab_fit import fit_world, replay_period

if TYPE_CHECKING:
    from pullahead.lab.results import LabComparison, SeedEstimate
    from pullahead.lab.world import FloorWorld

SEEDS_HELP = "a count (10), a range (5-8) or a list (3,9); default: %(default)s"
BASELINE_HELP = "policy to compare the others with (default: %(default)s)"
FEW = "Fewer than 10 seeds: the intervals are wide."


class Command(CommandGroup, PullaheadCommand):
    """Run a world under policies, or list the worlds and policies."""

    help = COMMANDS["lab"]
    needs_tables = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the subcommands."""
        group = self.group(parser)
        text = "Compare policies on a world over paired seeds."
        run = self.subcommand(group, "run", _run, text)
        run.add_argument("world", metavar="WORLD", help="shipped world, or a file")
        run.add_argument("--policies", default="all", help="separated by commas (default: all)")
        run.add_argument("--seeds", default="10", help=SEEDS_HELP)
        run.add_argument("--baseline", default="push-round-robin", help=BASELINE_HELP)
        run.add_argument("--processes", type=int, default=0, help="default: one for each core")
        run.add_argument(
            "--people", type=int, help="number of people; the number of leads does not change"
        )
        run.add_argument("--leads-per-week", type=float, help="number of leads per week")
        run.add_argument("--absent", type=float, help="absence in percent of working days")
        run.add_argument("--csv", type=Path, help="write one row for each policy and seed")
        run.add_argument("--parquet", type=Path, help="the same rows as Parquet; needs DuckDB")
        text = "Fit a world to the records of your own floor."
        fit = self.subcommand(group, "fit", fit_world, text)
        fit.add_argument("file", type=Path, metavar="FILE", help="JSON file to write")
        fit.add_argument("--days", type=int, default=42, help="days until now (default: 42)")
        fit.add_argument("--draws", type=int, default=100, help="worlds to draw (default: 100)")
        text = "Simulate the recorded leads and shifts of a fitted period under policies."
        replay = self.subcommand(group, "replay", replay_period, text)
        replay.add_argument("file", type=Path, metavar="FILE", help="file written by `lab fit`")
        known = "pull-next-best,pull-fifo,push-round-robin"
        replay.add_argument("--policies", default=known, help=f"default: {known}")
        replay.add_argument("--seeds", default="10", help=SEEDS_HELP)
        replay.add_argument("--baseline", default="push-round-robin", help=BASELINE_HELP)
        self._add_hammer(group)
        self.subcommand(group, "worlds", _worlds, "List the shipped worlds and the policies.")

    def _add_hammer(self, group: Subparsers) -> None:
        text = "Simulate a world with faults, and check the guarantees at every step."
        hammer = self.subcommand(group, "hammer", self._hammer, text)
        hammer.add_argument(
            "world", nargs="?", metavar="WORLD", default="moderate", help="default: moderate"
        )
        hammer.add_argument("--seeds", default="3", help=SEEDS_HELP)
        hammer.add_argument("--days", type=int, default=3, help="days of a run (default: 3)")

    def _hammer(self, options: Namespace) -> str:
        """Return what was checked, or the last acts before a guarantee broke (exit code 1)."""
        from pullahead.lab import faults, runs, world
        from pullahead.lab.fault_checks import GuaranteeBroken

        floor = world.load(options.world)
        lines: list[str] = []
        for seed in runs.seeds_of(options.seeds):
            try:
                found = faults.hammer(floor, seed, days=options.days)
            except GuaranteeBroken as broken:
                self.exit_code = 1
                return "\n".join([*lines, f"seed {seed}: {broken}"])
            said = [
                counted(found.found.cycles, "settled claim", form=","),
                counted(found.faults, "fault", form=","),
                counted(found.checker.checks, "check", form=","),
            ]
            lines.append(f"seed {seed}: {', '.join(said)}")
        return "\n".join([*lines, "No guarantee is broken."])


def _run(options: Namespace) -> str:
    from pullahead.lab import assumptions, lab_changes, policies, results, run_files, runs

    if options.parquet is not None:
        run_files.needs_parquet()
    worlds, lines = _worlds_of(options.world)
    worlds = [
        lab_changes.changed(
            one,
            people=options.people,
            leads_per_week=options.leads_per_week,
            absent_percent=options.absent,
        )
        for one in worlds
    ]
    chosen = policies.policies(options.policies)
    seeds = runs.seeds_of(options.seeds)
    policies.policies(options.baseline)
    found = []
    total = len(chosen) * len(seeds)
    for one in runs.play_all(worlds, chosen, seeds, processes=options.processes):
        found.append(one)
        print(f"{len(found)} of {total}: {one.policy}, seed {one.seed}", file=sys.stderr)
    rows = run_files.rows(found, worlds)
    if options.csv is not None:
        run_files.write_csv(options.csv, rows)
    if options.parquet is not None:
        run_files.write_parquet(options.parquet, rows)
    compared = results.compare(found, options.baseline)
    said = assumptions.assumptions(worlds[0])
    lines = lines or [worlds[0].title, *(f"  {one.text}" for one in said)]
    return "\n".join([*lines, "", *compared_lines(compared, worlds)])


def _worlds_of(name: str) -> tuple[list[FloorWorld], list[str]]:
    """Return the worlds of a name, and what is known of them: all draws of a fitted file."""
    from pullahead.lab import fitted, world

    path = Path(name)
    if name in world.shipped() or not fitted.is_fitted(path):
        return [world.load(name)], []
    found = fitted.load(path)
    return list(found.worlds), [*fitted.lines(found), "", "Each seed plays another draw."]


def compared_lines(found: LabComparison, floors: Sequence[FloorWorld]) -> list[str]:
    """Return a comparison as lines of text, each measure with the assumptions that move it most."""
    return [*_table(found, floors), "", *_verdicts(found)]


def _table(found: LabComparison, floors: Sequence[FloorWorld]) -> list[str]:
    from pullahead.lab.assumptions import assumptions, driving
    from pullahead.lab.results import MEASURES

    said, label = assumptions(floors[0]), "assumed" if len(floors) == 1 else "first draw"
    lines = [
        f"{counted(found.seeds, 'paired seed')} of {found.leads:,.0f} leads; ± is a 95 % interval."
    ]
    if found.seeds < 10:
        lines.append(FEW)
    for measure in MEASURES:
        unit = f", {measure.unit}" if measure.unit in {"percent", "minutes"} else ""
        base = f"{'% of ' if measure.relative else 'against '}{found.baseline}"
        lines.append(f"\n{measure.label}{unit}")
        for row in found.rows:
            mine = _said(row.figures[measure.code])
            against = ""
            if row.policy != found.baseline:
                against = f"{_said(row.differences[measure.code], sign=True)} {base}"
            lines.append(f"  {row.policy:22} {mine:>20}   {against}".rstrip())
        lines += [f"    {label}: {one.text}" for one in driving(measure.code, said)]
    return lines


def _said(found: SeedEstimate, *, sign: bool = False) -> str:
    if found.mean is None:
        return "not reached"
    mean = f"{found.mean:+,.2f}" if sign else f"{found.mean:,.2f}"
    return mean if found.half is None else f"{mean} ± {found.half:,.2f}"


def _verdicts(found: LabComparison) -> list[str]:
    words = {"value": "brings more value than", "conversion": "sells to more leads than"}
    said = [
        f"{one.winner} {words[one.measure]} {one.loser}: {_said(one.by, sign=True)} %."
        for one in found.verdicts
    ]
    return said or ["No clear difference from pull-next-best, or it was not run."]


def _worlds(_options: Namespace) -> str:
    from pullahead.lab import policies, world

    worlds = [f"  {name:18} {world.load(name).title}" for name in world.shipped()]
    known = [f"  {one.name:22} {one.title}" for one in policies.POLICIES.values()]
    return "\n".join(["Worlds", *worlds, "Policies", *known])
