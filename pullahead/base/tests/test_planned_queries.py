"""A planned query returns the rows of its queryset."""

from __future__ import annotations

import inspect
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import get_resolver

from pullahead.base.db.planned_queries import _MARKS, _Plan, planned
from pullahead.base.models import Setting
from pullahead.base.transaction import write_transaction

pytestmark = pytest.mark.django_db


@planned
def _named(name: str) -> QuerySet[Setting, Setting]:
    return Setting.objects.filter(name=name, value__isnull=False)


@planned
def _values(name: str) -> QuerySet[Setting, tuple[str, Any]]:
    return Setting.objects.filter(Q(name=name) | Q(name="b%")).order_by("name").values_list()


@planned
def _counted(name: str) -> QuerySet[Setting, int]:
    rows = Setting.objects.filter(name__gte=name).values("value").annotate(n=Count("name"))
    return rows.values_list("n", flat=True)


@planned
def _longer(name: str) -> QuerySet[Setting, Setting]:
    return Setting.objects.filter(name=name + "!")


@pytest.fixture
def _two() -> None:
    with write_transaction():
        Setting.objects.create(name="a", value={"x": [1, None, "é"]})
        Setting.objects.create(name="b%", value=5)


@pytest.mark.usefixtures("_two")
def test_rows_are_those_of_the_queryset() -> None:
    for _ in range(2):
        assert [(row.pk, row.value) for row in _named("a")] == [("a", {"x": [1, None, "é"]})]
        assert _values("a") == [("a", {"x": [1, None, "é"]}), ("b%", 5)]
        assert _counted(name="a") == [1, 1]
        assert _named("missing") == _named(None) == []  # type: ignore[arg-type]  # IS NULL


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite prepares nothing")
def test_a_value_that_is_changed_before_it_is_compared_is_refused() -> None:
    with pytest.raises(TypeError, match="name is not compared as given"):
        _longer("a")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite prepares nothing")
def test_every_planned_query_runs_and_finds_what_its_queryset_finds() -> None:
    get_resolver().url_patterns  # noqa: B018  # loads all views, and what they read with
    values = {int: 1, str: "a", UUID: uuid4(), datetime: datetime.now(UTC) - timedelta(days=1)}
    assert set(values) == set(_MARKS)
    plans = [_plan(one) for one in _everywhere() if one is not _longer]
    assert len(plans) > 30
    for plan in plans:
        given = {name: values[kind] for name, kind in plan.kinds.items()}
        assert plan.rows(given) == list(plan._build(**given)), plan._build.__qualname__


def _everywhere() -> set[Any]:
    """Return all planned queries of the loaded modules."""
    ours = [module for name, module in sys.modules.items() if name.startswith("pullahead.")]
    found = (value for module in ours for value in vars(module).values())
    return {one for one in found if getattr(one, "__code__", None) is _longer.__code__}


def _plan(query: Any) -> _Plan:
    plan = inspect.getclosurevars(query).nonlocals["plan"]
    assert isinstance(plan, _Plan)
    return plan
