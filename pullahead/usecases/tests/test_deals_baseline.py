"""Before and after: a difference is shown only where the interval leaves 0 out."""

from __future__ import annotations

from pullahead.usecases.deals.baseline import before_after


def test_equal_sides_show_no_difference_and_shorter_cycles_one() -> None:
    same = before_after(before=list(range(20, 60)), after=list(range(20, 60)), seed=1)
    assert same.enough
    assert not same.shown
    shorter = before_after(before=list(range(40, 80)), after=list(range(5, 45)), seed=1)
    assert shorter.shown
    assert shorter.high is not None
    assert shorter.high < 0
    assert shorter == before_after(before=list(range(40, 80)), after=list(range(5, 45)), seed=1)


def test_nineteen_deals_are_too_few() -> None:
    few = before_after(before=[1] * 19, after=[1] * 40, seed=1)
    assert (few.enough, few.shown, few.before, few.after) == (False, False, 19, 40)
