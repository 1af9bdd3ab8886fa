"""Rules of a catalog: complete, without leftovers, with the placeholders of the English text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from pullahead.web.catalog.extract import Key, MarkedMessage
from pullahead.web.catalog.po_files import entries, ids_of, parse, texts_of, with_messages, written

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{[^{}]*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
MERGE = "run “python -m pullahead.web.catalog merge”"


def problems(text: str, locale: str, marked: dict[Key, MarkedMessage]) -> list[str]:
    """Return each fault of a catalog's text as one line."""
    try:
        catalog = parse(text, locale)
    except PoFileError as error:
        return [f"cannot be read: {error}; {MERGE}"]
    known = entries(catalog)
    found = [f"{quoted(key)} is missing; {MERGE}" for key in marked if key not in known]
    found += [f"{quoted(key)} is not in the code; {MERGE}" for key in known if key not in marked]
    for key in sorted(marked.keys() & known.keys()):
        found += [f"{quoted(key)} {why}" for why in _of_one(known[key], marked[key], catalog)]
    if not found and written(with_messages(marked, known, locale), locale) != text:
        found.append(f"is not in the form that merge writes; {MERGE}")
    return found


def quoted(key: Key) -> str:
    """Return a message's start, to find it by."""
    return f"“{key[1][:60]}”"


def _of_one(message: Message, marked: MarkedMessage, catalog: Catalog) -> Iterator[str]:
    ids, texts = ids_of(message), texts_of(message)
    if len(ids) != (2 if marked.plural else 1) or (marked.plural and ids[1] != marked.plural):
        yield f"has another plural in the code; {MERGE}"
        return
    if message.fuzzy:
        yield "is marked fuzzy: review it, then remove the mark"
    if not any(texts):
        if marked.required:
            yield f"is not translated ({sorted(marked.files)[0]} is a page of agents)"
        return
    if len(ids) == 2 and (len(texts) != catalog.num_plurals or not all(texts)):
        yield f"needs each plural form of its language ({catalog.num_plurals})"
    for number, text in enumerate(texts):
        source = ids[0] if len(ids) == 1 else ids[1]
        yield from _differences(source, text, may_omit=len(ids) == 2 and number == 0)


def _differences(source: str, text: str, *, may_omit: bool) -> Iterator[str]:
    """Yield differences of placeholders and tags; the singular may leave a number out."""
    for what, pattern in (("placeholders", PLACEHOLDER), ("tags", TAG)):
        wanted, found = (Counter(pattern.findall(each)) for each in (source, text))
        # Some languages repeat a placeholder; none repeats a tag
        if what == "placeholders":
            wanted, found = Counter(set(wanted)), Counter(set(found))
        if found - wanted or (wanted - found and not may_omit):
            yield f"has other {what} in “{text[:60]}”"
    for at, where in ((0, "start"), (-1, "end")):
        if source[at].isspace() != (text[at:] or " ")[0].isspace() and text:
            yield f"has another space at its {where} in “{text[:60]}”"
