"""Real processes: forked, watched, killed, stopped, woken."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import connections


@dataclass(slots=True)
class Crew:
    """Processes of a race. Each knows its number; a dead one may be started again."""

    do: Callable[[int], None]
    pids: dict[int, int] = field(default_factory=dict)  # pid → number
    failed: list[str] = field(default_factory=list)

    def start(self, number: int) -> int:
        """Fork one worker; its database connection is its own."""
        connections.close_all()
        pid = os.fork()
        if pid:
            self.pids[pid] = number
            return pid
        try:
            self.do(number)
        except BaseException:
            traceback.print_exc(file=sys.stderr)
            os._exit(1)
        connections.close_all()
        os._exit(0)

    def number_of(self, pid: int) -> int:
        return self.pids[pid]

    def reap(self) -> list[tuple[int, int]]:
        """Return (number, signal) of workers that ended since: signal 0 for those that finished."""
        ended = []
        for pid in list(self.pids):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                number = self.pids.pop(pid)
                killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
                if not killed and os.WEXITSTATUS(status):
                    self.failed.append(f"worker {number} failed")
                ended.append((number, killed))
        return ended

    def wait(self, meanwhile: Callable[[], None] = lambda: None, every: float = 0.01) -> None:
        """Wait until all have finished; start killed ones again."""
        while self.pids:
            for number, killed in self.reap():
                if killed:
                    self.start(number)
            meanwhile()
            time.sleep(every)

    def signal(self, pid: int, what: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, what)

    def kill_all(self) -> None:
        for pid in list(self.pids):
            self.signal(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            del self.pids[pid]


def stopped(pid: int) -> bool:
    """Return whether the process stopped itself."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "T"
    except (FileNotFoundError, ProcessLookupError):  # it ended before, or while, it was read
        return False


def together(numbers: int, do: Callable[[int], None]) -> Crew:
    """Start so many processes and let them go at the same moment."""
    ready, go = os.pipe()

    def wait_then_do(number: int) -> None:
        os.close(go)
        os.read(ready, 1)  # ends when the parent closes its end
        do(number)

    crew = Crew(wait_then_do)
    for number in range(numbers):
        crew.start(number)
    os.close(ready)
    os.close(go)
    crew.do = do  # those that are started again wait for nobody
    return crew
