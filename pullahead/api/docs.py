"""The page at /api/v1/docs: Swagger's from our own server, without an inline script."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class LocalDocs(DocsBase):
    """Swagger's page, its settings in a data block, which a strict CSP lets stand."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page; `deepLinking` lets an address point at one endpoint."""
        swagger = {
            "url": self.get_openapi_url(api, kwargs),
            "layout": "BaseLayout",
            "deepLinking": True,
        }
        return render(request, "api/docs.html", {"title": api.title, "swagger": swagger})
