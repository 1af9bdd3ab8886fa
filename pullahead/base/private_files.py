"""Create files that only their owner can read: they hold people's names and numbers."""

from __future__ import annotations

import contextlib
import os
import stat

OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def opener(path: str, flags: int) -> int:
    """Open for `open(…, opener=opener)`: a new file is readable by its owner only."""
    return os.open(path, flags, OWNER_ONLY)


def create(path: str) -> None:
    """Create an empty file for its owner only; an existing file stays untouched.

    An existing SQLite file must not even be opened: closing a descriptor of it drops the locks
    that other connections of this process hold.
    """
    if not os.path.exists(path):
        # The database driver reports a missing folder or right in its own words
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def readable_by_others(path: str) -> bool:
    """Return whether the group or other users have any right on the file."""
    try:
        return bool(os.stat(path).st_mode & OTHERS)
    except OSError:
        return False
