"""The floor shows the callable leads by class of service."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.leads.models import Lead
from pullahead.pull import class_counts, models, selection
from pullahead.team.models import Person
from pullahead.usecases.common import cached_counts
from pullahead.usecases.common.cached_counts import shares
from pullahead.usecases.floor.overview import floor
from pullahead.usecases.leads import detail, lead_list
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    later,
    lead,
    london,
    pulled,
    settle,
)
from pullahead.usecases.work import home

pytestmark = pytest.mark.usefixtures("floor")


def ready(boss: Person) -> dict[str, int]:
    """Return the floor's callable leads by class, without empty classes."""
    found = floor(viewer=boss).mixed
    assert found is not None
    return {share.service: share.ready for share in found.shares if share.ready}


def aged(name: str, phone: str) -> None:
    """Make a lead that inquired 31 days ago."""
    Lead.objects.filter(pk=admitted(name, phone)).update(asked_at=clock.now() - timedelta(days=31))


def test_each_class_is_counted_as_the_rule_names_it(ana: Person, cy: Person) -> None:
    tried = admitted("Tried", austin(101))
    settle(ana, pulled(ana), "busy")
    kept = admitted("Kept", austin(102))
    callback_settled(ana, pulled(ana), hours=1)
    later(hours=2)
    admitted("New", austin(103))
    admitted("Night", "+81312345678")  # nobody may call Tokyo now
    aged("Old", london(4))
    pulled(ana)  # what is due comes back, and the callback past its grace is in hand
    later(seconds=61)
    assert ready(cy) == {"fresh": 1, "follow-up": 1, "aged": 1}
    rows = lead_list.page(viewer=cy, wanted=lead_list.LeadFilter()).rows
    assert {row.name: row.service for row in rows} == {
        "Tried": "follow-up",
        "Kept": "callback",
        "New": "fresh",
        "Night": "fresh",
        "Old": "aged",
    }
    assert detail.lead_detail(lead_id=tried, viewer=cy).service == "follow-up"
    held = next(one for one in floor(viewer=cy).people if one.lead_id)
    assert (held.lead_id, held.service) == (kept, "callback")
    assert lead(kept).closed_at is None


def test_it_is_counted_once_a_minute(cy: Person) -> None:
    admitted("One", austin(101))
    assert ready(cy) == {"fresh": 1}
    admitted("Two", austin(102))
    assert ready(cy) == {"fresh": 1}
    later(seconds=61)
    assert ready(cy) == {"fresh": 2}


def test_of_very_many_those_drawn_by_lot_stand_for_all(
    ana: Person, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        admitted(f"Lead {n}", austin(101 + n))
    models.CardRow.objects.update(sampled=None)
    models.CardRow.objects.filter(pk=models.CardRow.objects.order_by("pk").values("pk")[:1]).update(
        sampled=True
    )
    monkeypatch.setattr(class_counts, "EXACTLY", 3)
    settle(ana, pulled(ana), "busy")
    admitted("Night", "+81312345678")
    seen, mine = floor(viewer=cy), home.today(agent_id=ana.pk)
    assert seen.mixed is not None
    assert seen.mixed.about
    assert ready(cy) == {"fresh": selection.DRAWN_ONE_IN}
    # what else takes long to count is counted with it, and is as true as it would be anew
    told = (seen.ready, seen.callable_now, seen.scheduled, seen.unreachable, seen.freshest_ready_at)
    assert told == (5, 4, 1, 0, models.CardRow.objects.latest("lead_id").lead.asked_at)
    assert (mine.callable_now, mine.dead_queue) == (4, 0)
    admitted("Later", austin(110))
    assert (floor(viewer=cy).ready, home.today(agent_id=ana.pk).callable_now) == (5, 4)
    later(seconds=61)
    assert floor(viewer=cy).ready == 5, "the worker counts, so that nobody waits"
    assert cached_counts.recount()
    assert (floor(viewer=cy).ready, home.today(agent_id=ana.pk).callable_now) == (6, 5)
    admitted("Last", austin(111))
    later(minutes=5)
    assert floor(viewer=cy).ready == 7, "no worker came by"


def test_the_bar_is_full_and_in_order() -> None:
    found = shares({"callback": 1, "fresh": 0, "follow-up": 3, "aged": 4})
    assert [(one.begins, one.width) for one in found] == [
        (0.0, 12.5),
        (12.5, 0.0),
        (12.5, 37.5),
        (50.0, 50.0),
    ]
    assert not any(one.width for one in shares({"callback": 0, "fresh": 0}))
