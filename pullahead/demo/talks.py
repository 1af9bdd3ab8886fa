"""Play the conversations with Northgate Hotels and the moves of their promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pullahead.usecases.common.permissions import Person
from pullahead.usecases.conversations import pads, promises, recap, save
from pullahead.usecases.conversations.brief import brief
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.floor import demo

FIRST: Final = """Jon "the old ovens cost us a room a week"
Ada Kline "the old units trip the alarm twice a week"
Dee "I cannot cook through another refit"
Jon? floor plan by {later}
me: offer for one floor by {soon}
Bo buys, Eva signs
they liked the mock-up photos"""
SECOND: Final = """Ines "we cannot lose one breakfast service"
me: two hotels to call by {soon}
Ines: names who signs by {later}
Legal approver
Jon > Ines
Legal > Eva"""


def visit(deal: UUID, by: Person, at: datetime) -> None:
    """Play the visit of the house, the recap, and the promise that was met after it."""
    ids = _contacts(deal, by)
    there = (ids["Jon Weber"], ids["Ada Kline"], ids["Dee Moss"])
    _talk(deal, by, at, FIRST, there, "theirs")
    _move(deal, by, "offer for one floor", "report")
    _move(deal, by, "offer for one floor", "satisfied", "Good, thank you")


def call(deal: UUID, by: Person, at: datetime) -> UUID:
    """Play the talk with the person who decides; return its id."""
    talk = _talk(deal, by, at, SECOND, (_contacts(deal, by)["Ines Prado"],), "ours")
    _move(deal, by, "two hotels to call", "report")
    return talk


def _talk(
    deal: UUID, by: Person, at: datetime, text: str, contacts: tuple[UUID, ...], started: str
) -> UUID:
    demo.move_clock_to(at)
    days = {
        "soon": f"{at + timedelta(days=1):%Y-%m-%d}",
        "later": f"{at + timedelta(days=5):%Y-%m-%d}",
    }
    typed = PadInput(text.format(**days), contacts, started_by=started, typed_s=48)
    # The promise to one of several contacts needs a choice
    lines = pads.preview(deal_id=deal, by=by, typed=typed).lines
    chosen = {one.key: one.chips[0].code for one in lines if one.doubt == "to_whom"}
    typed = replace(typed, chosen=chosen)
    done = save.save(deal_id=deal, by=by, typed=typed)
    recap.sent(conversation_id=done.id, by=by)
    return done.id


def _contacts(deal: UUID, by: Person) -> dict[str, UUID]:
    return {one.name: one.id for one in brief(deal_id=deal, viewer=by).contacts}


def _move(deal: UUID, by: Person, what: str, move: str, words: str = "") -> None:
    """Move a promise, if it is there."""
    known = brief(deal_id=deal, viewer=by)
    for one in (*known.we_owe, *known.they_owe):
        if one.what == what and move in one.moves:
            promises.move(promise_id=one.id, by=by, typed=TypedMove(move, one.n, words))
            return
