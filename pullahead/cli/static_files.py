"""Collect styles and scripts into one folder, under names that change with their content."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from pullahead.base.errors import Problem
from pullahead.config import Mode


def collect() -> bool:
    """Collect changed files and return whether there were any.

    Several servers of one folder may start at once. In test mode nothing is collected: the files
    are served from the packages. Raise Problem if the folder cannot be written.
    """
    if settings.MODE == Mode.TEST:
        return False
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    wanted = _fingerprint()
    try:
        if _is(stamp, wanted):
            return False
        root.mkdir(parents=True, exist_ok=True)
        with open(root.with_suffix(".lock"), "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            if _is(stamp, wanted):
                return False
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(wanted)
    except OSError as error:
        raise Problem(
            f"Styles and scripts cannot be collected: the folder {root} cannot be written "
            f"({error.strerror}). Make it writable."
        ) from error
    return True


def _is(stamp: Path, wanted: str) -> bool:
    manifest = stamp.with_name("staticfiles.json")
    return manifest.exists() and stamp.exists() and stamp.read_text() == wanted


def _fingerprint() -> str:
    """Return a hash of all files to collect and their content."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                digest.update(f"{path}\0".encode() + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()
