"""Rules for the note of a settle: when the agent must write it, and when the system may.

Plain Python without Django, clock or I/O.

Without contact, the system writes the note from the attempts, and the agent may add to it. With
contact, and for a final disposition, the agent writes it for the next agent. The system writes the
note of a bad number and of an opt-out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pullahead.pull.cadence import Disposition, DispositionKind, Refusal

OWN_WORDS_AT_LEAST = 10
LOOKED_BACK = 5


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """Facts for a note: the system's text, the agent's last notes, the organization's rule."""

    written: str = ""
    recent: Sequence[str] = ()
    always_own_words: bool = False


def needs_own_words(disposition: Disposition, said: NoteFacts) -> bool:
    """Return whether the agent must write: contact, a final disposition, or by the rule.

    A bad number and an opt-out say all by themselves: the system writes their note.
    """
    if said.always_own_words:
        return True
    if disposition.bad_number or disposition.opt_out:
        return False
    return disposition.reached or disposition.kind == DispositionKind.FINAL


def refuse_note(disposition: Disposition, note: str, said: NoteFacts) -> Refusal | None:
    """Return why a note is refused, if it is.

    The agent's note must have at least 10 characters. It must differ from the agent's last five
    notes, also in spacing and capitals.
    """
    if not needs_own_words(disposition, said):
        return None if note.strip() or said.written else _required()
    if not note.strip():
        return _required()
    if len(note.strip()) < OWN_WORDS_AT_LEAST:
        return Refusal("note", "note_too_short", {"limit": OWN_WORDS_AT_LEAST})
    # an opt-out is never delayed for its wording
    recent = {_plain(earlier) for earlier in said.recent[:LOOKED_BACK]}
    if not disposition.opt_out and _plain(note) in recent:
        return Refusal("note", "note_copied")
    return None


def note_kept(note: str, said: NoteFacts) -> str:
    """Return the note to store: the agent's, or the system's where the agent wrote none."""
    return note if note.strip() else said.written


def _required() -> Refusal:
    return Refusal("note", "note_required")


def _plain(note: str) -> str:
    return " ".join(note.casefold().split())
