"""On real leads of a marketplace and a bank, the model has the figures of docs/numbers.md.

`bench.scoring`, which measures all of them, takes any CSV file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import scoring
from bench.scoring_files import BANK, LEADS, bank, olist
from pullahead.scoring import backtest
from pullahead.scoring.training_rows import TrainingHistory

DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.wide
@pytest.mark.skipif(
    not (DATA / LEADS).exists(),
    reason=f"the marketplace's leads are not here: ../shared/data/{LEADS}",
)
def test_the_marketplaces_leads() -> None:
    leads = olist(DATA)
    assert leads is not None
    found = backtest.roll(leads, start=int(len(leads) * 0.7), step=len(leads)).figures()
    assert found.auc is not None
    assert found.auc >= 0.690
    assert found.log_loss <= 0.332


@pytest.mark.wide
@pytest.mark.skipif(
    not (DATA / BANK).exists(), reason=f"the bank's campaigns are not here: ../shared/data/{BANK}"
)
def test_the_banks_campaigns() -> None:
    leads = bank(DATA)
    assert leads is not None
    assert "duration" not in leads.columns
    # two steps of 500 instead of 43
    parts = [backtest.roll(_until(leads, at + 500), start=at, step=500) for at in (27_000, 37_000)]
    chances = [p for part in parts for p in part.chances]
    outcomes = [y for part in parts for y in part.outcomes]
    found = backtest.Rolled(chances, outcomes, [1.0] * len(chances)).figures()
    assert found.auc is not None
    assert found.auc >= 0.73
    assert found.log_loss <= 0.44
    assert found.ratio == pytest.approx(1, abs=0.1)


def _until(leads: TrainingHistory, end: int) -> TrainingHistory:
    columns = {name: values[:end] for name, values in leads.columns.items()}
    return TrainingHistory(columns, leads.outcomes[:end], leads.came[:end], leads.known[:end])


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    rows = [
        f"{'xyz'[n % 3]};{n * 7 % 50};2026-01-{1 + n % 28:02d};{'NNNYNN'[n % 6]}"
        for n in range(300)
    ]
    path.write_text("\n".join(["from;age;when;won", *rows]))
    (tmp_path / "binary.csv").write_bytes(b"\x7fELF\xff\xfe\0")
    (tmp_path / "torn.csv").write_text("from,won\nx\n")
    return path


def test_any_csv_file_is_scored(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "--outcome",
        "won",
        "--positive",
        "Y",
        "--order",
        "when",
        "--drop",
        "age",
        "--step",
        "50",
    ]
    assert scoring.main([str(sheet), *given]) == 0
    said = capsys.readouterr().out
    assert "300 rows, scored from row 151 on" in said
    assert "| from |" in said
    assert "| age |" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give --data DIR, or a CSV file"),
        (["--data", "nowhere at all"], "there is no folder"),
        (["leads.csv"], "which column is the outcome"),
        (
            ["leads.csv", "--outcome", "win", "--positive", "Y"],
            "no column 'win'; it has: from, age",
        ),
        (["leads.csv", "--outcome", "won", "--positive", "y"], "its values are: N, Y"),
        (
            ["leads.csv", "--outcome", "won", "--positive", "Y", "--order", "from"],
            "neither a number",
        ),
        (
            ["leads.csv", "--outcome", "won", "--positive", "Y", "--train", "1"],
            "--train is a share",
        ),
        (["none.csv", "--outcome", "won", "--positive", "Y"], "cannot be read"),
        (["binary.csv", "--outcome", "won", "--positive", "Y"], "no UTF-8 text"),
        (["torn.csv", "--outcome", "won", "--positive", "Y"], "line 2: 1 cells, but 2 columns"),
    ],
)
def test_what_cannot_be_scored_is_told_in_one_line(
    arguments: list[str],
    said: str,
    sheet: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(sheet.parent)
    assert scoring.main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
