"""Rules of the second look: which dead leads another agent calls again, unannounced.

Plain Python without Django, clock or I/O.

A second look measures whether leads that one agent closed as dead were dead. It is drawn by chance,
with a probability that is stored, once a lead, and from a day after the settle on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from pullahead.pull.cadence import Disposition, DispositionKind

SHARE = 0.02  # of the dead leads of a person
MOST = 0.10  # of those of a person who has few
A_PERSON = 15  # looks to aim at, in PERIOD
PERIOD = timedelta(days=90)
AFTER, UNTIL = timedelta(days=1), timedelta(days=4)  # age of the settle
KEPT_AWAY = timedelta(days=180)  # how long its first agent does not get it
# Never: the customer said no, or the lead is another person's or another lead's
NEVER = frozenset({"not_interested", "wrong_number", "duplicate", "won"})


def eligible(chosen: Disposition, refusing: Collection[str]) -> bool:
    """Return whether a lead closed with this outcome may get a second look.

    `refusing`: outcomes after which a calling rule keeps the customer from calls.
    """
    if chosen.kind != DispositionKind.FINAL or chosen.opt_out:
        return False
    return chosen.code not in NEVER and chosen.code not in refusing


def probability(dead: int) -> float:
    """Return the chance of a look at each dead lead of a person with this number in 90 days."""
    return min(max(A_PERSON / dead, SHARE), MOST) if dead > 0 else MOST


def succeeded(*, was_reached: bool, reached: bool, qualified: bool) -> bool:
    """Return whether a look found the lead alive: reached, or qualified where it was reached."""
    return qualified if was_reached else reached
