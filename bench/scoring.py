"""Quality of the lead score: the figures of engine.md 4 on real data, or on a CSV file.

    .venv/bin/python -m bench.scoring --data DIR [--steps 500,100]
    .venv/bin/python -m bench.scoring FILE.csv --outcome COLUMN --positive VALUE
        [--order COLUMN] [--drop COLUMN …] [--train 0.5] [--step 500]

DIR holds bank-additional-full.csv and olist_marketing_qualified_leads_dataset.csv with
olist_closed_deals_dataset.csv. The bench reports an absent file and omits it. Each row is scored by
a model of the rows before it. Without --order, a file is read in its own order, oldest row first.
Fields that only work on a lead can have filled are found, listed under *Leaks* and left out, such
as `duration` in the bank's data.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bench.scoring_files import Wrong, bank, olist, table_of
from pullahead.scoring import backtest, leaks
from pullahead.scoring.bayes_stack import chance, chances, explain, fit
from pullahead.scoring.measures import Figures
from pullahead.scoring.training_rows import TrainingHistory, TrainingTable, Value

HEAD = "AUC", "within", "ALIFT", "at half", "log-loss", "ECE", "Σp/Σy"
Before = tuple[str, tuple[float | None, ...]]
# The plan's own measurements, made with numpy, scikit-learn and LightGBM on the same files
BANK_BEFORE: dict[int, tuple[Before, ...]] = {
    500: (
        ("naive Bayes, as a known CRM has it", (0.697, 0.594, 0.663, 0.763, 1.468, 0.336, 2.84)),
        ("EB stack of the plan", (0.759, 0.620, 0.714, 0.784, 0.392, 0.022, 0.89)),
        ("LightGBM 100 × 8", (0.782, 0.631, 0.732, 0.824, 0.3826, 0.013, 0.95)),
    ),
    100: (("LightGBM 100 × 8", (0.799, 0.632, 0.746, 0.834, 0.370, 0.012, 0.97)),),
}
OLIST_BEFORE: tuple[Before, ...] = (
    ("naive Bayes, as a known CRM has it", (0.673, None, None, 0.757, 0.351, 0.037, None)),
    ("EB stack of the plan", (0.690, None, None, 0.768, 0.332, 0.017, None)),
    ("LightGBM small", (0.680, None, None, 0.721, 0.335, 0.018, None)),
)
BANK_WINDOW, OLIST_TRAIN = 20_000, 0.7
T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the requested bench; return 2 and print one line on stderr if it cannot run."""
    options = _parser().parse_args(arguments)
    try:
        if options.data:
            _known_sets(Path(options.data), options.steps)
        else:
            _any_file(options)
    except Wrong as wrong:
        print(f"scoring: {wrong}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench.scoring",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", help="a CSV file of your own, with a header")
    parser.add_argument("--data", help="the folder of the two known data sets")
    parser.add_argument("--steps", type=_steps, default=(500, 100), help="for --data: 500,100")
    parser.add_argument("--outcome", help="the column that says how it ended")
    parser.add_argument("--positive", help="the value of that column which is a success")
    parser.add_argument("--order", help="the column to order the rows by: numbers or dates")
    parser.add_argument("--drop", nargs="+", action="extend", default=[], help="columns to ignore")
    parser.add_argument("--train", type=float, default=0.5, help="share of rows before the first")
    parser.add_argument("--step", type=int, default=500, help="rows scored before learning again")
    return parser


def _steps(text: str) -> tuple[int, ...]:
    steps = tuple(int(part) for part in text.split(",") if part.strip().isdigit())
    if not steps or min(steps) < 1 or len(steps) != len(text.split(",")):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers such as 500,100")
    return steps


def _known_sets(folder: Path, steps: Sequence[int]) -> None:
    if not folder.is_dir():
        raise Wrong(f"there is no folder {folder}. Give --data the folder of the data sets.")
    found = False
    history = bank(folder, whole=True)
    if history is not None:
        found = True
        history = _without_leaks("bank-additional-full", history)
        for step in steps:
            _head(f"bank-additional-full without duration, window {BANK_WINDOW:,}, step {step}")
            for name, figures in BANK_BEFORE.get(step, ()):
                _line(name, figures)
            _rolled("**this stack**", history, start=BANK_WINDOW, step=step)
        _costs(history)
    history = olist(folder)
    if history is not None:
        found = True
        _head(f"Olist, in order of time, the first {OLIST_TRAIN:.0%} to learn from")
        for name, figures in OLIST_BEFORE:
            _line(name, figures)
        start = int(len(history) * OLIST_TRAIN)
        _rolled("**this stack**", history, start=start, step=len(history))
    if not found:
        raise Wrong(f"neither data set is in {folder}; see its README for the names.")


def _any_file(options: argparse.Namespace) -> None:
    if not options.file:
        raise Wrong("give --data DIR, or a CSV file with --outcome and --positive (see --help).")
    if not options.outcome or options.positive is None:
        raise Wrong("say which column is the outcome and which value is a success: --outcome …")
    if not 0 < options.train < 1 or options.step < 1:
        raise Wrong("--train is a share between 0 and 1, --step at least 1.")
    history = table_of(
        Path(options.file),
        outcome=options.outcome,
        positive=options.positive,
        order=options.order,
        drop=options.drop,
    )
    history = _without_leaks(Path(options.file).name, history)
    if not history.columns:
        raise Wrong("every column leaks the outcome; none is left to learn from.")
    start = max(1, int(len(history) * options.train))
    _head(f"{Path(options.file).name}, {len(history):,} rows, scored from row {start + 1:,} on")
    _rolled("this stack", history, start=start, step=options.step)
    _what_counts(history)


def _without_leaks(name: str, history: TrainingHistory) -> TrainingHistory:
    """Print the leaks of a history, and return it without them."""
    found = leaks.find(history)
    print(f"\n## Leaks: {name}\n")
    for leak in found:
        print(f"- `{leak.field}`: {leak.reason}")
    if not found:
        print("None found.")
    return leaks.without(history, found)


def _head(title: str) -> None:
    print(f"\n{title}\n\n| | {' | '.join(HEAD)} |\n|---|{'---|' * len(HEAD)}")


def _line(name: str, figures: Sequence[float | None]) -> None:
    cells = (
        "—" if f is None else f"{f:.4f}" if n == 4 else f"{f:.3f}" for n, f in enumerate(figures)
    )
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _rolled(name: str, history: TrainingHistory, *, start: int, step: int) -> None:
    began = time.process_time()
    rolled = backtest.roll(history, start=start, step=step, window=BANK_WINDOW)
    spent = time.process_time() - began
    _line(name, _row(rolled.figures()))
    if len(rolled.starts) > 1:
        _line("the same, calibrated step by step", _row(backtest.recalibrated(rolled).figures()))
    fits = len(rolled.starts)
    print(f"\n{fits} fits, {len(rolled.chances):,} rows scored, {spent / fits:.2f} s a fit (CPU)")


def _row(f: Figures) -> tuple[float | None, ...]:
    return f.auc, f.within, f.alift, f.at_half, f.log_loss, f.ece, f.ratio


def _costs(history: TrainingHistory) -> None:
    """Measure a fit, a score and an explanation on one core."""
    learned = history.as_of(0, BANK_WINDOW, float(BANK_WINDOW))
    fit_s, model = _timed(lambda: fit(learned))
    row: dict[str, Value] = {name: values[-1] for name, values in history.columns.items()}
    columns = {name: values[:BANK_WINDOW] for name, values in history.columns.items()}
    batch, _ = _timed(lambda: chances(model, columns, BANK_WINDOW))
    one, _ = _timed(lambda: [chance(model, row) for _ in range(1_000)])
    why, _ = _timed(lambda: [explain(model, row) for _ in range(1_000)])
    print(
        f"\nfit of {BANK_WINDOW:,} rows {fit_s:.2f} s · score {one * 1e3:.0f} µs alone, "
        f"{batch / BANK_WINDOW * 1e6:.1f} µs in a batch · explanation {why * 1e3:.0f} µs (CPU)"
    )


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    done = act()
    return time.process_time() - began, done


def _what_counts(history: TrainingHistory) -> None:
    """Return the fields by weight, to make a leak visible: it outweighs all others."""
    model = fit(TrainingTable(history.columns, history.outcomes, [1.0] * len(history)))
    print(
        "\n| field | weight | prior mean | prior strength, rows | values |\n|---|---|---|---|---|"
    )
    for part in sorted(model.parts, key=lambda part: -part.weight):
        print(
            f"| {part.field.name} | {part.weight:.2f} | {part.mean:.3f} | {part.strength:.0f} "
            f"| {len(part.terms)} |"
        )


if __name__ == "__main__":
    sys.exit(main())
