"""Operation log: each process's requests and their answers, by one steady clock.

One file for each life of a worker, one line for each step, written at once: it survives kill -9.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection

from pullahead.base.errors import Problem

T = TypeVar("T")
Told = Mapping[str, Any]
# Messages of a database session that was ended; its last act may or may not have committed.
LOST = ("terminat", "closed", "lost", "server", "SSL", "consuming input", "no connection")
# Errors of an act, though their text has a word of LOST: a deadlock's hint names the server log.
ERRORS = ("locked", "deadlock")


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one process: asked at `since`, told at `until` (seconds, one steady clock).

    `end` is ok, refused (with `code`), lost (the connection broke), error, or "" when the process
    died before the answer.
    """

    op: str
    agent: int
    since: float
    until: float
    end: str
    asked: Told
    told: Told

    @property
    def code(self) -> str:
        return str(self.told.get("code", ""))


class OpLog:
    """Log of one process."""

    def __init__(self, folder: Path, agent: int) -> None:
        self.agent = agent
        name = folder / f"ops-{agent}-{os.getpid()}.jsonl"
        self._file = os.open(name, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def call(
        self, op: str, do: Callable[[], T], *, asked: Told | None = None, told: Callable[[T], Told]
    ) -> tuple[str, T | None, str]:
        """Do the act; return how it ended, its result, and the code of a refusal."""
        self._write({"op": op, "at": time.monotonic(), "asked": dict(asked or {})})
        answer: T | None = None
        try:
            answer = do()
            end, heard = "ok", dict(told(answer))
        except Problem as problem:
            end, heard = "refused", {"code": problem.code}
        except (OperationalError, InterfaceError) as error:
            lost = _is_lost(str(error))
            end, heard = ("lost" if lost else "error"), {"error": repr(error)}
            _forget_connection()
        except Exception as error:
            end, heard = "error", {"error": repr(error)}
            _forget_connection()
        self._write({"end": end, "at": time.monotonic(), "told": heard})
        return end, answer, str(heard.get("code", ""))

    def _write(self, line: Told) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")


def _is_lost(text: str) -> bool:
    return any(word in text for word in LOST) and not any(word in text for word in ERRORS)


def _forget_connection() -> None:
    try:
        connection.close()
    except (OperationalError, InterfaceError):
        connection.connection = None


def read(folder: Path) -> list[Step]:
    """Return every step of every process, in the order in which they were asked."""
    steps = [step for file in folder.glob("ops-*.jsonl") for step in _steps(file)]
    return sorted(steps, key=lambda step: step.since)


def _steps(file: Path) -> Iterator[Step]:
    agent = int(file.name.split("-")[1])
    open_: dict[str, Any] | None = None
    for text in file.read_text().splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            break  # killed while it wrote
        if "op" in line:
            open_ = line
        elif open_ is not None:
            yield _step(agent, open_, line)
            open_ = None
    if open_ is not None:
        yield _step(agent, open_, {"at": float("inf"), "end": "", "told": {}})


def _step(agent: int, first: dict[str, Any], last: dict[str, Any]) -> Step:
    return Step(
        op=first["op"],
        agent=agent,
        since=first["at"],
        until=last["at"],
        end=last["end"],
        asked=first["asked"],
        told=last["told"],
    )
