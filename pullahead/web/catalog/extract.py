"""Extraction of all marked messages from the Python code and the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from pullahead.config import ROOT

PACKAGE = ROOT / "pullahead"
Arguments = tuple[int | tuple[int, str], ...] | None
_PLAIN: dict[str, Arguments] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "worded": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS = _PLAIN | {
    f"{name}_lazy": arguments
    for name, arguments in _PLAIN.items()
    if "gettext" in name and name != "gettext_noop"
}
# The pages that agents use, and the errors shown there: every message must be translated.
# A pattern's * also matches slashes.
AGENT_FILES = (
    "web/templates/4*.html",
    "web/templates/500.html",
    "web/templates/bare.html",
    "web/templates/base.html",
    "web/templates/components/*",
    "web/templates/leads/search/*",
    "web/templates/problem.html",
    "web/templates/refused.html",
    "web/templates/settings/own.html",
    "web/templates/sign_in/*",
    "web/templates/work*",
    "web/flash_messages.py",
    "web/formatting.py",
    "web/contact_options.py",
    "web/forms/base.py",
    "web/forms/own.py",
    "web/forms/search.py",
    "web/forms/work.py",
    "web/refused.py",
    "web/script_answers.py",
    "web/templatetags/ui.py",
    "web/view_helpers.py",
    "web/views/errors.py",
    "web/views/leads/search.py",
    "web/views/settings/own.py",
    "web/views/sign_in.py",
    "web/views/work*",
    "base/wording.py",
    "leads/area_codes.py",
    "leads/parsing/*",
    "leads/rules.py",
    "team/models.py",
    "usecases/common*",
    "usecases/intake/import_rows.py",
    "usecases/leads/opt_out.py",
    "usecases/leads/search*.py",
    "usecases/leads/timeline.py",
    "usecases/settings/own_settings.py",
    "usecases/settings/sign_in.py",
    "usecases/work*",
)
# Python's tokenizer refuses an indentation that means nothing
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(slots=True)
class MarkedMessage:
    """A message of the code, and the files that use it."""

    id: str
    plural: str = ""
    context: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def required(self) -> bool:
        """Return whether every language must have a translation."""
        return any(fnmatch(file, pattern) for file in self.files for pattern in AGENT_FILES)


Key = tuple[str, str]  # context and msgid


def marked(package: Path = PACKAGE) -> dict[Key, MarkedMessage]:
    """Return every marked message of a package's code and templates, without its tests."""
    found: dict[Key, MarkedMessage] = {}
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.html")]):
        file = path.relative_to(package).as_posix()
        if {"tests", "migrations"} & set(path.parts[len(package.parts) :]):
            continue
        for one in of_text(path.read_text(encoding="utf-8"), file):
            kept = found.setdefault((one.context, one.id), one)
            kept.files.add(file)
            kept.plural = kept.plural or one.plural
    return found


def of_text(text: str, file: str) -> Iterator[MarkedMessage]:
    """Yield the messages of one file; `file` decides how the text is read."""
    if file.endswith(".html"):
        text = _INDENTATION.sub("", templatize(text, file))
    elif "gettext" not in text and "worded(" not in text:
        return
    source = BytesIO(text.encode())
    for _, ids, _, context in extract("python", source, KEYWORDS, options={"encoding": "utf-8"}):
        single, plural = (ids[0], ids[1]) if isinstance(ids, tuple | list) else (ids, "")
        if single:
            yield MarkedMessage(single, plural, context or "", {file})
