"""Random acts on deals against a naive twin of places, halves, holders and limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from pullahead.base.errors import Problem
from pullahead.pipeline.models import Deal, FlowLimit
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, closing
from pullahead.usecases.tests.deals import WHY, DealFloor, added, assert_deals_sound, published

STAGES, LAST = 4, 3
STAGE_SIZES, LATE_SIZE, PERSON_SIZE = (3, 2, 2, 2), 3, 4
STEPS = 60


@dataclass(slots=True)
class TwinDeal:
    """A deal as the twin knows it. `place`: -1 ready, 0 to 3 a stage, 9 closed."""

    place: int = -1
    half: str = "done"
    holder: int | None = None
    was: int = -1  # stage when it was closed, or the one that a reopened deal enters


@dataclass(slots=True)
class Twin:
    """Written from the guide of deals, without a look at the rules or the triggers."""

    deals: dict[UUID, TwinDeal] = field(default_factory=dict)

    def has_room(self, deal: TwinDeal, place: int, holder: int | None) -> bool:
        """Return whether all limits that the deal newly enters have room."""
        others = [one for one in self.deals.values() if one is not deal and 0 <= one.place <= LAST]
        in_stage = sum(one.place == place for one in others)
        late = sum(one.place > 1 for one in others)
        mine = sum(one.holder == holder for one in others)
        staying, counted = deal.place == place, 0 <= deal.place <= LAST
        if not staying and in_stage >= STAGE_SIZES[place]:
            return False
        if place > 1 and not (counted and deal.place > 1) and late >= LATE_SIZE:
            return False
        held_already = counted and deal.holder == holder
        return holder is None or held_already or mine < PERSON_SIZE

    def enter(self, deal: TwinDeal, place: int, who: int, half: str = "doing") -> str:
        """Move a deal to a stage with a holder; return "" or why not."""
        if not self.has_room(deal, place, who):
            return "limit_reached"
        deal.place, deal.half, deal.holder = place, half, who
        return ""

    def act(self, name: str, deal: TwinDeal, who: int, *, to: int = 0) -> str:
        """Do an act; return "" or the code of the refusal."""
        if name == "reopen":
            return self._reopen(deal)
        if deal.place == 9:
            return "deal_closed"
        held = deal.holder is not None and deal.holder != who
        if held and not (name == "pull" and deal.half == "done"):
            return "deal_held"
        return getattr(self, f"_{name}")(deal, who, to)  # type: ignore[no-any-return]

    def _reopen(self, deal: TwinDeal) -> str:
        if deal.place != 9:
            return "deal_open"
        deal.place, deal.half, deal.holder = -1, "done", None
        return ""

    def _pull(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == LAST:
            return "deal_at_the_close"
        target = max(deal.was, 0) if deal.place == -1 else deal.place + 1
        return self.enter(deal, target, who)

    def _finish(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == -1:
            return "deal_ready"
        if deal.half == "done":
            return "deal_not_doing"
        return self.enter(deal, deal.place, deal.holder or who, "done")

    def _wait(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == -1:
            return "deal_ready"
        if deal.half != "doing":
            return "deal_not_doing"
        return self.enter(deal, deal.place, deal.holder or who, "waiting")

    def _resume(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == -1:
            return "deal_ready"
        if deal.half != "waiting":
            return "deal_not_waiting"
        return self.enter(deal, deal.place, who)

    def _back(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == -1:
            return "deal_ready"
        if deal.place == 0:
            return "no_earlier_stage"
        return self.enter(deal, to, who) if to < deal.place else "not_earlier"

    def _take(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == -1:
            return "deal_ready"
        if deal.holder == who:
            return "deal_yours"
        return self.enter(deal, deal.place, who, deal.half)

    def _release(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == -1:
            return "deal_ready"
        if deal.holder is None:
            return "deal_not_held"
        deal.holder = None
        return ""

    def _lose(self, deal: TwinDeal, who: int, to: int) -> str:
        deal.was = deal.place if deal.place >= 0 else deal.was
        deal.place, deal.holder = 9, None
        return ""

    def _win(self, deal: TwinDeal, who: int, to: int) -> str:
        if deal.place == -1:
            return "deal_ready"
        if deal.place != LAST:
            return "deal_not_at_the_close"
        return self._lose(deal, who, to)


def done(act: Callable[[], object]) -> str:
    """Return "" or the code with which an act is refused."""
    try:
        act()
    except Problem as problem:
        return str(problem.code)
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_deals_do_what_a_naive_twin_does(
    ana: Person, bo: Person, lee: Person, cy: Person, seed: int
) -> None:
    floor = published(ana, bo, lee, cy, person=PERSON_SIZE)
    dice, twin = Random(seed), Twin({added(ana, str(n)): TwinDeal() for n in range(7)})
    seen: set[str] = set()
    for _ in range(STEPS):
        who = dice.choice((ana, bo))
        deal = dice.choice(list(twin.deals))
        to = dice.randrange(STAGES)
        name = dice.choices(list(_ACTS), (8, 3, 2, 2, 3, 2, 3, 1, 2, 2))[0]
        expected = twin.act(name, twin.deals[deal], who.pk, to=to)
        got = done(_ACTS[name](floor, deal, who, to))
        assert got == expected, (name, twin.deals[deal], to)
        seen.add(f"{name} {expected}")
        _agree(twin, floor)
    assert len(seen) > 12, seen
    assert_deals_sound()


Act = Callable[[DealFloor, UUID, Person, int], Callable[[], object]]
_ACTS: dict[str, Act] = {
    "pull": lambda f, d, w, t: lambda: acts.pull(deal_id=d, by=w, reason=WHY),
    "finish": lambda f, d, w, t: lambda: acts.finish(deal_id=d, by=w),
    "wait": lambda f, d, w, t: lambda: acts.wait(deal_id=d, by=w, until=None),
    "resume": lambda f, d, w, t: lambda: acts.resume(deal_id=d, by=w),
    "back": lambda f, d, w, t: lambda: acts.back(deal_id=d, by=w, to=f.stages[t].pk, reason=WHY),
    "take": lambda f, d, w, t: lambda: acts.take(deal_id=d, by=w),
    "release": lambda f, d, w, t: lambda: acts.release(deal_id=d, by=w),
    "lose": lambda f, d, w, t: lambda: closing.lose(deal_id=d, by=w, reason="competitor"),
    "win": lambda f, d, w, t: lambda: closing.win(deal_id=d, by=w, value=Decimal(5)),
    "reopen": lambda f, d, w, t: lambda: closing.reopen(deal_id=d, by=w),
}


def _agree(twin: Twin, floor: DealFloor) -> None:
    """Compare places, halves, holders and counts."""
    places = {one.pk: one.position for one in floor.stages}
    for deal in Deal.objects.all():
        known = twin.deals[deal.pk]
        place = 9 if deal.closed_at else places[deal.stage_id] if deal.stage_id else -1
        half = known.half if place == 9 else deal.half
        assert (place, half, deal.holder_id) == (known.place, known.half, known.holder)
    for one in FlowLimit.objects.exclude(stage=None):
        count = sum(twin_deal.place == places[one.stage_id] for twin_deal in twin.deals.values())  # type: ignore[index]
        assert one.held == count
