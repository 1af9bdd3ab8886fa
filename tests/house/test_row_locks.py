"""Row locks leave foreign-key checks free, and acts on leads are done again after a deadlock."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.files import ROOT, name, project_files, python_files, text, tree

# FOR UPDATE makes every insert wait that refers to the row: two acts deadlock in any order.
PLAIN_LOCK = re.compile(r"(?<!NO KEY )\bFOR\s+UPDATE\b")
PRODUCT = ROOT / "pullahead"
ACTS = tuple(PRODUCT / "usecases" / area for area in ("work", "leads", "intake"))
# Steps of jobs and of intake are passed to retry_on_conflict as a function named `act`.
RETRIED = {"retried"}
# Transactions on rows of one import before its job exists, or on one source
EXEMPT = {"store_file", "store_audit", "_take_in", "take_new"}


def _product(paths: list[Path] | tuple[Path, ...]) -> list[Path]:
    return [p for p in paths if PRODUCT in p.parents and "tests" not in p.parts]


def test_every_row_lock_is_for_no_key_update() -> None:
    found = [
        f"{name(path)}:{call.lineno}"
        for path in _product(python_files())
        if "select_for_update" in text(path)
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "select_for_update"
        and "no_key" not in {word.arg for word in call.keywords}
    ]
    for path in _product(project_files()):
        if path.suffix == ".sql" and path.name != "sqlite.sql":
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{name(path)}:{n}" for n, line in enumerate(lines, 1) if _locks(line)]
    assert not found, "lock rows FOR NO KEY UPDATE (select_for_update(no_key=True))"


def _locks(line: str) -> bool:
    return not line.lstrip().startswith("--") and PLAIN_LOCK.search(line) is not None


def test_every_act_on_leads_is_done_again_after_a_deadlock() -> None:
    found = [
        f"{name(path)}: {function.name}"
        for path in _product(python_files())
        if any(area in path.parents for area in ACTS) and "write_transaction" in text(path)
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef) and _opens(function) and not _is_retried(function)
    ]
    assert not found, (
        "decorate these with base.transaction.retried, or pass them to retry_on_conflict"
    )


def _opens(function: ast.FunctionDef) -> bool:
    """Return whether a function opens a transaction itself, not in a function inside it."""
    nodes: list[ast.AST] = list(function.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.With) and any(
            "write_transaction" in ast.dump(i) for i in node.items
        ):
            return True
        nodes += ast.iter_child_nodes(node)
    return False


def _is_retried(function: ast.FunctionDef) -> bool:
    names = {one.id for one in function.decorator_list if isinstance(one, ast.Name)}
    return bool(names & RETRIED) or function.name in {"act", *EXEMPT}
