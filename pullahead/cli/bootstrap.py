"""Read the settings, set Django up and compare the database with this version."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from pathlib import Path

from pullahead import config
from pullahead.base.errors import Conflict, Problem
from pullahead.cli.exit_codes import database_words

MIGRATE = "run “pullahead migrate” first"


def load() -> config.Config:
    """Read the settings and set Django up; raise Problem for a setting that cannot be used."""
    settings = settings_only()
    # Settings that another project left in the environment must not be used
    os.environ["DJANGO_SETTINGS_MODULE"] = "pullahead.settings"
    import django

    # Nothing that is loaded becomes garbage: looking for it meanwhile is a seventh of the start
    gc.disable()
    try:
        django.setup()
    except OSError as error:
        place = error.filename or settings.database["NAME"]
        raise Problem(
            f"{place} cannot be created: {error.strerror}. Nothing was changed."
        ) from error
    finally:
        gc.enable()
    return settings


def settings_only() -> config.Config:
    """Read the settings without Django; raise Problem for the first that is wrong."""
    try:
        return config.read(os.environ)
    except config.WrongSetting as error:
        raise Problem(str(error)) from error


def ready() -> config.Config:
    """Set Django up; raise Problem if the database does not have this version's tables."""
    settings, found = load(), tables()
    refuse_newer(found)
    if found.missing:
        raise Conflict(f"The tables do not match this version: {MIGRATE}.")
    return settings


@dataclass(frozen=True, slots=True)
class TablesState:
    """Differences between the database's migrations and this program's, as ``app.name``."""

    missing: tuple[str, ...]
    newer: tuple[str, ...]


def tables() -> TablesState:
    """Compare the database with this program; raise Problem when it cannot be reached."""
    from django.db import Error, connection
    from django.db.migrations.loader import MigrationLoader

    try:
        # Checked first, because opening a missing SQLite file creates it
        there = connection.vendor != "sqlite" or Path(connection.settings_dict["NAME"]).exists()
        loader = MigrationLoader(connection if there else None)
    except (Error, ValueError) as error:
        raise Problem(database_words(error)) from error
    disk, applied = set(loader.disk_migrations or ()), set(loader.applied_migrations or ())
    ours = {app for app, _ in disk}
    return TablesState(
        missing=tuple(f"{app}.{name}" for app, name in sorted(disk - applied)),
        newer=tuple(f"{app}.{name}" for app, name in sorted(applied - disk) if app in ours),
    )


def refuse_newer(found: TablesState) -> None:
    """Raise Conflict for a database that a newer version has migrated."""
    if found.newer:
        raise Conflict(
            f"The database is newer than this program: it has {found.newer[-1]}, which is not "
            "known here. Nothing was changed. Update the program, or name another database in "
            "PULLAHEAD_DATABASE_URL."
        )
