"""Files of the project, as git would commit them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", "var", ".git", "node_modules"}


@cache
def project_files() -> tuple[Path, ...]:
    """Return tracked files and new ones that are not ignored; without git, every file."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        paths = (p for p in ROOT.rglob("*") if not SKIPPED & set(p.relative_to(ROOT).parts))
    else:
        paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file() and not path.is_symlink()))


def python_files() -> list[Path]:
    """Return Python source, with the commands without a suffix; migrations are Django's layout."""
    commands = {ROOT / "bin" / "app", ROOT / "bin" / "test"}
    return [
        path
        for path in project_files()
        if (path.suffix == ".py" or path in commands) and "migrations" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file once for all house tests of a process."""
    return ast.parse(text(path))


@cache
def text(path: Path) -> str:
    """Read a file once for all house tests of a process."""
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    """Return the path from the project's folder."""
    return path.relative_to(ROOT).as_posix()
