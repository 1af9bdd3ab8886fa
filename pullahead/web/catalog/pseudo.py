"""The pseudo-locale of tests: English, accented, bracketed and 40 % longer.

It shows text that no catalog knows (without accents) and layouts that cut longer languages off.
"""

from __future__ import annotations

import re
from itertools import cycle

from babel.messages.catalog import Catalog

from pullahead.web.catalog.extract import Key

LONGER = 0.4
_PLAIN = "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpRrSsTtUuVvWwYyZz"
_ACCENTED = "ÁáƁƀÇçĐđÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀṁÑñÖöÞþŔŕŠšŢţÛûṼṽŴŵÝýŽž"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_FILLER = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Placeholders, tags and entities stay as they are
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%%|%[sd]|\{[^{}]*\}|<[^>]+>|&#?\w+;)")


def pseudo(text: str) -> str:
    """Return *[Ñéẋţ ļéáđ one]* for *Next lead*; spaces around the text stay outside."""
    core = text.strip()
    if not core:
        return text
    parts = _KEPT.split(core)
    shown = "".join(
        part if place % 2 else part.translate(_ACCENTS) for place, part in enumerate(parts)
    )
    wanted, filler = len("".join(parts[::2])) * LONGER, ""
    for word in cycle(_FILLER):
        if len(filler) >= wanted:
            break
        filler += f" {word}"
    before, _, after = text.partition(core)
    return f"{before}[{shown}{filler}]{after}"


def pseudo_catalog(messages: dict[Key, tuple[str, ...]]) -> Catalog:
    """Return the catalog of the pseudo-locale; `messages` gives msgid and plural of each key."""
    catalog = Catalog(locale="en")
    for (context, _), ids in messages.items():
        texts = tuple(pseudo(one) for one in ids)
        if len(ids) == 1:
            catalog.add(ids[0], texts[0], context=context or None)
        else:
            catalog.add(ids, texts, context=context or None)
    return catalog
