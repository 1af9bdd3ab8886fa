"""The board of many deals: few bytes a card, no text that becomes HTML, 304 while unchanged."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from pullahead.pipeline.models import Stage
from pullahead.team.models import Person
from pullahead.usecases.deals import acts
from pullahead.usecases.deals.board import CARDS, DealCard
from pullahead.web.templatetags.deal_cards import deal_cards
from pullahead.web.tests.browsing import Visitor
from pullahead.web.tests.deal_floor import added
from pullahead.web.tests.deal_floor import admin as admin
from pullahead.web.tests.deal_floor import flow as flow

KIB = 1024


def card(title: str = "Heat pumps for house 1944", company: str = "Aldergate Housing") -> DealCard:
    return DealCard(
        id=uuid4(),
        seq=12,
        title=title,
        company=company,
        value=Decimal("48000.00"),
        holder="Robin Castellanos",
        mine=False,
        free=False,
        half="waiting",
        days=112,
        late=True,
        next_at=datetime(2026, 3, 4, tzinfo=UTC),
        blocked=False,
        pulls=True,
        alarm=None,
        over=False,
        stalled=False,
    )


def test_a_full_board_has_room_for_its_head_below_80_kib() -> None:
    cards = [card() for _ in range(CARDS)]
    assert len(deal_cards(cards).encode()) <= 62 * KIB


def test_texts_of_people_never_become_html() -> None:
    shown = deal_cards([card("<script>x</script>", 'A" onload=x')])
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "A&quot; onload=x" in shown


@pytest.mark.slow
def test_an_unchanged_board_is_answered_with_304(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one: UUID = added(robin)
    first = agent.get("/deals/live")
    again = agent.get("/deals/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    acts.pull(deal_id=one, by=robin)
    changed = agent.get("/deals/live", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
