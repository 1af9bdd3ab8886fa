"""What a settle must say: whose words a note is, and when the system's will do. PURE.

Nobody reached: the system writes the note from the attempts, and the agent may add. Somebody
reached, and every final: the agent's own words, for whoever comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pullahead.pull.cadence import Disposition, DispositionKind, Refusal

OWN_WORDS_AT_LEAST = 10
LOOKED_BACK = 5


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What stands beside a note: the system's text, the agent's last notes, the house's rule."""

    written: str = ""
    recent: Sequence[str] = ()
    always_own_words: bool = False


def needs_own_words(disposition: Disposition, said: NoteFacts) -> bool:
    """Whether the agent must write: somebody was reached, it is final, or the house wants it."""
    return disposition.reached or disposition.kind == DispositionKind.FINAL or said.always_own_words


def refuse_note(disposition: Disposition, note: str, said: NoteFacts) -> Refusal | None:
    """What is wrong with a note, if anything.

    Own words are at least 10 characters and no copy of one of the agent's last five notes, however
    it is spaced or capitalised.
    """
    if not needs_own_words(disposition, said):
        return None if note.strip() or said.written else _required()
    if not note.strip():
        return _required()
    if len(note.strip()) < OWN_WORDS_AT_LEAST:
        return Refusal(
            "note",
            "note_too_short",
            f"Say a little more: at least {OWN_WORDS_AT_LEAST} characters, so that the next "
            "conversation can begin where this one ended.",
        )
    if _plain(note) in {_plain(earlier) for earlier in said.recent[:LOOKED_BACK]}:
        return Refusal(
            "note",
            "note_copied",
            "This is word for word one of your last five notes. Write what was said this time.",
        )
    return None


def note_kept(note: str, said: NoteFacts) -> str:
    """The note as it is kept: the agent's own, or the system's where they wrote none."""
    return note if note.strip() else said.written


def _required() -> Refusal:
    return Refusal("note", "note_required", "Write a note: what happened, in a few words.")


def _plain(note: str) -> str:
    return " ".join(note.casefold().split())
