"""The team of a person at a past quarter hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pullahead.reports.team_stays import slot_of, team_stays

SALES, NORTH = 1, 2
NOON = datetime(2027, 9, 14, 12, tzinfo=UTC)


def test_a_quarter_hour_counts_for_the_team_of_its_start() -> None:
    moved = NOON + timedelta(minutes=10)
    stays = team_stays({7: NORTH, 8: SALES}, [(7, SALES, moved)])
    slots = [slot_of(NOON + timedelta(minutes=n)) for n in (-1, 12, 15)]
    assert [stays.at(7, slot) for slot in slots] == [SALES, SALES, NORTH]
    assert [stays.at(person, slots[2]) for person in (7, 8, 9)] == [NORTH, SALES, 0]
    assert stays.members(SALES, NOON) == {7, 8}
    assert stays.members(SALES, NOON + timedelta(hours=1)) == {8}
    whole = [*stays.spans(7, SALES), *stays.spans(7, NORTH)]
    assert whole[0][1] == whole[1][0] == NOON + timedelta(minutes=15)


def test_a_person_who_comes_back_has_two_stays() -> None:
    moves = [(7, SALES, NOON), (7, NORTH, NOON + timedelta(hours=1))]
    stays = team_stays({7: SALES}, moves)
    assert [stays.at(7, slot_of(NOON) + n) for n in (-1, 0, 3, 4)] == [SALES, NORTH, NORTH, SALES]
    assert len(list(stays.spans(7, SALES))) == 2
