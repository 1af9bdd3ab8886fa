"""The place of a dated step, and the progress of a Delivery."""

from __future__ import annotations

from datetime import date

import pytest

from pullahead.sprints.plan_rules import FitFacts, is_proven, place_for, progress

EARLY, MIDDLE, LATE = date(2026, 12, 10), date(2026, 12, 15), date(2027, 1, 19)
PROVEN, SAID, PART, NO = (
    FitFacts("yes", True),
    FitFacts("yes", False),
    FitFacts("part", False),
    FitFacts("no", False),
)


@pytest.mark.parametrize(
    ("dues", "due", "place"),
    [
        ([], EARLY, 0),
        ([EARLY, LATE], MIDDLE, 1),
        ([EARLY, LATE], EARLY, 1),
        ([None, LATE], EARLY, 1),
        ([None, None], EARLY, 0),
        ([EARLY, None], None, 2),
    ],
)
def test_a_step_is_placed_by_its_date(
    dues: list[date | None], due: date | None, place: int
) -> None:
    assert place_for(dues, due) == place


@pytest.mark.parametrize(
    ("fits", "proven"),
    [
        ([], False),
        ([PROVEN], True),
        ([PROVEN, NO], True),
        ([PROVEN, PART], False),
        ([SAID], False),
        ([NO], False),
    ],
)
def test_an_objective_is_proven_by_every_fit_that_it_needs(
    fits: list[FitFacts], proven: bool
) -> None:
    assert is_proven(fits) == proven


def test_the_progress_leaves_out_dropped_objectives() -> None:
    # no alarm trips, no breakfast lost, 48 by 31 January; the brochure was dropped
    found = progress(
        [("open", [PROVEN]), ("met", [PROVEN]), ("open", [PART]), ("dropped", [PROVEN])]
    )
    assert (found.proven, found.total) == (2, 3)
