"""Keyboard shortcuts of all pages: the one table for the page, the docs and the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut: its keys as shown, and its action."""

    keys: tuple[str, ...]
    action: str | Promise


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Shortcuts of one place."""

    place: str | Promise
    shortcuts: tuple[Shortcut, ...]


KEY_MAP: tuple[ShortcutGroup, ...] = (
    ShortcutGroup(
        _("Every page"),
        (
            Shortcut(("?",), _("Show the keyboard shortcuts")),
            Shortcut(("/",), _("Search")),
            Shortcut(("Esc",), _("Leave a field, close a dialog")),
            Shortcut(("Ctrl", "Enter"), _("Submit the form in focus")),
        ),
    ),
    ShortcutGroup(
        _("Next"),
        (
            Shortcut(("N",), _("Next lead")),
            Shortcut(("B",), _("Take a break")),
            Shortcut(("S",), _("Choose your state")),
            Shortcut(("U",), _("Undo the last result")),
        ),
    ),
    ShortcutGroup(
        _("Your lead"),
        (
            Shortcut(("D",), _("Dial, or write an email")),
            Shortcut(("1", "…", "9"), _("Choose a call outcome (letters after 9)")),
            Shortcut(("O",), _("Mark a call from your own phone")),
            Shortcut(("Enter",), _("Go from the callback time to the note")),
            Shortcut(("Ctrl", "Enter"), _("Save & next")),
            Shortcut(("Ctrl", "Shift", "Enter"), _("Save & stop")),
            Shortcut(("H",), _("Hand over lead")),
        ),
    ),
    ShortcutGroup(
        _("Floor pages"),
        (
            Shortcut(("F",), _("Floor")),
            Shortcut(("T",), _("Tempo")),
            Shortcut(("A",), _("Alerts")),
            Shortcut(("C",), _("Callbacks")),
            Shortcut(("B",), _("Boosts")),
            Shortcut(("D",), _("Disputes")),
            Shortcut(("K",), _("Second looks")),
            Shortcut(("X",), _("Experiments")),
            Shortcut(("L",), _("Lab")),
            Shortcut(("W",), _("Wallboard")),
            Shortcut(("S",), _("Set targets, on the wallboard")),
        ),
    ),
    ShortcutGroup(
        _("Stand-up and sprint"),
        (
            Shortcut(("T",), _("Take the first item offered")),
            Shortcut(("M",), _("Move the first line to other work")),
            Shortcut(("U",), _("Unblock the first blocked item")),
        ),
    ),
    ShortcutGroup(
        _("Deal: plan"),
        (
            Shortcut(("S",), _("Add a step of the customer")),
            Shortcut(("O",), _("Add an objective")),
            Shortcut(("F",), _("Rate how an offer fits")),
            Shortcut(("C",), _("Add an item for the first gap")),
        ),
    ),
    ShortcutGroup(
        _("Deal: people"),
        (
            Shortcut(("G",), _("Go to the first question")),
            Shortcut(("M",), _("Add a member")),
            Shortcut(("U",), _("Undo the last change")),
        ),
    ),
    ShortcutGroup(
        _("Deal: cycles"),
        (Shortcut(("M",), _("Plan a moment of truth")),),
    ),
    ShortcutGroup(
        _("Deal: value network"),
        (Shortcut(("M",), _("Add a deliverable")),),
    ),
    ShortcutGroup(
        _("Deals: board"),
        (
            Shortcut(("N",), _("Next deal")),
            Shortcut(("↑", "↓", "←", "→"), _("Choose a card")),
            Shortcut(("Enter",), _("Open the deal")),
            Shortcut(("P",), _("Pull it into the next stage")),
            Shortcut(("D",), _("Mark the work as done")),
            Shortcut(("W",), _("Wait for the customer, or resume")),
            Shortcut(("B",), _("Block")),
            Shortcut(("S",), _("Add a signal")),
            Shortcut(("A",), _("Answer")),
            Shortcut(("M",), _("Move to another stage")),
            Shortcut(("C",), _("Close as won")),
            Shortcut(("L",), _("Close as lost")),
            Shortcut(("E",), _("Edit the deal")),
            Shortcut(("H",), _("Hand it over to a colleague")),
        ),
    ),
    ShortcutGroup(
        _("Deal: conversation and promises"),
        (
            Shortcut(("T",), _("Write what was said")),
            Shortcut(("1", "…", "9"), _("Mark who was there")),
            Shortcut(("K",), _("Mark your first promise as done")),
            Shortcut(("Y",), _("Can do")),
            Shortcut(("I",), _("If…")),
            Shortcut(("X",), _("No")),
            Shortcut(("M",), _("Write the email with the recap")),
            Shortcut(("C",), _("Copy the recap")),
            Shortcut(("R",), _("Record the answer to the recap")),
            Shortcut(("U",), _("Undo the conversation or correction just saved")),
        ),
    ),
)
# Reserved for pages to come, so that no page takes them for something else
RESERVED = (Shortcut(("J",), "Lists: next row"),)


def page_keys(groups: Sequence[ShortcutGroup] = KEY_MAP) -> frozenset[str]:
    """Return the single keys that these pages may use, in lower case."""
    shown = (shortcut.keys for group in groups for shortcut in group.shortcuts)
    return frozenset(keys[0].lower() for keys in shown if len(keys) == 1 and len(keys[0]) == 1)
