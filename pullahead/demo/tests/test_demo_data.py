"""The demo's people are invented, nobody owns their numbers, and somebody is awake at any hour."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from pullahead.compliance.calling_hours import Hours, window_set
from pullahead.compliance.defaults.us import DEMO_WINDOWS
from pullahead.compliance.defaults.zones import DEFAULT_OVERRIDES
from pullahead.compliance.places import place_of
from pullahead.demo import data, play
from pullahead.leads.rules import read_email, read_phone

# Numbers that regulators keep free for fiction, copied from their publications
RESERVED = re.compile(
    r"\+1[2-9][0-9]{2}55501[0-9]{2}"
    r"|\+442079460[0-9]{3}|\+441(13|14|17|21|31|41|51|61)4960[0-9]{3}"
    r"|\+61[23](5550|7010)[0-9]{4}"
    r"|\+33(19900|46571|53649)[0-9]{4}"
    r"|\+49(3023125|6990009|4066969|2214710|8999998)[0-9]{3}"
)
TOLL_FREE = re.compile(r"\+1(800|822|833|844|855|866|877|888)")
BLOCKS = [block for region in data.REGIONS for block in region.blocks]
WINTER, SUMMER = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 7, 6, tzinfo=UTC)  # Mondays


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.place} {block.prefix}")
def test_every_number_of_a_block_is_reserved_valid_and_where_the_block_says(
    block: data.Block,
) -> None:
    for n in (0, 1, block.count // 2, block.count - 1):
        number = block.number(n)
        assert RESERVED.fullmatch(number)
        assert not TOLL_FREE.match(number)
        assert read_phone(number, "") == number
        place = place_of(number, DEFAULT_OVERRIDES)
        assert place is not None
        assert block.zone in place.zones


def test_the_number_that_tells_no_zone_is_the_one_reserved_among_toll_free_ones() -> None:
    assert data.TOLL_FREE == "+18005550199"
    assert read_phone(data.TOLL_FREE, "") == data.TOLL_FREE
    assert place_of(data.TOLL_FREE, DEFAULT_OVERRIDES) is None


@pytest.mark.parametrize("monday", [WINTER, SUMMER], ids=["winter", "summer"])
@pytest.mark.parametrize("seed", range(3))
def test_at_every_hour_of_the_week_five_leads_can_be_called(monday: datetime, seed: int) -> None:
    hours = Hours(DEMO_WINDOWS)
    floor = play.fresh_floor(Random(seed), frozenset({"Australia/Sydney"}))
    places = [place_of(fields["phone"], DEFAULT_OVERRIDES) for _, fields in floor]
    sets = [window_set(place) for place in places if place]
    for hour in range(168):
        for minute in (0, 30, 59):
            moment = monday + timedelta(hours=hour, minutes=minute)
            assert sum(hours.is_open(text, moment) for text in sets) >= 5, moment


def test_a_fresh_floor_has_different_people_and_ages_from_seconds_to_days() -> None:
    floor = play.fresh_floor(Random(1), frozenset({"Europe/London"}))
    ages = [age for age, _ in floor]
    assert 100 <= len(floor) <= 150
    assert len({fields["phone"] for _, fields in floor}) == len(floor)
    assert ages == sorted(ages, reverse=True)
    assert ages[-1] == timedelta(seconds=40)
    assert sum(age < timedelta(hours=1) for age in ages) >= 10
    assert sum(age > timedelta(days=1) for age in ages) >= 10
    youngest = place_of(floor[-1][1]["phone"], DEFAULT_OVERRIDES)
    assert youngest is not None
    assert youngest.zones == ("Europe/London",)


def test_mailboxes_are_of_example_domains() -> None:
    for _, fields in play.fresh_floor(Random(2), ()):
        assert re.search(r"@example\.(com|org|net)$", fields["email"])
        assert read_email(fields["email"]) == fields["email"]


@pytest.mark.parametrize("seed", range(200))
def test_a_colleague_ends_every_call_with_words_that_fit(seed: int) -> None:
    kinds = {"no_answer": "next", "callback": "callback", "won": "final", "do_not_call": "final"}
    rng = Random(seed)
    number = rng.randint(1, 6)
    ends = play.call_ends(
        rng,
        round=number,
        rounds=6,
        kinds=kinds,
        in_work=rng.choice((10, 1_000)),
        open_for=timedelta(minutes=rng.choice((1, 6, 400))),
    )
    if ends.release:
        return
    assert ends.note
    assert ends.disposition in {"no_answer", "callback", "won"}
    assert (ends.callback_in is not None) == (ends.disposition == "callback")
    if number >= play.LAST_ROUND:
        assert kinds[ends.disposition] == "final"


def test_arrivals_slow_down_where_leads_pile_up_and_after_days() -> None:
    def mean(*, in_work: int = 100, open_leads: int = 150, made: int = 500) -> float:
        rng = Random(4)
        times = [
            play.next_arrival(rng, in_work=in_work, open_leads=open_leads, made=made)
            for _ in range(400)
        ]
        return sum(times) / len(times)

    assert 18 < mean() < 22
    assert 36 < mean(in_work=play.FULL + 1) < 44
    assert mean(open_leads=play.OVERFULL + 1) > 120
    assert mean(made=play.MANY_LEADS + 1) > 240
