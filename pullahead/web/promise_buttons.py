"""Buttons of promises: the moves that a viewer may make, with the fields that each needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.conversations.brief import PromiseView

LABELS: dict[str, LazyText] = {
    "promise": _("Can do"),
    "accept": _("Can do"),
    "counter": _("If…"),
    "later": _("Later"),
    "decline": _("No"),
    "reject": _("No"),
    "revoke": _("No"),
    "report": _("Done"),
    "satisfied": _("Confirm"),
    "not_yet": _("Not yet"),
    "rest": _("Close without an answer"),
    "ask_anew": _("Ask again"),
    "withdraw": _("Withdraw"),
}
STATES: dict[str, LazyText] = {
    "requested": _("asked"),
    "countered": _("with a condition"),
    "promised": _("promised"),
    "reported": _("done, not confirmed yet"),
    "satisfied": _("confirmed"),
    "rested": _("done, never confirmed"),
    "declined": _("declined"),
    "revoked": _("not done"),
    "withdrawn": _("withdrawn"),
}
KEYS = {
    "report": "k", "promise": "y", "accept": "y", "counter": "i",
    "decline": "x", "reject": "x", "revoke": "x",
}  # fmt: skip
MAIN = {"promise", "accept", "report", "satisfied"}
ORDER = list(LABELS)


@dataclass(frozen=True, slots=True)
class PromiseButton:
    """A move as a button: plain, or with a form of words, a day or a condition."""

    move: str
    label: LazyText
    key: str
    words: bool  # what they said, in their words
    due: bool
    conditions: bool
    main: bool

    @property
    def plain(self) -> bool:
        """Return whether one press is enough."""
        return not (self.words or self.due or self.conditions)


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise with its buttons."""

    promise: PromiseView
    buttons: tuple[PromiseButton, ...]


def rows_of(promises: Iterable[PromiseView], taken: set[str]) -> tuple[PromiseRow, ...]:
    """Return promises with buttons; each key works for the first promise that has it."""
    return tuple(
        PromiseRow(one, tuple(_button(one, move, taken) for move in sorted(one.moves, key=_place)))
        for one in promises
    )


def _place(move: str) -> tuple[bool, int]:
    """Return the order of the buttons: what people mostly do comes first."""
    return move not in MAIN, ORDER.index(move) if move in ORDER else len(ORDER)


def _button(one: PromiseView, move: str, taken: set[str]) -> PromiseButton:
    key = KEYS.get(move, "")
    quoted = move in one.quoted
    if key in taken or quoted:
        key = ""
    taken.add(key)
    undated = move in {"promise", "accept"} and one.due_at is None
    return PromiseButton(
        move=move,
        label=LABELS.get(move, _("Move")),
        key=key,
        words=quoted,
        due=undated or move in {"counter", "later", "ask_anew"},
        conditions=move == "counter",
        main=move in MAIN,
    )
