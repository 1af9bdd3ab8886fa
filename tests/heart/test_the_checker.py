"""Checker itself: it detects overlaps, and takes no silence for proof."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError

from pullahead.pull.tests.grounds import database_ground
from tests.heart.checker import Record, _one_holder, violations
from tests.heart.oplog import OpLog, Step, read

pytestmark = pytest.mark.slow

LEAD = "00000000-0000-0000-0000-00000000000a"
ONE, TWO = (f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2))


def step(op: str, agent: int, since: float, until: float, token: str) -> Step:
    asked = {} if op == "pull" else {"token": token, "disposition": "won", "note": "x"}
    told = {"token": token, "lead": LEAD} if op == "pull" else {"replayed": False}
    return Step(op, agent, since, until, "ok", asked, told)


def overlap(first_end: float) -> list[str]:
    steps = [
        step("pull", 1, 0, 1, ONE),
        step("settle", 1, first_end, first_end + 1, ONE),
        step("pull", 2, 2, 3, TWO),
        step("settle", 2, 6, 7, TWO),
    ]
    return _one_holder(Record(steps, None))  # type: ignore[arg-type]


def test_two_holders_at_once_are_seen() -> None:
    assert overlap(first_end=5) == [f"1 {LEAD}: two claims held at once"]


def test_one_after_the_other_is_fine() -> None:
    assert overlap(first_end=1.5) == []


@pytest.mark.django_db
def test_an_acknowledgement_without_a_row_is_seen() -> None:
    with database_ground() as ground:
        found = violations(Record([step("pull", 1, 0, 1, ONE)], ground))
    assert any(v.startswith("4 ") for v in found)


def test_a_step_whose_process_died_is_unheard(tmp_path: Path) -> None:
    log = OpLog(tmp_path, 7)
    log.call("pull", lambda: 1, told=lambda n: {"n": n})
    log._write({"op": "settle", "at": 1.0, "asked": {"token": ONE}})
    heard, unheard = sorted(read(tmp_path), key=lambda s: s.op)
    assert (heard.end, heard.told, unheard.end) == ("ok", {"n": 1}, "")


def test_a_locked_database_or_a_deadlock_is_an_error_and_a_lost_session_is_not(
    tmp_path: Path,
) -> None:
    log = OpLog(tmp_path, 7)

    def fail(text: str) -> None:
        raise OperationalError(text)

    deadlock = "deadlock detected\nHINT:  See server log for query details."
    for text in ("database is locked", deadlock, "the connection is closed"):
        log.call("pull", lambda text=text: fail(text), told=lambda _: {})  # type: ignore[misc]
    assert [s.end for s in read(tmp_path)] == ["error", "error", "lost"]
