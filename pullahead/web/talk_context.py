"""Context of the talk part of a deal page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pullahead.usecases.conversations.brief import DealBrief
from pullahead.usecases.conversations.lists import PromiseOfDeal
from pullahead.web.forms.talk import PadForm
from pullahead.web.promise_buttons import PromiseRow, rows_of


def talk_context(known: DealBrief, form: PadForm | None = None) -> dict[str, Any]:
    """Return what the talk part of a deal page shows."""
    taken: set[str] = set()
    return {
        "brief": known,
        "talk_form": form or PadForm(brief=known),
        "our_move": rows_of(known.our_move, taken),
        "their_move": rows_of(known.their_move, taken),
    }


def with_buttons(found: Sequence[PromiseOfDeal]) -> list[tuple[str, PromiseRow]]:
    """Return the promises of a list with the titles of their deals and their buttons."""
    rows = rows_of((one.promise for one in found), set("kyix"))
    return [(one.deal, row) for one, row in zip(found, rows, strict=True)]
