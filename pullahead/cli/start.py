"""Prepare an installation and start the server, for `pullahead serve` and `pullahead start`."""

from __future__ import annotations

import os
import sys

from django.db import connection

from pullahead.cli import pooler, serving, static_files
from pullahead.cli.migration import migrate
from pullahead.config import Config, Mode
from pullahead.demo import floor
from pullahead.usecases.floor import demo
from pullahead.usecases.settings import installation, modes

EVERYWHERE, HERE = "0.0.0.0", "127.0.0.1"

DEMO_TOLD = (
    "This is a demo floor: six simulated agents work leads, and a lead arrives about every 20 s.",
    "Open the address, choose “Work as an agent” and press N. Ctrl+C stops everything.",
)
NOBODY_TOLD = (
    "There are no users yet. Add an administrator: pullahead user add NAME --role admin",
)


def host_for(mode: Mode) -> str:
    """Listen on all addresses in production, on this machine only otherwise."""
    return EVERYWHERE if mode == Mode.PRODUCTION else HERE


def serve(settings: Config, *, port: int, workers: int) -> int:
    """Serve until asked to end; return the exit code."""
    serving.refuse_used_port(host_for(settings.mode), port)
    pooler.refuse_unusable()
    modes.refuse_real_leads()
    modes.mark()
    static_files.collect()
    is_demo = installation.is_demo_floor()
    told = DEMO_TOLD if is_demo else () if installation.has_people() else NOBODY_TOLD
    # The supervisor needs no database; its child processes have connections of their own
    connection.close()
    return serving.supervise(
        host=host_for(settings.mode),
        port=port,
        workers=workers,
        colleagues=is_demo,
        told=told,
    )


def start(settings: Config, *, port: int, workers: int) -> int:
    """Migrate, make the demo floor in a fresh default database, and serve."""
    serving.refuse_used_port(host_for(settings.mode), port)
    pooler.refuse_unusable()
    migrate()
    named = bool(os.environ.get("PULLAHEAD_DATABASE_URL"))
    if settings.mode == Mode.DEMO and not named and (floor.is_fresh() or demo.is_half_made()):
        print("Creating the demo floor (first start only) …", file=sys.stderr, flush=True)
        floor.make()
    return serve(settings, port=port, workers=workers)
