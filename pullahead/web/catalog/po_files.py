"""Reading and writing of catalogs: equal content gives equal text, to avoid merge conflicts."""

from __future__ import annotations

import re
from io import BytesIO, StringIO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pullahead.config import LANGUAGES
from pullahead.web.catalog.extract import Key, MarkedMessage
from pullahead.web.catalog.locales import locale_of

HEADER = """msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""
# Both sides of a conflict as git writes it; the base of diff3 style is dropped
_CONFLICT = re.compile(
    r"^<<<<<<< [^\n]*\n(.*?)(?:^\|\|\|\|\|\|\| [^\n]*\n.*?)?^=======\n(.*?)^>>>>>>> [^\n]*\n",
    re.MULTILINE | re.DOTALL,
)


def translated() -> tuple[str, ...]:
    """Return the locales that have a catalog: all but English."""
    return tuple(locale_of(code) for code in LANGUAGES if code != "en")


def parse(text: str, locale: str) -> Catalog:
    """Read a catalog; raise PoFileError where it cannot be read."""
    return read_po(StringIO(text), locale=locale, abort_invalid=True, ignore_obsolete=True)


def sides(text: str) -> tuple[str, ...]:
    """Return a file's text, or both sides of it where git left conflicts."""
    if not _CONFLICT.search(text):
        return (text,)
    return _CONFLICT.sub(r"\1", text), _CONFLICT.sub(r"\2", text)


def written(catalog: Catalog, locale: str) -> str:
    """Return the text of a catalog: sorted, one line a message, no places, no dates."""
    out = BytesIO()
    write_po(
        out, catalog, width=0, no_location=True, omit_header=True, sort_output=True,
        ignore_obsolete=True,
    )  # fmt: skip
    header = HEADER.format(locale=locale, plural_forms=Catalog(locale=locale).plural_forms)
    return header + out.getvalue().decode().strip() + "\n"


def machine_file(catalog: Catalog) -> bytes:
    """Return a catalog as gettext reads it when the program runs."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def entries(catalog: Catalog) -> dict[Key, Message]:
    """Return a catalog's messages without its header."""
    return {(str(one.context or ""), ids_of(one)[0]): one for one in catalog if one.id}


def ids_of(message: Message) -> tuple[str, ...]:
    """Return the msgid, and its plural if it has one."""
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def texts_of(message: Message) -> tuple[str, ...]:
    """Return the translation, in all of its plural forms."""
    text = message.string
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def with_messages(
    marked: dict[Key, MarkedMessage], known: dict[Key, Message], locale: str
) -> Catalog:
    """Return a catalog of exactly the marked messages, with the translations that are known."""
    catalog = Catalog(locale=locale)
    for key, one in marked.items():
        ids = (one.id, one.plural) if one.plural else one.id
        old = known.get(key)
        kept = old.string if old and ids_of(old) == ids_of(Message(ids)) else ""
        comments = old.user_comments if old else ()
        catalog.add(ids, kept, user_comments=comments, context=one.context or None)
    return catalog
