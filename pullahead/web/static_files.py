"""Storage of static files under names that change with their content."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static storage that also rewrites imports between JavaScript modules.

    Without this, a browser could load a stale module.
    """

    support_js_module_import_aggregation = True
    # Only our own modules: a package may import by names that the browser maps
    _js_module_import_aggregation_patterns = (
        "web/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
