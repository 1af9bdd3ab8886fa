"""Names and places of catalogs, without Babel: every start reads this."""

from __future__ import annotations

from pathlib import Path

from pullahead.config import ROOT

SOURCES = ROOT / "pullahead" / "locale"
PSEUDO = "en-xa"


def locale_of(language: str) -> str:
    """Return the folder name of a language code: ``pt-br`` gives ``pt_BR``."""
    name, _, country = language.partition("-")
    return f"{name}_{country.upper()}" if country else name


def po_path(locale: str) -> Path:
    """Return the path of a locale's source."""
    return SOURCES / locale / "LC_MESSAGES" / "django.po"
