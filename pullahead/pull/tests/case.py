"""Collection of the conformance suite's cases: every public function of a cases module."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getmembers, isfunction
from types import ModuleType

import pytest

from pullahead.pull.tests.floor import Floor

Case = Callable[[Floor], None]


def cases_of(module: ModuleType) -> list[Case]:
    """Return the functions that the module itself defines, in the order of their lines."""
    own = [
        f
        for name, f in getmembers(module, isfunction)
        if f.__module__ == module.__name__ and not name.startswith("_")
    ]
    return sorted(own, key=lambda f: f.__code__.co_firstlineno)


def name(case: Case) -> str:
    """Return the case's name as a sentence."""
    return case.__name__


pytest.register_assert_rewrite(
    *(
        f"pullahead.pull.tests.cases_{behaviour}"
        for behaviour in (
            "claims",
            "settle",
            "coming_back",
            "nurturing",
            "order",
            "exploration",
            "orders",
            "verdicts",
            "leaders",
            "store",
            "taking",
            "gate",
        )
    )
)
