"""Merging: add new messages, drop old ones, and join what two branches translated."""

from __future__ import annotations

from babel.messages.catalog import Message

from pullahead.web.catalog.check import quoted
from pullahead.web.catalog.extract import Key, MarkedMessage
from pullahead.web.catalog.po_files import (
    entries,
    parse,
    sides,
    texts_of,
    with_messages,
    written,
)


def merged(
    texts: tuple[str, ...], locale: str, marked: dict[Key, MarkedMessage]
) -> tuple[str, list[str]]:
    """Return the catalog of the marked messages, and a line for each that was translated twice.

    The first text wins. A text may hold git's conflict marks: both sides are read.
    """
    known: dict[Key, Message] = {}
    notes: list[str] = []
    for side in [side for text in texts for side in sides(text)]:
        for key, one in entries(parse(side, locale)).items():
            old = known.get(key)
            if old is None or not any(texts_of(old)):
                known[key] = one
            elif any(texts_of(one)) and texts_of(one) != texts_of(old):
                notes.append(f"{quoted(key)} has two translations; kept “{texts_of(old)[0][:60]}”")
    return written(with_messages(marked, known, locale), locale), notes
