"""A file has at most 600 lines and a function at most 60; the aim is 400 and 40."""

from __future__ import annotations

import ast

from tests.house.files import name, project_files, python_files

LONGEST_FILE = 600
LONGEST_FUNCTION = 60
WRITTEN_BY_HAND = {".py", ".js", ".css", ".html", ".sql"}


def test_no_file_is_longer_than_600_lines() -> None:
    long = [
        f"{name(path)}: {lines} lines"
        for path in project_files()
        if path.suffix in WRITTEN_BY_HAND and "migrations" not in path.parts
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, "split these: " + "; ".join(long)


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long, "split these: " + "; ".join(long)
