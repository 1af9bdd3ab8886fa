"""Rows that a page has read: each frequent statement of `base.db` runs once in a page."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

FEW_ROWS = 200  # a page keeps no more rows of one statement


class _Page(threading.local):
    """The page that this thread reads: the rows of each statement; None where it reads none."""

    rows: dict[Hashable, list[tuple[Any, ...]]] | None = None


page = _Page()


@contextmanager
def page_reads() -> Iterator[None]:
    """Read each frequent statement once for its values: a page shows one moment and one state.

    A page asks for the time, the settings and its card several times. An act forgets the rows.
    """
    page.rows = {}
    try:
        yield
    finally:
        page.rows = None


def forget_reads() -> None:
    """Forget the rows of this page, because an act changes them."""
    if page.rows:
        page.rows = {}
