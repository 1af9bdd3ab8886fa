"""Run granian with Django loaded before its workers start, each of which is a copy (a fork) of it.

`python -m pullahead.cli.app_server APPLICATION …` takes the words of `python -m granian`. Workers
that load Django themselves need two seconds of a processor and the memory again for each. Only
`pullahead.wsgi` is loaded here: `pullahead.rsgi` has threads and a folder, of which each worker
needs its own.
"""

from __future__ import annotations

import multiprocessing
from importlib import import_module

from granian.cli import cli

SHARED = "pullahead.wsgi"


def main() -> None:
    """Load what the workers share, where they are forks; serve until asked to end."""
    if multiprocessing.get_start_method() == "fork":  # as granian chooses
        import_module(SHARED)
    cli(auto_envvar_prefix="GRANIAN")


if __name__ == "__main__":
    main()
