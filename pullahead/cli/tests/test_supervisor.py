"""The supervisor starts every ended child again, after a pause that grows."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from pullahead.cli.serving import REFUSED, Child, _command
from tests.installations import until


def _child(code: str) -> Child:
    return Child("a child", [sys.executable, "-c", code])


def _ended(child: Child) -> None:
    until(lambda: child.code() is not None, "the child to end")


def test_what_died_is_started_again_after_a_pause_that_grows() -> None:
    child = _child("raise SystemExit(1)")
    child.start()
    pauses = []
    for _ in range(4):
        _ended(child)
        child.keep()
        assert child.process is None
        pauses.append(child.pause)
        child.start_at = 0.0  # the pause is over
        child.keep()
        assert child.process is not None
    assert pauses == [2.0, 4.0, 8.0, 16.0]
    child.stop(lambda: False)


@pytest.mark.parametrize(
    "ending",
    [
        "raise SystemExit(0)",
        f"raise SystemExit({REFUSED})",
        "raise RuntimeError('broken')",
        "import os; os.kill(os.getpid(), 15)",
        "import os; os.kill(os.getpid(), 9)",
    ],
    ids=["exit 0", "exit 2", "exception", "TERM", "KILL"],
)
def test_a_child_is_started_again_whatever_it_ended_with(ending: str) -> None:
    child = _child(ending)
    child.start()
    _ended(child)
    child.keep()
    assert (child.process, child.given_up) == (None, False)
    child.start_at = 0.0  # the pause is over
    child.keep()
    assert child.process is not None
    child.stop(lambda: True)


def test_the_worker_is_started_again_after_a_refusal_and_the_colleagues_are_not() -> None:
    assert [_command(name).may_refuse for name in ("work", "colleagues")] == [False, True]


def test_a_failed_start_is_tried_again_after_a_longer_pause() -> None:
    child = Child("a child", ["/there/is/no/such/program"])
    pauses = []
    for _ in range(3):
        child.start_at = 0.0  # the pause is over
        child.keep()
        pauses.append(child.pause)
    assert child.process is None
    assert pauses == [2.0, 4.0, 8.0]


def test_a_child_that_may_refuse_is_not_started_again_after_a_refusal() -> None:
    child = _child(f"raise SystemExit({REFUSED})")
    child.may_refuse = True
    child.start()
    _ended(child)
    child.keep()
    child.start_at = 0.0
    child.keep()
    assert child.process is None
    assert child.given_up


def test_what_runs_is_left_running() -> None:
    child = _child("import time; time.sleep(60)")
    child.start()
    before = child.process
    child.keep()
    assert child.process is before
    child.stop(lambda: True)
    assert child.code() is not None


def test_what_a_dead_child_left_behind_is_ended_before_the_next_starts(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    child = _child(
        "import subprocess, sys, os\n"
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(noted)!r}, 'w').write(str(left.pid))\n"
        "os.kill(os.getpid(), 9)"
    )
    child.start()
    _ended(child)
    left = int(noted.read_text())
    os.kill(left, 0)  # it is there
    child.keep()
    until(lambda: not _runs(left), "what was left behind to end")


def test_one_that_does_not_listen_is_ended_at_once_when_somebody_asks_twice() -> None:
    child = _child(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True);"
        " time.sleep(600)"
    )
    child.start()
    child.stop(lambda: True)
    assert child.code() in {-signal.SIGKILL, -signal.SIGTERM}


def _runs(pid: int) -> bool:
    """Return whether the process still runs; a zombie counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
