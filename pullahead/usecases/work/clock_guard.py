"""End claims on time on SQLite even if the machine's clock was set back."""

from __future__ import annotations

from pullahead.base import queries as base
from pullahead.base import steady_clock
from pullahead.base.db import statements
from pullahead.base.services import set_setting
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull.services import end_claims_earlier


def check() -> None:
    """Move the ends of live claims back with the clock. Callbacks keep their agreed moment."""
    if statements.postgres():
        return
    before = steady_clock.stored(base.setting(steady_clock.ANCHOR))
    now = steady_clock.reading()
    if before is None or steady_clock.is_stale(before, now) or steady_clock.set_back(before, now):
        _move()


@retried
def _move() -> None:
    with write_transaction():
        # Read again behind the lock: another process may have moved them
        before, now = steady_clock.stored(base.setting(steady_clock.ANCHOR)), steady_clock.reading()
        if before is not None and (back := steady_clock.set_back(before, now)):
            end_claims_earlier(by=back)
        set_setting(name=steady_clock.ANCHOR, value=now.as_json())
