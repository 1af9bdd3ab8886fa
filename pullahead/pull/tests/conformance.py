"""One suite for every store. Each case is a sentence that must be true of all of them.

The cases are in cases_*.py, by behavior. test_conformance_memory.py and
test_conformance_database.py run them all. The latter uses SQLite or PostgreSQL, as
PULLAHEAD_DATABASE_URL names it.
"""

from __future__ import annotations

from pullahead.pull.tests import (
    cases_claims,
    cases_coming_back,
    cases_early,
    cases_exploration,
    cases_gate,
    cases_leaders,
    cases_nurturing,
    cases_order,
    cases_orders,
    cases_settle,
    cases_store,
    cases_taking,
    cases_verdicts,
)
from pullahead.pull.tests.case import Case, cases_of

CASES: list[Case] = [
    case
    for module in (
        cases_store,
        cases_claims,
        cases_settle,
        cases_coming_back,
        cases_nurturing,
        cases_order,
        cases_early,
        cases_exploration,
        cases_orders,
        cases_verdicts,
        cases_leaders,
        cases_taking,
        cases_gate,
    )
    for case in cases_of(module)
]
