"""Codes of the buyer's plan and of the Delivery, and what may be said of them. PURE."""

from __future__ import annotations

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
