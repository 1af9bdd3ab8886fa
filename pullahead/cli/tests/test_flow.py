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


SLASHES = "case,stage,time\n1,A,03/04/2026 23:30\n1,B,13/04/2026 09:00\n2,A,05/04/2026 09:00\n"


def test_a_first_line_with_a_moment_is_no_heading(tmp_path: Path) -> None:
    found = flow_of_file(path=written(tmp_path, "1,A,2026-03-02\n1,B,2026-03-03\n"))
    assert (found.rows, found.figures.moves) == (2, 1)


def test_other_dates_of_the_file_tell_whether_the_day_is_first(tmp_path: Path) -> None:
    found = flow_of_file(path=written(tmp_path, SLASHES))
    assert (found.refused, found.figures.finished) == (0, 2)
    assert found.figures.cycle_days is not None
    assert found.figures.cycle_days.max == 11
    unclear = written(tmp_path, SLASHES.replace("13/04", "12/04"))
    assert flow_of_file(path=unclear, order="mdy").refused == 0
    with pytest.raises(Invalid):
        flow_of_file(path=unclear)
    with pytest.raises(Invalid, match="no time zone"):
        flow_of_file(path=unclear, zone="Mars/Base")


@pytest.mark.parametrize(
    ("form", "mark"),
    [("{}", b""), ("{}", b"\xef\xbb\xbf"), ("{}+00:00", b""), ("{}Z", b""), ("{}.123+0000", b"")],
)
def test_a_day_is_that_of_the_zone_named(tmp_path: Path, form: str, mark: bytes) -> None:
    moments = [form.format(one) for one in ("2026-03-02T23:30:00", "2026-03-03T00:30:00")]
    text = "case\tstage\ttime\n" + "\n".join(f"1\tA\t{one}" for one in reversed(moments))
    path = tmp_path / "log.csv"
    path.write_bytes(mark + text.encode())
    utc = flow_of_file(path=path, zone="UTC").figures.cycle_days
    lima = flow_of_file(path=path, zone="America/Lima").figures.cycle_days
    assert utc is not None
    assert lima is not None
    assert (utc.max, lima.max) == (2, 1 if form != "{}" else 2)
