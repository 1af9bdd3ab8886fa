"""Fuzz the API by its OpenAPI description: each answer is a described one, none is 5xx.

`--examples N`: so many random requests for each endpoint. More than the usual number also asks
systematically: each bound, each missing field, each wrong type.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, seed, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pullahead.api.tests.callers import Caller, bring_in
from tests.environment import USUAL_EXAMPLES

pytestmark = pytest.mark.wide

EXAMPLES = settings.get_profile("api").max_examples
# Read while tests are collected, which needs no database
description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
# Forty requests an endpoint, which each worker would make up while it collects
description.config.phases.coverage.enabled = EXAMPLES > USUAL_EXAMPLES


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the test's connection open at the end of a request, like Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@description.parametrize()
@seed(20_260_301)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_is_promised(
    case: Case[Any], ana: Caller, web: Caller, mia: Caller, ada: Caller
) -> None:
    if case.path.endswith("/pull"):
        bring_in(web)
    of_source = case.path.endswith(("/leads", "/outcome", "/consents", "/withdraw"))
    about_money = any(
        part in case.path for part in ("/sources", "/spend", "/campaigns", "/spoilage", "/buying")
    )
    caller = mia if about_money else web if of_source else ana
    of_admins = case.path.endswith(("/do-not-call", "/remove", "/audits"))
    if of_admins or "/webhook" in case.path:
        caller = ada
    case.headers["Authorization"] = f"Bearer {caller.key}"
    with one_connection():
        answer = case.call()
    assert answer.status_code != 403  # 401: it leaves the key out now and then
    case.validate_response(
        answer,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
