"""docs/api.md has every endpoint and every code, each under its own heading, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.conf import settings

from pullahead.api.errors import FINDINGS, PLAIN
from pullahead.api.v1 import api
from pullahead.config import ROOT
from pullahead.sprints.reallocation_rules import ReallocationRefusal
from pullahead.usecases.sprints import concessions
from pullahead.usecases.work import dial_check

pytestmark = pytest.mark.slow

DOC = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^### `(.+)`$", DOC, re.MULTILINE)
PROBLEMS = {"Problem", "NotFound", "Conflict", "Forbidden", "Invalid", "SourceFull"}
# whose second argument is a code; of `refuse` it is the first
FINDERS = {
    "answer": 1,
    "FieldError": 1,
    "BadField": 1,
    "Refusal": 1,
    "wrong": 1,
    "refuse": 0,
}
OWN_DOORS = {"web", "jobs"}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "pullahead").rglob("*.py")):
        room = path.relative_to(ROOT / "pullahead").parts[0]
        if room not in OWN_DOORS and not {"tests", "migrations"} & set(path.parts):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield getattr(node.func, "id", getattr(node.func, "attr", "")), node


@cache
def raised() -> set[str]:
    """Every code that the source gives to a problem or to a finding."""
    codes: set[str] = set()
    for name, call in _calls():
        given: list[ast.expr] = []
        if name in PROBLEMS:
            given = [word.value for word in call.keywords if word.arg == "code"]
        elif name in FINDERS:
            given = call.args[FINDERS[name] : FINDERS[name] + 1]
        values = [str(one.value) for one in given if isinstance(one, ast.Constant)]
        codes.update(value for value in values if re.fullmatch(r"[a-z_]+", value))
    shared = {code for code, _ in (*PLAIN.values(), *FINDINGS.values())}
    tables = {*dial_check.REFUSALS, *concessions.CODES.values(), *map(str, ReallocationRefusal)}
    return codes | shared | tables | {"invalid", "conflict"}


def test_every_code_has_its_heading() -> None:
    codes = {heading for heading in HEADINGS if re.fullmatch(r"[a-z_]+", heading)}
    assert raised() - codes == set(), "these codes are not in docs/api.md"
    assert codes - raised() == set(), "docs/api.md explains codes that nothing gives"


def test_every_endpoint_has_its_heading() -> None:
    endpoints = {
        f"{method.upper()} {re.sub('lead_id', 'id', path)}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    told = {heading for heading in HEADINGS if " " in heading}
    assert told == endpoints | {"GET /healthz", "GET /readyz"}


def test_no_heading_stands_twice() -> None:
    assert len(HEADINGS) == len(set(HEADINGS))


def test_the_sizes_told_are_the_sizes_that_hold() -> None:
    assert "at most 1 MB" in DOC
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 1_000_000
