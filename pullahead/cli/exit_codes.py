"""Turn what ends a command into an exit code and one line on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from pullahead.base.errors import Problem

PROBLEM, INTERRUPTED, PIPE_CLOSED = 2, 130, 141


def exit_code_of(act: Callable[[], int]) -> int:
    """Run a command and return its exit code. A problem is printed in one line.

    Other exceptions are bugs and pass through with their traceback.
    """
    try:
        code = act()
        sys.stdout.flush()
        return code
    except Problem as problem:
        return _failed(problem.message)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has closed the pipe. Python's own flush at exit must not fail either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _failed(f"{place}{error.strerror or error}.")
    except Exception as error:
        if not _of_database(error):
            raise
        return _failed(database_words(error))


def database_words(error: Exception) -> str:
    """Explain a database driver's error on one line, with the next step."""
    said = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())[:400]
    if "locked" in said:
        return f"The database is busy ({said}). Nothing was changed; try again."
    return (
        f"The database cannot be used: {said.rstrip('.')}. Nothing was changed. Check "
        "PULLAHEAD_DATABASE_URL, and that the database is there."
    )


def _failed(text: str) -> int:
    print(f"pullahead: {' '.join(text.split())}", file=sys.stderr)
    return PROBLEM


def _of_database(error: Exception) -> bool:
    """Recognize an error of Django's database layer without importing Django."""
    return any(kind.__module__ == "django.db.utils" for kind in type(error).__mro__)
