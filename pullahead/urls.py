"""All URLs of the product."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pullahead.api.health import healthz, readyz
from pullahead.api.v1 import api

handler400 = "pullahead.web.views.errors.bad_request"
handler500 = "pullahead.web.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("pullahead.web.urls")),
]
