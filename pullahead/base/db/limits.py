"""Time limits of the statements of a process: short for requests, none for commands and jobs.

A person waits for a request, so a lock that another session keeps is reported after seconds. A
migration or an import may wait for minutes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatementLimits:
    """Longest wait for one lock, and longest statement, in milliseconds."""

    lock_ms: int
    statement_ms: int


REQUESTS = StatementLimits(lock_ms=2_500, statement_ms=15_000)
# Limits of each connection. A dead peer is noticed after 25 s at most.
CONNECTION = {
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_in_use: StatementLimits | None = None


def use(limits: StatementLimits | None) -> None:
    """Set the limits of this process's new connections."""
    global _in_use
    _in_use = limits


def in_use() -> StatementLimits | None:
    """Return the limits of this process; None for none."""
    return _in_use
