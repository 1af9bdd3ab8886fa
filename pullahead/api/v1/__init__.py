"""REST API, version 1: one module of endpoints for each subject, without rules."""

from __future__ import annotations

from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi import get_schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from pullahead import __version__
from pullahead.api import errors, refusals
from pullahead.api.docs import LocalSwagger
from pullahead.api.parser import StrictParser
from pullahead.api.v1 import (
    audits,
    buying,
    claims,
    consents,
    conversations,
    cycles,
    deals,
    do_not_call,
    experiments,
    floor,
    groups,
    leads,
    people,
    plans,
    pods,
    records,
    returns,
    reviews,
    script_comparisons,
    sources,
    sprints,
    webhooks,
)


class Version1(NinjaAPI):
    """Add short names for the operations to the OpenAPI description of django-ninja.

    Make the description once: it takes a second, and anyone may ask for it.
    """

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the endpoint's own name, such as `settle`."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the description, which must not be changed."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return _description(prefix)


@cache
def _description(prefix: str) -> OpenAPISchema:
    return get_schema(api=api, path_prefix=prefix)


api = Version1(
    title="Pullahead API",
    version="1",
    description="Receive leads; pull, settle, extend and release them. Send each key as "
    "`Authorization: Bearer <key>`; every error has the form `{code, message, errors}`. "
    f"Pullahead {__version__}.",
    urls_namespace="v1",
    docs=LocalSwagger(),
    parser=StrictParser(),
)
errors.install(api)
refusals.install(api)
for part in (
    leads,
    consents,
    claims,
    records,
    plans,  # before the acts of deals, which take any name
    pods,  # before deals: its paths are more specific
    conversations,  # before the acts of deals, which take any name
    groups,
    cycles,  # before the acts of deals, too
    deals,
    sprints,
    reviews,
    sources,
    people,
    do_not_call,
    audits,
    webhooks,
    returns,
    buying,
    experiments,
    script_comparisons,
    floor,
):
    api.add_router("", part.router)
