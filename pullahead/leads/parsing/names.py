"""Placeholders in the place of a name, such as N/A or null null. Pure."""

from __future__ import annotations

import re
from typing import Final

_NO_NAME: Final = frozenset(
    (
        "n/a|#n/a|n.a.|null|nil|none|unknown|undefined|(blank)|blank|no name|noname|not provided|"
        "not available|not given|no name given|name unknown|sem nome|nao informado|não informado|"
        "desconhecido|sin nombre|desconocido|no disponible|unbekannt|kein name|ohne namen|inconnu|"
        "sans nom|anonymous"
    ).split("|")
)
_AS_WRITTEN: Final = frozenset({"NA", "NaN", "nan", "N A", "TBD", "TBA"})  # Na is a name
_NO_LETTER: Final = re.compile(r"[\W\d_]+")


def is_no_name(text: str) -> bool:
    """Return whether a text stands for a missing name: N/A, null null, -, 000."""
    words = " ".join(text.split())
    if not words or _NO_LETTER.fullmatch(words):
        return True
    if all(part in _AS_WRITTEN for part in words.split(" ")) or words in _AS_WRITTEN:
        return True
    small = words.casefold()
    return small in _NO_NAME or all(part in _NO_NAME for part in small.split(" "))
