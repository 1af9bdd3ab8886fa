"""What people type, made fit to be kept: nothing in it may break the database or a page."""

from __future__ import annotations

from pullahead.base.errors import wrong
from pullahead.leads.rules import clean_text as clean_text

EARLIEST = 2000  # the first year that a moment in the past can be of
NOTE_LIMIT = 4000
CODE_LIMIT = 40


def clean_input(raw: str) -> str:
    """Without NUL and halves of surrogate pairs, which no database keeps, or space around it."""
    return raw.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()


def clean_note(raw: str) -> str:
    """A note as it is kept. Raises Invalid `note_too_long`."""
    note = clean_input(raw)
    if len(note) > NOTE_LIMIT:
        message = f"A note has at most {NOTE_LIMIT} characters."
        raise wrong("note", "note_too_long", message)
    return note


def clean_code(raw: str) -> str:
    """A code as it may be looked up; what is too long for one is none."""
    code = clean_input(raw)
    return code if len(code) <= CODE_LIMIT else ""
