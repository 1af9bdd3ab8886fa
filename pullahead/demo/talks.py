"""Play the conversations and promises of one deal of the demo floor."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from pullahead.base.errors import Problem
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.conversations import pads, promises, recap, save
from pullahead.usecases.conversations.brief import brief
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.deals import acts, edit, findings
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.floor import demo

TITLE: Final = "48 kitchenettes"
CONTACTS: Final[tuple[tuple[str, str, bool], ...]] = (
    ("Ines Prado", "Managing director", True),
    ("Jon Weber", "Facilities", False),
    ("Ada Kline", "Operations", False),
    ("Dee Moss", "Kitchen", False),
)
FIRST: Final = """Ada "the old units trip the alarm twice a week"
Dee "I cannot cook through another refit"
Jon? floor plan by {later}
me: offer for one floor by {soon}
Bo buys, Eva signs
they liked the mock-up photos"""
SECOND: Final = """Ines "we cannot lose one breakfast service"
me: fire certificate by {soon}
Ines: names who signs by {later}
Ines decider
+ legal review"""


def play(people: list[Person], real: datetime) -> None:
    """Add the deal, two conversations with recaps, and the moves of their promises."""
    by = people[0]
    demo.move_clock_to(real - timedelta(days=9))
    deal = edit.add(typed=DealInput(TITLE, "Northgate Hotels", Decimal(186_000)), by=by)
    for name, role, decides in CONTACTS:
        mail = f"{name.split()[0].lower()}@northgate.example"
        findings.add_contact(deal_id=deal, by=by, name=name, role=role, email=mail, decides=decides)
    with contextlib.suppress(Problem):
        acts.pull(deal_id=deal, by=by, override="The demo shows this deal.")
    ids = _contacts(deal, by)
    jon, ada, dee = ids["Jon Weber"], ids["Ada Kline"], ids["Dee Moss"]
    _talk(deal, by, real - timedelta(days=6), FIRST, (jon, ada, dee), "theirs")
    _move(deal, by, "offer for one floor", "report")
    _move(deal, by, "offer for one floor", "satisfied", "Good, thank you")
    _talk(deal, by, real - timedelta(hours=20), SECOND, (ids["Ines Prado"],), "ours")
    _move(deal, by, "fire certificate", "report")


def _talk(
    deal: UUID, by: Person, at: datetime, text: str, contacts: tuple[UUID, ...], started: str
) -> None:
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


def _contacts(deal: UUID, by: Person) -> dict[str, UUID]:
    return {one.name: one.id for one in brief(deal_id=deal, viewer=by).contacts}


def _move(deal: UUID, by: Person, what: str, move: str, words: str = "") -> None:
    """Move a promise, if it is there."""
    known = brief(deal_id=deal, viewer=by)
    for one in (*known.we_owe, *known.they_owe):
        if one.what == what and move in one.moves:
            promises.move(promise_id=one.id, by=by, typed=TypedMove(move, one.n, words))
            return
