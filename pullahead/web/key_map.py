"""Keyboard shortcuts of all pages: the one table for the page, the docs and the tests."""

from __future__ import annotations

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


KEY_MAP = (
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
            Shortcut(("U",), _("Undo the last result")),
        ),
    ),
    ShortcutGroup(
        _("Your lead"),
        (
            Shortcut(("D",), _("Dial, or write an email")),
            Shortcut(("1", "…", "9"), _("Choose a call outcome; letters for further outcomes")),
            Shortcut(("O",), _("Mark a call from your own phone")),
            Shortcut(("Enter",), _("From the callback time to the note")),
            Shortcut(("Ctrl", "Enter"), _("Save & next")),
            Shortcut(("Ctrl", "Shift", "Enter"), _("Save & stop")),
            Shortcut(("H",), _("Hand over lead")),
        ),
    ),
)
# Reserved for pages to come, so that no page takes them for something else
RESERVED = (
    Shortcut(("J",), "Board and lists: next row or card"),
    Shortcut(("K",), "Board and lists: previous row or card"),
    Shortcut(("←", "→"), "Board: card to the previous or next stage"),
    Shortcut(("M",), "Deal: move to a stage"),
    Shortcut(("X",), "Deal: block or unblock"),
    Shortcut(("E",), "Deal: edit"),
    Shortcut(("C",), "Deal: add a conversation"),
)


def page_keys() -> frozenset[str]:
    """Return the single keys that pages may use, in lower case."""
    shown = (shortcut.keys for group in KEY_MAP for shortcut in group.shortcuts)
    return frozenset(keys[0].lower() for keys in shown if len(keys) == 1 and len(keys[0]) == 1)
