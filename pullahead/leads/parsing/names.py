"""Placeholders in the place of a name, such as N/A, and names that were decoded twice. Pure."""

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


_DECODED_TWICE: Final = re.compile("[\u00c2-\u00c5][\u0080-\u00bf\u0152-\u2122]")


def once_decoded(text: str) -> str:
    """Return a name whose UTF-8 was read as Windows-1252 before, as in *JosÃ©*, as it was meant."""
    if not _DECODED_TWICE.search(text):
        return text
    try:
        return b"".join(map(_byte_of, text)).decode()
    except UnicodeError:
        return text


def _byte_of(letter: str) -> bytes:
    """Return the byte of a letter; Windows-1252 leaves five of them as they are."""
    return bytes([ord(letter)]) if ord(letter) < 160 else letter.encode("cp1252")
