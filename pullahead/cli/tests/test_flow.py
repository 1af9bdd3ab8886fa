"""`pullahead flow`: figures of a log, as text and as JSON; refused rows are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pullahead.base.errors import Invalid
from pullahead.cli.management.commands.flow import _as_json, _summary
from pullahead.usecases.deals.flow_file import flow_of_file

pytestmark = [pytest.mark.commands, pytest.mark.usefixtures("db")]
LOG = """case;activity;time;cost
1;Register;2026-03-02 09:00;5
1;Check;2026-03-04 10:00;5
2;Register;2026-03-03 09:00;5
1;Register;2026-03-05 10:00;5
2;Check;2026-03-03T12:00:00+00:00;5
;Check;2026-03-03;5
3;Check;soon;5
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_figures_are_printed_as_json(tmp_path: Path) -> None:
    found = json.loads(_as_json(flow_of_file(path=written(tmp_path, LOG))))
    assert found == {
        "finished": 2,
        "cycle_days": {"p50": 1, "p85": 4, "p95": 4, "max": 4, "mean": 2.5},
        "wip": {"mean": 0.75, "max": 1},
        "moves": 3,
        "back": 1,
        "throughput": 0.5,
        "rows": 7,
        "refused": 2,
    }


def test_the_figures_are_printed_as_text(tmp_path: Path) -> None:
    said = _summary(flow_of_file(path=written(tmp_path, LOG)))
    assert "7 rows, 2 refused; 2 cases finished" in said
    assert "3 moves, 1 of them back" in said


@pytest.mark.parametrize(
    "text", ["", "case,stage,time\n", "case,stage,time\n1,A\n", "\x00\x01\x02"]
)
def test_a_file_without_a_readable_row_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid):
        flow_of_file(path=written(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        flow_of_file(path=tmp_path / "none.csv")
