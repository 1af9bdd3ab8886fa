"""Codes of the buyer's plan and of the Delivery, and what may be said of them.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

OPEN, MET, DONE, DROPPED = "open", "met", "done", "dropped"
OBJECTIVE_STATES = (OPEN, MET, DROPPED)
STEP_STATES = (OPEN, DONE, DROPPED)
# Parts of a buyer's way to a decision; the last two go on all the time
BUYING_JOBS = ("problem", "exploration", "requirements", "selection", "validation", "consensus")

CHANGE_FIELDS = (
    "added", "name", "contact", "due", "needs", "job", "place", "state", "words", "measure",
    "promise",
)  # fmt: skip
STANDS, CHANGED, CLOSED = CHANGE_ANSWERS = ("stands", "changed", "closed")

PRODUCT, SERVICE = OFFER_KINDS = ("product", "service")
YES, PART, NO, UNKNOWN = FITS = ("yes", "part", "no", "unknown")
CONCESSIONS = ("discount", "free_days")


def place_for(dues: Sequence[date | None], due: date | None) -> int:
    """Return the place of a step with this date among open steps; undated ones go to the end.

    It comes after the last step that is due no later, so equal dates keep their order.
    """
    if due is None:
        return len(dues)
    earlier = [place for place, one in enumerate(dues) if one is not None and one <= due]
    if earlier:
        return earlier[-1] + 1
    dated = [place for place, one in enumerate(dues) if one is not None]
    return dated[0] if dated else 0


def dated_promise(due: date | None, what: str) -> str:
    """Return a promise and its date as a change stores them."""
    return f"{due.isoformat() if due is not None else '-'} {what}"


def read_dated_promise(text: str) -> tuple[str, str]:
    """Return the date ("" for none) and the promise of a stored change."""
    day, _space, what = text.partition(" ")
    return ("" if day == "-" else day), what


@dataclass(frozen=True, slots=True)
class FitFacts:
    """A fit as the progress of the Delivery reads it."""

    fit: str
    proven: bool  # by a promise that the buyer declared satisfied


def is_proven(fits: Collection[FitFacts]) -> bool:
    """Return whether an objective is proven: every fit that it needs is a proven *yes*.

    An offer that does not fit, or that nobody judged, is not needed.
    """
    needed = [one for one in fits if one.fit in (YES, PART)]
    return bool(needed) and all(one.fit == YES and one.proven for one in needed)


@dataclass(frozen=True, slots=True)
class DeliveryProgress:
    """Progress of a Delivery: proven objectives of all that are not dropped."""

    proven: int
    total: int


def progress(objectives: Collection[tuple[str, Collection[FitFacts]]]) -> DeliveryProgress:
    """Return the progress of (state, fits) pairs; dropped objectives do not count."""
    live = [fits for state, fits in objectives if state != DROPPED]
    return DeliveryProgress(sum(is_proven(fits) for fits in live), len(live))
