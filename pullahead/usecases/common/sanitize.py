"""Sanitize user input, so that it cannot break the database or a page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.leads.rules import clean_text as clean_text

EARLIEST = 2000  # the first year of a past moment
NOTE_LIMIT = 4000
CODE_LIMIT = 40


def clean_input(raw: str) -> str:
    """Remove NUL, unpaired surrogates and surrounding space; no database stores the first two."""
    return raw.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()


def clean_note(raw: str) -> str:
    """Sanitize a note. Raise Invalid `note_too_long`."""
    note = clean_input(raw)
    if len(note) > NOTE_LIMIT:
        message = _("Shorten the note to {limit} characters.").format(limit=f"{NOTE_LIMIT:,}")
        raise wrong("note", "note_too_long", message)
    return note


def clean_code(raw: str) -> str:
    """Sanitize a code for a lookup; one that is too long becomes ""."""
    code = clean_input(raw)
    return code if len(code) <= CODE_LIMIT else ""
