"""Static files: their names change with their content, and Vega comes from its package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

VEGA_PACKAGE = "js_lib_vega_embed"
VEGA = f"{VEGA_PACKAGE}/vega-embed-full.js"


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


class VegaFinder(BaseFinder):
    """Finder of the chart library. Its package has four files, of which the pages use one."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the place of the library, and nothing for other files."""
        found = _vega_storage().path(path) if path == VEGA else None
        return ([found] if find_all else found) if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Return the library with its storage."""
        yield VEGA, _vega_storage()


def _vega_storage() -> FileSystemStorage:
    return FileSystemStorage(location=str(files(VEGA_PACKAGE) / "static"))
