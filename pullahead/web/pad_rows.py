"""Rows of a pad as read: each line with its state and the chips that can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pullahead.usecases.conversations.pads import PadChip, PadLine, PadReading


@dataclass(frozen=True, slots=True)
class PadRowChip:
    """A chip as a radio button."""

    chip: PadChip
    value: str
    checked: bool


@dataclass(frozen=True, slots=True)
class PadRow:
    """A line of a pad. The chips of its first doubt stay, so that no line moves after a tap."""

    line: PadLine
    state: str  # made, makes, doubt, note
    chips: tuple[PadRowChip, ...]
    next_chips: tuple[PadRowChip, ...]

    @property
    def is_plain(self) -> bool:
        """Return whether the line is a plain sentence with suggestions."""
        return any(one.chip.reading is not None for one in self.chips)

    @property
    def waits(self) -> bool:
        """Return whether no suggestion of a plain sentence is chosen yet."""
        return self.is_plain and not any(one.checked for one in self.chips)


def pad_rows(reading: PadReading) -> list[PadRow]:
    """Return the rows of a reading; empty lines have none."""
    return [_row(one, reading) for one in reading.lines if one.text.strip()]


def _row(line: PadLine, reading: PadReading) -> PadRow:
    made = line.key in reading.made
    state = "made" if made else "doubt" if line.doubt else "makes" if line.makes else "note"
    chosen = reading.chosen.get(line.key, "")
    if line.asked:
        return PadRow(line, state, _chips(line.asked, chosen), _chips(line.chips, ""))
    return PadRow(line, state, _chips(line.chips, chosen), ())


def _chips(chips: Sequence[PadChip], chosen: str) -> tuple[PadRowChip, ...]:
    """Return chips; the one that leads to the chosen code carries it whole."""
    found = []
    for one in chips:
        checked = chosen == one.code or chosen.startswith(f"{one.code}|")
        found.append(PadRowChip(one, chosen if checked else one.code, checked))
    return tuple(found)
