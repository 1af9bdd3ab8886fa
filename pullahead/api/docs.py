"""The page at /api/v1/docs: Swagger UI from django-ninja's package, served from this server."""

from __future__ import annotations

from ninja.openapi.docs import Swagger


class LocalSwagger(Swagger):
    """Swagger UI in a template without inline scripts, which the policy of all pages refuses."""

    template = "api/docs.html"
