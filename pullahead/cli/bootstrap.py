"""Starting Django for a command, and saying in words what is wrong with settings or database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pullahead import config
from pullahead.base.errors import Conflict, Problem

MIGRATE = "run “pullahead migrate” first"


def load() -> config.Config:
    """The settings, checked, with Django started; raises Problem when they cannot be used."""
    settings = settings_only()
    # Whatever another project left in the environment, this command is Pullahead's
    os.environ["DJANGO_SETTINGS_MODULE"] = "pullahead.settings"
    import django

    try:
        django.setup()
    except OSError as error:
        place = error.filename or settings.database["NAME"]
        raise Problem(f"{place} cannot be made: {error.strerror}. Nothing was changed.") from error
    return settings


def settings_only() -> config.Config:
    """The settings without Django; raises Problem for the first that is wrong."""
    try:
        return config.read(os.environ)
    except config.WrongSetting as error:
        raise Problem(str(error)) from error


@dataclass(frozen=True, slots=True)
class Tables:
    """How the database's tables stand to this program: migrations as ``app.name``."""

    missing: tuple[str, ...]
    newer: tuple[str, ...]


def tables() -> Tables:
    """Compare the database with this program; raises Problem when it cannot be reached."""
    from django.db import Error, connection
    from django.db.migrations.loader import MigrationLoader

    try:
        # Looked for first, because opening a SQLite file that is not there makes it
        there = connection.vendor != "sqlite" or Path(connection.settings_dict["NAME"]).exists()
        loader = MigrationLoader(connection if there else None)
    except (Error, ValueError) as error:
        raise Problem(database_words(error)) from error
    disk, applied = set(loader.disk_migrations or ()), set(loader.applied_migrations or ())
    ours = {app for app, _ in disk}
    return Tables(
        missing=tuple(f"{app}.{name}" for app, name in sorted(disk - applied)),
        newer=tuple(f"{app}.{name}" for app, name in sorted(applied - disk) if app in ours),
    )


def ready() -> config.Config:
    """Django, and a database with this program's tables; raises Problem saying what to do."""
    settings, found = load(), tables()
    refuse_newer(found)
    if found.missing:
        raise Conflict(f"The database is not laid out for this version: {MIGRATE}.")
    return settings


def refuse_newer(found: Tables) -> None:
    """A newer program has laid this database out: going on could spoil it."""
    if found.newer:
        raise Conflict(
            f"The database is newer than this program: it has {found.newer[-1]}, which is not "
            "known here. Nothing was changed. Update the program, or name another database in "
            "PULLAHEAD_DATABASE_URL."
        )


def database_words(error: Exception) -> str:
    """What a driver said, on one line, with what to do."""
    said = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())[:400]
    if "locked" in said:
        return f"The database is busy ({said}). Nothing was changed; try again."
    return (
        f"The database cannot be used: {said.rstrip('.')}. Nothing was changed. Check "
        "PULLAHEAD_DATABASE_URL, and that the database is there."
    )
