"""Acts of `pullahead lab fit` and `pullahead lab replay`."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import timedelta

from pullahead.base.wording import counted
from pullahead.cli import bootstrap

ENDS = timedelta(days=365)


def fit_world(options: Namespace) -> str:
    """Fit a world on the floor's own facts, write its draws, and print the intervals."""
    bootstrap.ready()
    from pullahead.base import clock
    from pullahead.base.errors import wrong
    from pullahead.lab import fitted
    from pullahead.lab.fit_facts import fit_facts

    if not 7 <= options.days <= ENDS.days or not 10 <= options.draws <= 1_000:
        raise wrong("days", "out_of_range", "Give 7 to 365 days, and 10 to 1,000 draws.")
    until = clock.now()
    since = until - timedelta(days=options.days)
    found = fitted.fitted(
        fit_facts(since=since, until=until), since=since, until=until, draws=options.draws
    )
    options.file.write_text(fitted.as_text(found), encoding="utf-8")
    return "\n".join(
        [*fitted.lines(found), "", f"Written to {options.file}: {counted(options.draws, 'world')}."]
    )


def replay_period(options: Namespace) -> str:
    """Play the recorded leads and shifts under policies, and print the comparison."""
    bootstrap.ready()
    from pullahead.cli.management.commands.lab import compared_lines
    from pullahead.lab import fitted, policies, replay, replay_facts, results, runs

    found = fitted.load(options.file)
    floor, chosen = replay_facts.recorded(found), policies.policies(options.policies)
    seeds, played = runs.seeds_of(options.seeds), []
    for seed in seeds:
        for policy in chosen:
            played.append(replay.play(found, floor, policy, seed))
            print(f"{len(played)} of {len(seeds) * len(chosen)}", file=sys.stderr)
    head = [
        f"{counted(len(floor.leads), 'recorded lead', form=',')} and "
        f"{counted(len(floor.people), 'person', 'people')}, {counted(floor.days, 'day')}.",
        "Each seed plays another draw of the fitted world.",
        *fitted.ASSUMED,
        "",
    ]
    compared = results.compare(played, options.baseline)
    return "\n".join([*head, *compared_lines(compared, found.worlds)])
