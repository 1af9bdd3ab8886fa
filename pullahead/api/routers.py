"""Routers whose endpoints share the model of a failure.

django-ninja makes a model for each status of each endpoint. 950 of the 1,100 models of the API
would be those of failures, and making them a fifth of the start of a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ninja import Router, Schema

from pullahead.api.answers import ErrorAnswer


class FailureOut(Schema):
    """Answer of a failure, as django-ninja keeps the answers of an endpoint."""

    response: ErrorAnswer


class EndpointRouter(Router):
    """Router of endpoints that name their answers by status, and a set of statuses for failures."""

    def add_api_operation(
        self,
        path: str,
        methods: list[str],
        view_func: Callable[..., Any],
        *,
        response: Any = None,
        **more: Any,
    ) -> None:
        """Add an endpoint; each status with ErrorAnswer gets the one model of a failure."""
        kinds: dict[Any, Any] = response
        answers = {status: kind for status, kind in kinds.items() if kind is not ErrorAnswer}
        super().add_api_operation(path, methods, view_func, response=answers, **more)
        models = self.path_operations[path].operations[-1].response_models
        for status, kind in kinds.items():
            if kind is ErrorAnswer:
                each = status if isinstance(status, Iterable) else [status]
                models.update(dict.fromkeys(each, FailureOut))
