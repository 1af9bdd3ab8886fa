"""Fields that only work on a lead can have filled are found, named and left out."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from bench import scoring
from bench.scoring_files import BANK, LEADS, bank, olist_with_deals
from pullahead.scoring import leaks
from pullahead.scoring.training_rows import TrainingHistory, Value

DATA = Path(__file__).parents[4] / "shared" / "data"
ROWS = 1_000


def history(*, leads: int = ROWS, closed: float = 1.0, **extra: list[Value]) -> TrainingHistory:
    """Leads with two honest fields and the outcome; the last ones are open below `closed`."""
    coin = random.Random(7)
    page = [coin.choice("abcd") for _ in range(leads)]
    outcomes = [float(coin.random() < (0.3 if p == "a" else 0.15)) for p in page]
    columns: dict[str, list[Value]] = {
        "page": list(page),
        "city": [coin.choice("xyz") for _ in range(leads)],
    }
    known = [float(i) if i < leads * closed else None for i in range(leads)]
    outcomes = [y if k is not None else 0.0 for y, k in zip(outcomes, known, strict=True)]
    return TrainingHistory(columns | extra, outcomes, [float(i) for i in range(leads)], known)


def with_field(found: TrainingHistory, name: str, values: list[Value]) -> TrainingHistory:
    columns = {**found.columns, name: values}
    return TrainingHistory(columns, found.outcomes, found.came, found.known)


def test_honest_fields_are_no_leaks() -> None:
    assert leaks.find(history()) == ()
    assert leaks.find(history(closed=0.7)) == ()


def test_the_length_of_a_call_is_a_leak_for_it_ranks_far_better_than_the_rest() -> None:
    coin, there = random.Random(1), history()
    calls: list[Value] = [coin.gauss(450 if y else 160, 100) for y in there.outcomes]
    found = leaks.find(with_field(there, "call seconds", calls))

    assert [(leak.field, leak.code) for leak in found] == [("call seconds", "auc")]
    assert "of pairs. The next field does so in" in found[0].reason
    assert set(leaks.without(with_field(there, "call seconds", calls), found).columns) == {
        "page",
        "city",
    }


def test_two_such_fields_do_not_hide_each_other() -> None:
    coin, there = random.Random(2), history()
    calls: list[Value] = [coin.gauss(450 if y else 160, 100) for y in there.outcomes]
    there = with_field(there, "call seconds", calls)
    notes: list[Value] = [float(round(c / 40)) for c in calls if isinstance(c, float)]

    found = {leak.field for leak in leaks.find(with_field(there, "words of note", notes))}
    assert found == {"call seconds", "words of note"}


def test_what_is_known_only_for_closed_leads_is_a_leak() -> None:
    there = history(closed=0.7)
    values: list[Value] = [("price" if i % 2 else None) for i in range(ROWS)]
    values = [v if k is not None else None for v, k in zip(values, there.known, strict=True)]
    found = leaks.find(with_field(there, "loss reason", values))

    assert [(leak.field, leak.code) for leak in found] == [("loss reason", "closed_only")]


def _shape(there: TrainingHistory, still_open: Value, lost: list[Value], won: list[Value]) -> Any:
    """Return a column: one value for open leads, any of these for lost and won ones."""
    coin = random.Random(3)
    return [
        still_open if known is None else coin.choice(won if outcome else lost)
        for outcome, known in zip(there.outcomes, there.known, strict=True)
    ]


@pytest.mark.parametrize(
    ("still_open", "lost", "won", "code"),
    [
        (0.0, [2.0, 3.0, 5.0, 6.0], [1.0, 2.0, 3.0, 5.0], "closed_only"),  # calls so far
        (999.0, [3.0, 9.0, 30.0, 4.0], [3.0, 9.0, 30.0, 5.0], "closed_only"),  # days since a call
        ("0", ["1", "2", "4"], ["1", "2", "3"], "closed_only"),  # notes, as text
        ("New", ["Lost", "Junk"], ["Converted"], "closed_only"),  # status
        (None, ["2026-05-01", "2026-06-01"], ["2026-05-01", "2026-07-01"], "closed_only"),
        ("Queue", ["Ana", "Bo", "Cy"], ["Ana", "Bo", "Cy"], "closed_only"),  # owner
        (-1.0, [10.0, 20.0, 35.0], [15.0, 30.0, 35.0], "closed_only"),  # a score set later
        ("no", ["no"], ["yes"], "auc"),  # customer since
        # Fields of intake: what open leads have too, or what closed leads have less
        (0.0, [0.0], [0.0], ""),
        (2.0, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0], ""),
        ("autumn", ["spring", "summer"], ["spring", "summer"], ""),
        ("yes", ["no"], ["no", "yes"], ""),
    ],
)
def test_what_work_fills_is_a_leak_in_any_shape(
    still_open: Value, lost: list[Value], won: list[Value], code: str
) -> None:
    there = history(closed=0.7)
    column = _shape(there, still_open, lost, won)
    found = [(one.field, one.code) for one in leaks.find(with_field(there, "field", column))]
    assert found == ([("field", code)] if code else [])


def test_what_is_known_only_for_won_leads_is_a_leak() -> None:
    there = history()
    values: list[Value] = ["net 30" if y else None for y in there.outcomes]
    found = leaks.find(with_field(there, "contract", values))

    assert [(leak.field, leak.code) for leak in found] == [("contract", "won_only")]


def test_what_changed_after_the_first_attempt_is_a_leak() -> None:
    found = leaks.find(history(), changed={"city": 40, "gone": 9})

    assert [(leak.field, leak.code) for leak in found] == [("city", "changed")]
    assert "attempt: 40" in found[0].reason


def test_a_field_of_intake_alone_is_never_one() -> None:
    there = history()
    values: list[Value] = ["yes" if y else "no" for y in there.outcomes]
    assert leaks.find(with_field(there, "source", values), safe={"source"}) == ()


def test_few_leads_say_nothing() -> None:
    there = history(leads=60)
    values: list[Value] = [y + 0.1 for y in there.outcomes]
    assert leaks.find(with_field(there, "calls", values)) == ()


def test_the_bench_names_leaks_under_their_heading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coin, there = random.Random(3), history(leads=400)
    lines = ["page,city,seconds,won"]
    for page, city, y in zip(*there.columns.values(), there.outcomes, strict=True):
        lines.append(f"{page},{city},{coin.gauss(450 if y else 160, 90):.0f},{int(y)}")
    path = tmp_path / "leads.csv"
    path.write_text("\n".join(lines) + "\n")

    assert scoring.main([str(path), "--outcome", "won", "--positive", "1", "--step", "200"]) == 0
    said = capsys.readouterr().out
    assert "## Leaks: leads.csv" in said
    assert "- `seconds`: Alone it ranks" in said
    assert "| seconds |" not in said


@pytest.mark.wide
@pytest.mark.skipif(
    not (DATA / BANK).exists(), reason=f"the bank's campaigns are not here: ../shared/data/{BANK}"
)
def test_duration_in_the_banks_campaigns_is_the_one_leak() -> None:
    there = bank(DATA, whole=True)
    assert there is not None
    assert [leak.field for leak in leaks.find(there)] == ["duration"]


@pytest.mark.wide
@pytest.mark.skipif(
    not (DATA / LEADS).exists(),
    reason=f"the marketplace's leads are not here: ../shared/data/{LEADS}",
)
def test_the_fields_of_won_deals_are_leaks() -> None:
    there = olist_with_deals(DATA)
    assert there is not None
    assert {leak.field for leak in leaks.find(there)} == {
        *("business_segment", "lead_type", "business_type", "sr_id")
    }
