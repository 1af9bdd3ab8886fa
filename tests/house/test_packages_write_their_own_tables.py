"""Writes past the owning package: none in the use cases and the entry points."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.files import ROOT, name, python_files, text, tree

ENTRY_POINTS = ("web", "api", "cli", "worker", "demo")
LAYERS = ("usecases", *ENTRY_POINTS)
ALWAYS = {
    "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update",
    "acreate", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update",
    "asave", "adelete", "aupdate",
}  # fmt: skip
MANAGERS = {"objects", "_default_manager"}
SAVE_OPTIONS = {"force_insert", "force_update", "using", "update_fields"}
SQL_WRITE = re.compile(r"\s*(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.IGNORECASE)


def _writes(node: ast.AST) -> bool:
    """Find an ORM write by its method and the form of its arguments.

    A dict, set, counter or digest is updated with positional arguments, a queryset never. A use
    case named `save` or `delete` takes its own keywords.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return SQL_WRITE.match(node.value) is not None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    method, keywords = node.func.attr, {word.arg for word in node.keywords}
    if method in ALWAYS:
        return True
    if node.args:
        return False
    if method == "update":
        return bool(keywords)
    return method in {"save", "delete"} and keywords <= SAVE_OPTIONS


def _written(code: ast.Module) -> list[int]:
    return sorted(getattr(node, "lineno", 0) for node in ast.walk(code) if _writes(node))


def _files_of(layers: tuple[str, ...]) -> list[Path]:
    folders = [ROOT / "pullahead" / layer for layer in layers]
    return [
        path
        for path in python_files()
        if "tests" not in path.parts and any(path.is_relative_to(folder) for folder in folders)
    ]


def test_only_the_owning_package_writes_to_a_table() -> None:
    """Call a function of the package that owns the table (its services or writes) instead."""
    found = [f"{name(path)}:{line}" for path in _files_of(LAYERS) for line in _written(tree(path))]
    assert not found, "ORM writes above the owning package: " + ", ".join(found)


def test_the_entry_points_query_no_table() -> None:
    """Ask a use case. A model may pass through an entry point as a type, without its manager."""
    found = [
        f"{name(path)}:{node.lineno}"
        for path in _files_of(ENTRY_POINTS)
        if any(manager in text(path) for manager in MANAGERS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]
    assert not found, "Queries in an entry point: " + ", ".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "Lead.objects.create(name='x')",
        "lead.addresses.create(value='x')",
        "Lead.objects.filter(pk=1).update(name='x')",
        "rows.update(**values)",
        "Lead.objects.bulk_update(rows, ['name'])",
        "person.save()",
        "person.save(update_fields=['name'])",
        "rows.delete()",
        "cursor.execute('DELETE FROM leads_lead')",
        "cursor.execute('UPDATE leads_lead SET name = 1')",
    ],
)
def test_each_kind_of_write_is_found(code: str) -> None:
    assert _written(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "counted.update(more)",
        "digest.update(data)",
        "cadences.save(name=name, by=by)",
        "message_templates.delete(text_id=1, by=by)",
        "said = 'Update the lead'",
    ],
)
def test_other_calls_are_not_taken_for_writes(code: str) -> None:
    assert not _written(ast.parse(code))
