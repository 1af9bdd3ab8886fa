"""Run commands of tests in processes that are forked from one that has loaded Django.

A new `python -m pullahead` spends most of its time on loading. Tests of the start itself, and of
other settings than the database, start real processes. `python -m tests.warm` is the process that
is forked: it reads one request as a JSON line, and answers with the exit code; of a process that
goes on, with its id.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.environment import SECRET

DATABASE = "PULLAHEAD_DATABASE_URL"
PATIENCE = 300.0  # seconds: a slow machine is no failure
SECONDS_TO_STOP = 15.0
ROOT = Path(__file__).parents[1]
PLAIN = {"PULLAHEAD_MODE": "test", "PULLAHEAD_SECRET_KEY": SECRET}
LOADED = ("pullahead.wsgi", "pullahead.web.tests.factories", "granian.cli")
_loaded: dict[tuple[object, ...], subprocess.Popen[str]] = {}


@dataclass(frozen=True, slots=True)
class WarmRequest:
    """A request: the words of a `command`, the `code` or the `module` to run, and where.

    `serve` runs a module that goes on; `stop` ends the process of that id.
    """

    kind: str
    words: tuple[str, ...]
    env: Mapping[str, str]
    cwd: str
    folder: str  # of the files `in`, `out` and `err`


def run(
    kind: str,
    *words: str,
    env: Mapping[str, str],
    cwd: Path,
    typed: str = "",
    patience: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Run a `command`, `code` or `module` to its end; in a new process where `env` needs one."""
    ours = {k: v for k, v in env.items() if k.startswith("PULLAHEAD_") and k != DATABASE}
    if not PLAIN.items() <= ours.items() or DATABASE not in env:
        return _anew(kind, words, env, cwd, typed, patience)
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        files = Path(folder)
        (files / "in").write_text(typed, encoding="utf-8")
        asked = WarmRequest(kind, words, dict(env), str(cwd), folder)
        code = _answer(_process(ours, env), asked, patience)
        out, err = ((files / name).read_text(encoding="utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(words, code, out, err)


@contextmanager
def serving(*words: str, env: Mapping[str, str], cwd: Path, folder: Path) -> Iterator[None]:
    """Run a module until the end of the block; `folder` gets what it prints."""
    (folder / "in").write_text("", encoding="utf-8")
    ours = {k: v for k, v in env.items() if k.startswith("PULLAHEAD_") and k != DATABASE}
    process = _process(ours, env)
    asked = WarmRequest("serve", words, dict(env), str(cwd), str(folder))
    pid = _answer(process, asked, PATIENCE)
    try:
        yield
    finally:
        _answer(process, WarmRequest("stop", (str(pid),), {}, "", ""), PATIENCE)


def _anew(
    kind: str,
    words: tuple[str, ...],
    env: Mapping[str, str],
    cwd: Path,
    typed: str,
    patience: float,
) -> subprocess.CompletedProcess[str]:
    how = {
        "command": ["-m", "pullahead", *words],
        "code": ["-c", f"import django; django.setup()\n{words[0] if words else ''}"],
        "module": ["-m", *words],
    }
    command = [sys.executable, *how[kind]]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, cwd=cwd, env=env, timeout=patience
    )


def _process(ours: Mapping[str, str], env: Mapping[str, str]) -> subprocess.Popen[str]:
    """Return the loaded process for these settings and this kind of database."""
    key = (env[DATABASE].partition(":")[0], *sorted(ours.items()))
    found = _loaded.get(key)
    if found is None or found.poll() is not None:
        found = _loaded[key] = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**env, "DJANGO_SETTINGS_MODULE": "pullahead.settings"},
        )
    return found


def _answer(process: subprocess.Popen[str], asked: WarmRequest, patience: float) -> int:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("it was started with pipes")
    print(json.dumps(asdict(asked)), file=process.stdin, flush=True)
    if not select.select([process.stdout], [], [], patience)[0]:
        process.kill()
        raise subprocess.TimeoutExpired(asked.words, patience)
    line = process.stdout.readline()
    assert line, "the loaded process ended"
    return int(line)


# ---- the process that is forked


def main() -> int:
    """Load Django and all that commands use; then fork for each request."""
    import gc

    import django

    django.setup()
    from importlib import import_module

    from django.db import connections

    from pullahead.cli.command_list import COMMANDS

    for name in LOADED:
        import_module(name)
    for name in COMMANDS:
        import_module(f"pullahead.cli.management.commands.{name}")
    connections.close_all()
    gc.freeze()  # a collection in a forked process would copy every page
    served: set[int] = set()
    for line in sys.stdin:
        print(_answered(WarmRequest(**json.loads(line)), served), flush=True)
    for pid in list(served):
        _stop(pid)
    return 0


def _answered(asked: WarmRequest, served: set[int]) -> int:
    if asked.kind == "stop":
        pid = int(asked.words[0])
        served.discard(pid)
        return _stop(pid)
    pid = os.fork()
    if not pid:
        _work(asked)
    if asked.kind == "serve":
        served.add(pid)
        return pid
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _stop(pid: int) -> int:
    """End a process that serves, and its group."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + SECONDS_TO_STOP
    while not os.waitpid(pid, os.WNOHANG)[0]:
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    # Asked to end while it starts, a server can leave a worker that holds the port
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    return 0


def _work(asked: WarmRequest) -> None:
    """Do what is asked in this forked process, and end it."""
    code = 1
    try:
        _place(asked)
        code = _done(asked)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _place(asked: WarmRequest) -> None:
    """Take the files, the folder, the environment and the database of a request."""
    files = Path(asked.folder)
    for number, name, flags in ((0, "in", os.O_RDONLY), (1, "out", _NEW), (2, "err", _NEW)):
        os.dup2(os.open(files / name, flags, 0o600), number)
    os.environ.clear()
    os.environ.update(asked.env)
    os.chdir(asked.cwd)
    sys.path[0] = asked.cwd
    from django.db import connections

    from pullahead import config, settings

    settings.CONFIG = config.read(os.environ)
    database: dict[str, Any] = settings._database(settings.CONFIG.database)
    connections.settings["default"].update(database)
    with suppress(AttributeError):  # none was made
        del connections["default"]


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def _done(asked: WarmRequest) -> int:
    words = list(asked.words)
    if asked.kind == "command":
        from pullahead.cli.main import main as command

        sys.argv = ["pullahead", *words]
        return command()
    if asked.kind == "serve":
        os.setsid()
    if asked.kind in {"module", "serve"}:
        sys.argv = words
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
        return 0
    exec(compile(words[0], "<asked>", "exec"), {"__name__": "__main__"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
