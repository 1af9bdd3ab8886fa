"""Answers to the doubts of a saved pad, and which of its lines made something. Pure.

The lines are stored as codes, so that the names in them are erased with the text alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pullahead.conversations.pad_lines import PadLine, line_key


@dataclass(frozen=True, slots=True)
class PadAnswers:
    """Chosen chips by the key of their line, and the keys of lines that made something."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    made: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answers as plain values."""
        return {"chosen": dict(self.chosen), "made": list(self.made)}

    def with_chosen(self, chosen: Mapping[str, str]) -> PadAnswers:
        """Add chosen chips; an empty one takes the answer back."""
        merged = {**self.chosen, **chosen}
        return replace(self, chosen={key: code for key, code in merged.items() if code})

    def without(self, texts: Collection[str]) -> PadAnswers:
        """Forget that lines with these texts were made: a later equal line takes effect again."""
        keys = {line_key(one) for one in texts}
        return replace(self, made=tuple(one for one in self.made if one not in keys))

    def after(self, lines: Sequence[PadLine]) -> PadAnswers:
        """Return the answers once these lines are saved; a removed line is remembered too."""
        made = (*self.made, *(line.key for line in self.unmade(lines)))
        there = {line.key for line in lines}
        return PadAnswers({key: one for key, one in self.chosen.items() if key in there}, made)

    def unmade(self, lines: Iterable[PadLine]) -> list[PadLine]:
        """Return the lines that make something now, and have not made it before."""
        left = Counter(self.made)
        found = []
        for line in lines:
            if left[line.key]:
                left[line.key] -= 1
            elif line.makes:
                found.append(line)
        return found

    def settled(self, line: PadLine) -> PadLine:
        """Return a line without the doubts that its save resolved; people may be gone since."""
        if line.key not in self.made:
            return line
        return PadLine(line.text) if line.doubt else replace(line, asked=(), chips=())


def answers_of(stored: Mapping[str, Any]) -> PadAnswers:
    """Return the answers that were stored; empty ones for a pad of an older version."""
    return PadAnswers(dict(stored.get("chosen", {})), tuple(stored.get("made", ())))


def rekeyed(stored: Mapping[str, Any], before: str, after: str) -> dict[str, Any]:
    """Return stored answers whose keys fit the text after an erasure; its lines are the same."""
    if not stored:
        return {}
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    keys = {line_key(was): line_key(now) for was, now in pairs}
    found = answers_of(stored)
    chosen = {keys.get(key, key): code for key, code in found.chosen.items()}
    return PadAnswers(chosen, tuple(keys.get(key, key) for key in found.made)).as_json()
