"""Makes .venv as the locks say, with nothing but the standard library.

A stamp of the locks and the Python version lets every later start skip all of it. Everything is
said on stderr, so that a command's own output can be used by the next command.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, List, NoReturn, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
STRICT = ["--require-hashes", "--only-binary", ":all:", "--no-deps"]


def say(text: str) -> None:
    """One line of progress, on stderr."""
    print(text, file=sys.stderr, flush=True)


def stop(text: str) -> NoReturn:
    """Ends with one clear line and exit code 1."""
    say(text)
    raise SystemExit(1)


def run(command: Sequence[object], *, quiet: bool = True) -> bool:
    """Runs a step of the set-up; what it printed is shown only when it failed."""
    words = [str(word) for word in command]
    env = dict(os.environ, UV_PYTHON_DOWNLOADS="never", DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(
        words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, universal_newlines=True,
    )  # fmt: skip
    if done.returncode and not quiet:
        say("$ " + " ".join(words) + "\n" + done.stdout[-4000:])
    return done.returncode == 0


def apt_install(*packages: str) -> bool:
    """Installs Debian packages where that is possible without asking anybody anything."""
    if not shutil.which("apt-get"):
        return False
    sudo: List[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or not run(["sudo", "-n", "true"]):
            return False
        sudo = ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*sudo, "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    say("Installing " + " ".join(packages) + " …")
    return run(install) or (run([*apt, "update"]) and run(install, quiet=False))


def ensure(part: str) -> None:
    """`.venv` holds exactly what requirements/PART.lock says, and the project itself."""
    # Without bytecode every process that is started would compile all of Django again
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    stamp, wanted = VENV / ("stamp-" + part), _fingerprint(part)
    if _same(stamp, wanted):
        return
    with _alone():
        if _same(stamp, wanted):
            return
        started = time.monotonic()
        say("Setting up .venv, once (requirements/%s.lock) …" % part)
        _make_venv()
        _install(part)
        stamp.write_text(wanted)
        say("Set up in %.0f s." % (time.monotonic() - started))


def _fingerprint(part: str) -> str:
    """Changes with the locks, the project's own metadata and place, and the Python version."""
    digest = hashlib.sha256(("%s %s" % (sys.version, ROOT)).encode())
    files = [LOCKS / "boot.lock", LOCKS / (part + ".lock"), ROOT / "pyproject.toml"]
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _same(stamp: Path, wanted: str) -> bool:
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two commands started together do not both set up."""
    with (LOCKS / "boot.lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _make_venv() -> None:
    config = VENV / "pyvenv.cfg"
    version = "version = %d.%d.%d" % sys.version_info[:3]
    if (
        config.exists()
        and version in config.read_text()
        and run([PYTHON, "-m", "pip", "--version"])
    ):
        return
    package = "python%d.%d-venv" % sys.version_info[:2]
    if not importlib.util.find_spec("ensurepip") and not apt_install(package):
        stop("This Python cannot make a virtual environment: install %s, then try again." % package)
    if not run([sys.executable, "-m", "venv", "--clear", VENV], quiet=False):
        stop("Could not make %s; nothing else was changed." % VENV)


def _install(part: str) -> None:
    """By uv, which is some ten times as fast; by pip where uv fails or a mirror is set for pip."""
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    lock = LOCKS / (part + ".lock")
    itself = ["--no-build-isolation", "--no-deps", "-e", ROOT]
    if not run([*pip, *STRICT, "-r", LOCKS / "boot.lock"], quiet=False):
        stop("Could not install requirements/boot.lock (above is why). Is there a network?")
    uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON]
    if not _pip_has_a_mirror() and run([*uv, *STRICT, "-r", lock]) and run([*uv, *itself]):
        return
    if not run([*pip, *STRICT, "-r", lock], quiet=False) or not run([*pip, *itself], quiet=False):
        stop("Could not install requirements/%s.lock (above is why); try again." % part)


def _pip_has_a_mirror() -> bool:
    """uv does not read pip's configuration, so a mirror set there would be passed by."""
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True,
    )  # fmt: skip
    names = [line.partition("=")[0].rpartition(".")[2] for line in done.stdout.splitlines()]
    return bool({"index-url", "no-index"} & set(names))


def newer_python() -> None:
    """Goes on under Python 3.11 or newer; ends with one clear line where there is none."""
    if sys.version_info >= (3, 11):
        return
    for minor in range(20, 10, -1):
        found = shutil.which("python3.%d" % minor)
        if found and run([found, "-c", ""]):  # a version manager's name may stand for nothing
            os.execv(found, [found, *sys.argv])
    stop(
        "Pullahead needs Python 3.11 or newer; this is %d.%d. Install one, then run it as "
        "python3.11 %s" % (sys.version_info[0], sys.version_info[1], sys.argv[0])
    )
