"""A file has at most 400 lines, a function 40, a test 50.

A failure also lists the functions between the aim and the limit.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.files import name, project_files, python_files, tree

FILE_LIMIT = 400
FUNCTION_AIM, FUNCTION_LIMIT = 40, 50
PRODUCT = "pullahead/"
# one value of 31 fields, in the order of the page: two halves would say less
ONE_VALUE = {"deal_detail"}
WRITTEN_BY_HAND = {".py", ".js", ".css", ".html", ".sql"}


class SizedPart(NamedTuple):
    """A file or function, and its number of lines."""

    lines: int
    name: str


def _files() -> Iterator[SizedPart]:
    for path in project_files():
        is_dump = path.suffix == ".sql" and "upgrade" in path.parts
        if is_dump or "migrations" in path.parts:
            continue
        if path.suffix in WRITTEN_BY_HAND:
            yield SizedPart(len(path.read_text(encoding="utf-8").splitlines()), name(path))


def _functions(paths: Iterable[Path]) -> Iterator[SizedPart]:
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield SizedPart(lines, f"{name(path)}:{node.lineno} {node.name}")


def _report(parts: Iterable[SizedPart], aim: int, limit: int) -> str:
    """Return "" when no part is over the limit, else each part over the aim, longest first."""
    over = sorted((part for part in parts if part.lines > aim), reverse=True)
    if not over or over[0].lines <= limit:
        return ""
    lines = [f"Split every part over {limit} lines. Parts over the aim of {aim}:"]
    return "\n".join([*lines, *(f"{part.lines:5} {part.name}" for part in over)])


def test_no_file_is_longer_than_400_lines() -> None:
    report = _report(_files(), FILE_LIMIT, FILE_LIMIT)
    assert not report, report


@pytest.mark.slow
def test_no_function_is_longer_than_50_lines() -> None:
    report = _report(_functions(python_files()), FUNCTION_AIM, FUNCTION_LIMIT)
    assert not report, report


def test_no_function_of_the_product_is_longer_than_40_lines() -> None:
    paths = (
        path
        for path in python_files()
        if name(path).startswith(PRODUCT) and "tests" not in path.parts
    )
    product = (part for part in _functions(paths) if part.name.split()[-1] not in ONE_VALUE)
    report = _report(product, FUNCTION_AIM, FUNCTION_AIM)
    assert not report, report


def test_a_report_names_the_parts_between_the_aim_and_the_limit() -> None:
    parts = [SizedPart(45, "long"), SizedPart(10, "short"), SizedPart(51, "too long")]
    report = _report(parts, 40, 50)
    assert report.splitlines()[1:] == ["   51 too long", "   45 long"]
    assert _report(parts[:2], 40, 50) == ""
