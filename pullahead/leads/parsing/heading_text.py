"""Normal form of a heading, in which tables and patterns are matched. Pure."""

from __future__ import annotations

import re
import unicodedata


def folded(heading: str) -> str:
    """A heading in small letters, without accents, with spaces for signs."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c)).replace("ı", "i")
    return re.sub(r"[\W_]+", " ", letters).strip()


def spaced(heading: str) -> str:
    """Fold a heading, with spaces between the parts of a word such as *HasOptedOutOfCall*."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading)
    return folded(apart)
