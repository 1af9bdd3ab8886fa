"""Cost of the import of people from a file, as the job of the worker does it.

    .venv/bin/python -m bench.people_import [--people 10000]

Each person of the file joins: one act with its journal line. A job step commits up to 50 people and
its checkpoint. The figure is processor time of one process on a fresh SQLite file. The last tenth
of the steps beside the first shows a cost that grows with the file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--phase", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        return _measure(args.people)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "PULLAHEAD_MODE": "test",
            "PULLAHEAD_SECRET_KEY": "b" * 40,
            "PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/people.sqlite3",
        }
        own = [sys.executable, "-m", "bench.people_import", "--phase", "--people"]
        root = Path(__file__).parent.parent
        subprocess.run([*own, str(args.people)], check=True, env=environment, cwd=root)
    return 0


def _measure(people: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()
    from django.core.management import call_command

    from pullahead.base import jobs
    from pullahead.base.transaction import write_transaction
    from pullahead.team.models import Person
    from pullahead.usecases.settings import people_import, users

    call_command("migrate", verbosity=0)
    admin = users.add_person(name="Ada", role="admin", team="Sales", zone="")[0]
    lines = [f"Agent {n};;Team {n % 40};Europe/Rome;lang:it;" for n in range(people)]
    text = "\n".join(["Name;Role;Team;Time zone;Skills;Status", *lines])
    made = people_import.upload(raw=BytesIO(text.encode()), name="people.csv", by=admin)
    people_import.start(import_id=made, by=admin)
    with write_transaction() as now:
        held = jobs.lease(kinds={people_import.KIND}, now=now)
    steps = [time.process_time()]
    while held is not None:
        held = people_import.step(held)
        steps.append(time.process_time())
    joined = Person.objects.filter(name__startswith="Agent ").count()
    tenth = (len(steps) - 1) // 10
    print(f"joined {joined} in {len(steps) - 1} steps")
    print(
        f"processor {steps[-1] - steps[0]:.1f} s, {1000 * (steps[-1] - steps[0]) / people:.2f} ms"
    )
    print(f"a step: first tenth {1000 * (steps[tenth] - steps[0]) / tenth:.0f} ms", end=", ")
    print(f"last tenth {1000 * (steps[-1] - steps[-1 - tenth]) / tenth:.0f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
