"""Groups of capacity that marketing sees: none of them shows the figure of a person."""

from __future__ import annotations

from pullahead.reports.group_capacity import CapacityGroup, without_persons


def team(name: str, *people: int) -> CapacityGroup:
    return CapacityGroup("team", name, frozenset(people), leads=10, minutes=60)


def skill(name: str, *people: int) -> CapacityGroup:
    return CapacityGroup("skill", name, frozenset(people), leads=1, minutes=6)


def names(every: list[CapacityGroup]) -> list[str]:
    return [one.name for one in every]


def test_a_skill_of_one_or_two_agents_is_hidden_and_one_without_agents_is_shown() -> None:
    shown, hidden = without_persons(
        [skill("de", 1), skill("es", 1, 2), skill("fr", 1, 2, 3), skill("pt")], "Smaller teams"
    )
    assert (names(shown), hidden) == (["fr", "pt"], 2)


def test_small_teams_become_one_team() -> None:
    shown, _hidden = without_persons(
        [team("East", 1), team("North", *range(10, 15)), team("West", 2, 3)], "Smaller teams"
    )
    assert names(shown) == ["North", "Smaller teams"]
    assert (len(shown[1].people), shown[1].leads, shown[1].minutes) == (3, 20, 120)


def test_one_small_team_takes_in_the_next_larger_one() -> None:
    # the total of the page less North and South would tell the capacity of East
    every = [team("East", 1), team("North", *range(10, 15)), team("South", *range(20, 26))]
    shown, _hidden = without_persons(every, "Smaller teams")
    assert names(shown) == ["South", "Smaller teams"]
    assert len(shown[1].people) == 6


def test_a_floor_of_two_agents_has_no_row_of_a_team() -> None:
    assert without_persons([team("East", 1), team("West", 2)], "Smaller teams") == ([], 0)
