"""Queries of Django that run all day: compiled once in a process, planned once on a connection.

Django compiles a query anew each time, and PostgreSQL parses and plans it anew. For a query of a
few rows, that costs several times the search. On SQLite a planned query runs as it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, wraps
from itertools import chain
from typing import Any, ParamSpec, TypeVar, get_type_hints
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet

from pullahead.base.db import reader, statements

P = ParamSpec("P")
Row = TypeVar("Row")
# Values that no query has as a constant; the place of each in a compiled query is that of a value
_MARKS: Mapping[type, Callable[[int], Any]] = {
    int: lambda n: 31_013 + n,
    str: lambda n: f"value {n} of a planned query",
    UUID: lambda n: UUID(int=31_013 + n),
    datetime: lambda n: datetime(1931, 3, 7, tzinfo=UTC) + timedelta(days=n),
}
LARGEST = 2**31  # PostgreSQL refuses a larger number than a column holds


def planned(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Return the rows of the queryset that `build` returns for its values.

    Values are annotated int, str, UUID or datetime, and each is compared as it is given. A value of
    another type, such as None, or a number over 31 bits, runs the queryset as it is. The function
    has no other input.
    """
    plan = _Plan(build)

    @wraps(build)
    def rows(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
        given = {**dict(zip(plan.kinds, args, strict=False)), **kwargs}
        if not statements.postgres() or not plan.fits(given):
            return list(build(*args, **kwargs))
        return plan.rows(given)

    return rows


@dataclass(frozen=True, slots=True)
class _Value:
    """A place for a value in a compiled query."""

    name: str


class _Plan:
    """A queryset with places for its values, compiled at its first use."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build

    @cached_property
    def kinds(self) -> dict[str, type]:
        """Types of the values by name, in the order of the function's parameters."""
        hints = get_type_hints(self._build)
        return {name: hints[name] for name in inspect.signature(self._build).parameters}

    def fits(self, given: Mapping[str, Any]) -> bool:
        """Check that each value has its annotated type; Django answers numbers over 31 bits."""
        return all(_fits(given[name], kind) for name, kind in self.kinds.items())

    def rows(self, given: Mapping[str, Any]) -> list[Any]:
        """Run the compiled query with these values."""
        compiled = self._compiled
        values = [given[one.name] if type(one) is _Value else one for one in compiled.values]
        found = statements.read(compiled.text, values)
        return list(compiled.iterable(_Answered(compiled, found)))

    @cached_property
    def _compiled(self) -> _Compiled:
        marks = {name: _MARKS[kind](n) for n, (name, kind) in enumerate(self.kinds.items())}
        queryset: Any = self._build(**marks)
        if queryset._prefetch_related_lookups:
            raise TypeError(f"{self._build.__name__}: a planned query prefetches nothing")
        compiler = queryset.query.get_compiler(queryset.db)
        text, params = compiler.as_sql()
        names = {mark: name for name, mark in marks.items()}
        values = [_Value(names[one]) if one in names else _constant(one) for one in params]
        if unused := set(marks) - {one.name for one in values if type(one) is _Value}:
            raise TypeError(f"{self._build.__name__}: {', '.join(unused)} is not compared as given")
        return _Compiled(text, values, queryset, compiler)


def _fits(value: Any, kind: type) -> bool:
    if isinstance(value, int) and abs(value) >= LARGEST:
        return False
    return type(value) is kind


def _constant(value: Any) -> Any:
    """Return a constant as the driver takes it: a choice of Django is a text."""
    return str(value) if isinstance(value, str) else value


class _Compiled:
    """A compiled query, and what Django's iterables read of it."""

    def __init__(self, text: str, values: list[Any], queryset: Any, compiler: Any) -> None:
        self.text, self.values = text, values
        self.iterable: Callable[[Any], Iterable[Any]] = queryset._iterable_class
        self.query, self.fields = queryset.query, queryset._fields
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        asked = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(asked)


class _Answered:
    """Stands for the queryset, its query and its compiler while Django reads the rows."""

    def __init__(self, compiled: _Compiled, found: list[tuple[Any, ...]]) -> None:
        self._compiled, self._found = compiled, found
        self.db = reader.alias()
        self.query = self
        self.select, self.klass_info = compiled.select, compiled.klass_info
        self.annotation_col_map = compiled.annotation_col_map
        self._fields = compiled.fields
        self._known_related_objects: dict[Any, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled.query, name)

    def get_compiler(self, *_args: Any, **_options: Any) -> _Answered:
        """Return itself: the query has run."""
        return self

    def execute_sql(self, *_args: Any, **_options: Any) -> list[list[tuple[Any, ...]]]:
        """Return the rows, as one chunk."""
        return [self._found]

    def results_iter(
        self, results: Iterable[Any] | None = None, **_options: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Return the rows in Python's types."""
        rows = chain.from_iterable(self.execute_sql() if results is None else results)
        converters = self._compiled.converters
        return map(self._converted, rows) if converters else iter(rows)

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values, connection = list(row), connections[self.db]
        for position, (steps, expression) in self._compiled.converters.items():
            for step in steps:
                values[position] = step(values[position], expression, connection)
        return tuple(values)
