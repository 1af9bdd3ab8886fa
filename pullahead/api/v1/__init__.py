"""REST API, version 1: one module of endpoints for each subject, without rules."""

from __future__ import annotations

from ninja import NinjaAPI
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
    sources,
    sprints,
    webhooks,
)


class Version1(NinjaAPI):
    """Add short names for the operations to the OpenAPI description of django-ninja."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the endpoint's own name, such as `settle`."""
        return operation.view_func.__name__


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
    sources,
    people,
    do_not_call,
    audits,
    webhooks,
    returns,
    buying,
    experiments,
    floor,
):
    api.add_router("", part.router)
