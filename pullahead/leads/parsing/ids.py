"""External ids and moments: whether two rows are one record or one inquiry. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from pullahead.base.wording import worded
from pullahead.leads.parsing.fields import BadField, clean_text, quoted

EXTERNAL_ID_LENGTH: Final = 200

# Placeholders for a missing id: in small letters, without accents and marks
_WORDS: Final = (
    "n/na/nan/nd/ka/sn/null/nil/none/nothing/no/noid/notapplicable/notavailable/notprovided/"
    "notset/notspecified/notgiven/notknown/unknown/undefined/unassigned/missing/empty/blank/"
    "void/tbd/tba/false/error/err/ref/value/name/num/div0/nao/naoha/naoinformado/"
    "naodisponivel/naoseaplica/nenhum/nenhuma/nulo/nula/vazio/vazia/sem/semid/semcodigo/"
    "desconhecido/ninguno/ninguna/vacio/vacia/sin/sinid/sincodigo/nodisponible/noaplica/"
    "desconocido/kein/keine/keiner/leer/unbekannt/nichtvorhanden/keineangabe/aucun/aucune/"
    "vide/inconnu/neant/nonrenseigne/nondisponible/true/tbc/sr/sd/nv/nvt/pending/dummy/test/"
    "default/auto/anonymous/guest/walkin/ohne/sans/geen/onbekend/leeg/nessuno/nessuna/vuoto/"
    "sconosciuto/brak/yok/ingen/okand/ukjent/ukendt/нет/нд/пусто/неизвестно/неуказано/无/無/"
    "未知/不明/なし/없음/لايوجد/غيرمعروف/אין"
)
_SIGNS_OR_X: Final = re.compile(r"0*|x+")  # "-", "?", "0", "0.00", a nil UUID, "xxx"
_ONE_DIGIT: Final = re.compile(r"([0-9])\1{3,}")  # 9999, 99999
_COUNTED: Final = frozenset("1234567890"[:length] for length in range(5, 11))  # 12345
_TEMPLATE: Final = re.compile(r"\{\{.*\}\}|[$%#]\{.*\}|%\w+%|\[object .*\]|<.*>", re.DOTALL)
_ROUNDED: Final = re.compile(
    r"[+-]?(?:[0-9]+[.,][0-9]+E[+-]?|[0-9]+[.,]?E[+-])[0-9]+", re.IGNORECASE
)


def read_external_id(raw: str) -> str | BadField:
    """The id that another system gave to a record; "" for a placeholder such as N/A, - or 0.

    A number that a spreadsheet has rounded, such as 1.23457E+15, is a finding: many records share
    it.
    """
    text = clean_text(raw, EXTERNAL_ID_LENGTH + 1)
    if len(text) > EXTERNAL_ID_LENGTH:
        message = worded(
            "longer than {limit} characters; enter a shorter one", limit=EXTERNAL_ID_LENGTH
        )
        return BadField("external_id", "too_long", message)
    text = bare = without_decimals(text.lstrip("'=\" ").rstrip("'\" "))
    if _ROUNDED.fullmatch(bare):
        message = worded(
            "{text} is a number that a spreadsheet has rounded, so it is not an ID and was left "
            "out; format the column as text",
            text=quoted(raw),
        )
        return BadField("external_id", "rounded", message)
    return "" if is_placeholder(bare) else text


def without_decimals(text: str) -> str:
    """Return an id without the .0 that a spreadsheet adds to a number."""
    found = _DECIMALS.fullmatch(text)
    return found[1] if found else text


_DECIMALS: Final = re.compile(r"([0-9]{3,})[.,]0{1,2}")


def is_placeholder(text: str) -> bool:
    """Return whether a text is a placeholder for a missing id."""
    letters, bare = _letters(text), text.strip()
    if _SIGNS_OR_X.fullmatch(letters) or _MINUS_ONE.fullmatch(bare):
        return True
    if _ONE_DIGIT.fullmatch(letters) or letters.removeprefix("0") in _COUNTED:
        return True
    return bool(_TEMPLATE.fullmatch(bare)) or _are_words(bare) or letters in _PLACEHOLDERS


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


_PLACEHOLDERS: Final = frozenset(_letters(word) for word in _WORDS.split("/"))
_MINUS_ONE: Final = re.compile(r"[-−]1(?:[.,]0+)?")


def _are_words(text: str) -> bool:
    """Return whether a text is a phrase: words without a digit identify no record."""
    return " " in text and not any(c.isdigit() for c in text)


def same_moment(here: datetime, said: datetime, zone: ZoneInfo) -> bool:
    """Return whether two moments are equal at the precision of the coarser one.

    Exports write one inquiry to the day, the minute or the second. Midnight in `zone`, the zone of
    times without one, means a day.
    """
    if here == said:
        return True
    first, second = here.astimezone(zone), said.astimezone(zone)
    if time() in (first.time(), second.time()):
        return first.date() == second.date()
    minute = not first.second or not second.second
    first, second = (m.replace(microsecond=0) for m in (first, second))
    if minute:
        first, second = (m.replace(second=0) for m in (first, second))
    return first == second
