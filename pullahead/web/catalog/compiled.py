"""Compilation of the catalogs at start, into the form that gettext reads, in var/locale.

No compiled file is committed. A start with current files only compares hashes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pullahead.config import VAR
from pullahead.web.catalog.locales import PSEUDO, locale_of, po_path

FOLDER = VAR / "locale"
_HERE = Path(__file__).parent
logger = logging.getLogger(__name__)


def refresh(languages: Iterable[str], folder: Path = FOLDER) -> None:
    """Compile the catalogs of these languages that changed since the last start.

    Pages are in English where the folder cannot be written; the log says so.
    """
    try:
        for language in languages:
            if language != "en":
                _refresh(language, folder)
    except OSError as error:
        logger.warning(
            "Translations cannot be written to %s (%s). Pages are shown in English. "
            "Make the folder writable, then start again.",
            error.filename or folder,
            error.strerror,
        )


def _refresh(language: str, folder: Path) -> None:
    is_pseudo = language == PSEUDO
    # The pseudo-locale has no source of its own: any catalog holds all messages
    source_locale = "es" if is_pseudo else locale_of(language)
    source = po_path(source_locale).read_bytes()
    place = folder / locale_of(language) / "LC_MESSAGES"
    target, stamp = place / "django.mo", place / "django.stamp"
    makers = b"".join((_HERE / made).read_bytes() for made in ("po_files.py", "pseudo.py"))
    wanted = hashlib.sha256(source + makers).hexdigest()
    if target.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    place.mkdir(parents=True, exist_ok=True)
    _replace(target, _compile(source.decode(), source_locale, is_pseudo=is_pseudo))
    _replace(stamp, wanted.encode())


def _compile(source: str, locale: str, *, is_pseudo: bool) -> bytes:
    from pullahead.web.catalog import po_files, pseudo

    catalog = po_files.parse(source, locale)
    if is_pseudo:
        known = po_files.entries(catalog)
        catalog = pseudo.pseudo_catalog({key: po_files.ids_of(one) for key, one in known.items()})
    return po_files.machine_file(catalog)


def _replace(path: Path, content: bytes) -> None:
    """Replace a file at once, because several processes may start together."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
