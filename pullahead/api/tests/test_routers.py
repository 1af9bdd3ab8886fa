"""Routers: endpoints name their failures by status, and all failures share one model."""

from __future__ import annotations

from pullahead.api.routers import FailureOut
from pullahead.api.v1 import claims
from pullahead.api.v1.common import FAILURES


def test_the_statuses_of_failures_share_one_model() -> None:
    models = claims.router.path_operations["/pull"].operations[0].response_models
    assert {models[status] for status in FAILURES} == {FailureOut}
    assert models[200] is not FailureOut
