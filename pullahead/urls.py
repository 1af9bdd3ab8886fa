"""Every address that the product answers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pullahead.api.health import healthz
from pullahead.api.v1 import api

handler400 = "pullahead.web.views.errors.bad_request"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("pullahead.web.urls")),
]
