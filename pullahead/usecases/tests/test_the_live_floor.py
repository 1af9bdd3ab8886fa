"""The snapshot of the floor: made once, at most two seconds old, of the own team only."""

from __future__ import annotations

import pytest

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.floor.models import FloorSnapshot
from pullahead.team.models import Person
from pullahead.usecases.floor import live, overview
from pullahead.usecases.tests.factories import admitted, austin, later, person, pulled


def held(viewer: Person) -> int:
    return live.live_floor(viewer=viewer).overview.held


def test_a_snapshot_is_shared_for_two_seconds_and_then_remade(ana: Person, lee: Person) -> None:
    admitted()
    before = live.live_floor(viewer=lee)
    pulled(ana)
    assert live.live_floor(viewer=person("Lou", role="leader")).version == before.version
    later(seconds=3)
    after = live.live_floor(viewer=lee)
    assert after.overview.held == 1
    assert after.version != before.version
    later(seconds=3)
    assert live.live_floor(viewer=lee).version == after.version  # remade, and nothing changed


def test_teams_share_the_figures_of_the_company(ana: Person, lee: Person) -> None:
    admitted()
    assert live.live_floor(viewer=lee).overview.ready == 1
    elsewhere = person("Ola", role="leader", team="Elsewhere")
    admitted("Two", austin(101))
    assert live.live_floor(viewer=elsewhere).overview.ready == 1  # at most two seconds old
    assert live.fresh_floor(viewer=elsewhere).ready == 2  # after an act: as it is now
    later(seconds=3)
    assert live.live_floor(viewer=lee).overview.ready == 2


def test_one_process_makes_a_snapshot_and_the_others_show_the_last_one(
    ana: Person, lee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    admitted()
    assert held(lee) == 0
    later(seconds=3)
    pulled(ana)
    seen = []
    makes = overview.made

    def making(*given: object, **more: object) -> overview.FloorOverview:
        seen.append(held(lee))  # another viewer, meanwhile
        return makes(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(overview, "made", making)
    assert (held(lee), seen) == (1, [0])


def test_a_snapshot_of_a_maker_that_died_is_made_by_the_next_reader(
    ana: Person, lee: Person
) -> None:
    admitted()
    assert held(lee) == 0
    pulled(ana)
    later(seconds=20)
    FloorSnapshot.objects.update(begun_at=clock.now())  # begun, and never made
    assert held(lee) == 1


def test_a_team_lead_sees_the_own_team_and_agents_see_no_floor(ana: Person, lee: Person) -> None:
    elsewhere = person("Ola", role="leader", team="Elsewhere")
    admitted("One", austin(101))
    pulled(ana)
    assert (held(lee), held(elsewhere)) == (1, 0)
    names = [one.name for one in live.live_floor(viewer=elsewhere).overview.people]
    assert names == ["Ola"]
    with pytest.raises(NotFound):
        live.live_floor(viewer=ana)


def test_many_people_are_shown_in_pages(
    lee: Person, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PEOPLE_A_PAGE", 2)
    for name in ("Abel", "Bea"):
        person(name)
    first, second = (live.fresh_floor(viewer=cy, page=page) for page in (1, 2))
    assert [one.name for one in (*first.people, *second.people)] == ["Abel", "Bea", "Lee"]
    assert (first.pages, first.people_total) == (2, 3)
    with pytest.raises(NotFound):
        live.live_floor(viewer=cy, page=3)
