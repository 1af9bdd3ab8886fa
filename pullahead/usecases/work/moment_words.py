"""Words of dates and times in English, Spanish and Portuguese, for typed callback times.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import chain

WEEKDAYS: Sequence[Sequence[str]] = (
    ("monday", "mon", "lunes", "segunda"),
    ("tuesday", "tues", "martes", "terca"),
    ("wednesday", "weds", "miercoles", "quarta"),
    ("thursday", "thurs", "thu", "jueves", "quinta"),
    ("friday", "fri", "viernes", "sexta"),
    ("saturday", "sat", "sabado"),
    ("sunday", "sun", "domingo"),
)
MONTHS: Sequence[Sequence[str]] = (
    ("january", "enero", "janeiro"),
    ("february", "febrero", "fevereiro"),
    ("march", "marzo", "marco"),
    ("april", "abril"),
    ("may", "mayo", "maio"),
    ("june", "junio", "junho"),
    ("july", "julio", "julho"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre", "setembro"),
    ("october", "octubre", "outubro"),
    ("november", "noviembre", "novembro"),
    ("december", "diciembre", "dezembro"),
)
DAYS_AHEAD: Mapping[str, int] = {
    **dict.fromkeys(("today", "hoy", "hoje"), 0),
    **dict.fromkeys(("tomorrow", "tmrw", "tmw", "tmr", "tm", "manana", "amanha"), 1),
}
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuto", "minutos"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs", "hs", "hour", "hours", "hora", "horas"), "hours"),
    **dict.fromkeys(("d", "day", "days", "dia", "dias"), "days"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "semana", "semanas"), "weeks"),
}
# Longer phrases first: "pasado manana" holds "manana"
PHRASES: Sequence[tuple[str, str]] = (
    (r"(the )?day after tomorrow|pasado manana|depois de amanha", "@2"),
    (r"(in the|this) morning|((por|de|en) la|esta) manana|(da|de|pela) manha", "am"),
    (r"(in the|this) (afternoon|evening)|tonight|at night", "pm"),
    (r"((por|de|en) la|esta) (tarde|noche)|(da|de|a|pela) (tarde|noite)", "pm"),
    (r"tomorrow morning", "tomorrow am"),
    (r"tomorrow (afternoon|evening|night)", "tomorrow pm"),
    (r"a\.m\.?", "am"),
    (r"p\.m\.?", "pm"),
    (r"noon|midday|mediodia|meio[- ]dia", "12:00"),
    (r"half an hour|media hora|meia hora", "30 min"),
    (r"o'?clock", ""),
)
FILLER = frozenset(
    "at on around by the this coming a as al las la el los o os de del do da dia em en em no na "
    "este esta proximo proxima".split()
)
BEFORE_A_SPAN = re.compile(r"^(in|within|en|dentro de|em|daqui a|daqui|\+)\s*")


def plain(text: str) -> str:
    """Return the text in lower case, without accents, commas and double spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    bare = bare.replace(",", " ").replace("-feira", "")
    return " ".join(bare.split())


def phrases_replaced(text: str) -> str:
    """Return the plain text with phrases of several words as one word."""
    for pattern, word in PHRASES:
        text = re.sub(rf"(?<![a-z])(?:{pattern})(?![a-z])", word, text)
    return " ".join(text.split())


def _meanings() -> Mapping[str, tuple[str, int]]:
    days = ((word, ("weekday", n)) for n, words in enumerate(WEEKDAYS) for word in words)
    months = ((word, ("month", n)) for n, words in enumerate(MONTHS, start=1) for word in words)
    ahead = ((word, ("ahead", n)) for word, n in DAYS_AHEAD.items())
    return dict(chain(days, months, ahead))


MEANINGS = _meanings()


def meaning(word: str) -> set[tuple[str, int]]:
    """Return what a word can mean: the word itself, else all words that begin with it."""
    if word in MEANINGS:
        return {MEANINGS[word]}
    if len(word) < 3 or not word.isalpha():
        return set()
    return {found for known, found in MEANINGS.items() if known.startswith(word)}
