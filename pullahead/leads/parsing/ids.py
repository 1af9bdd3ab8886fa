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
_PLACEHOLDERS: Final = frozenset(
    (
        "n/na/nan/nd/ka/sn/null/nil/none/nothing/no/noid/notapplicable/notavailable/notprovided/"
        "notset/notspecified/notgiven/notknown/unknown/undefined/unassigned/missing/empty/blank/"
        "void/tbd/tba/false/error/err/ref/value/name/num/div0/nao/naoha/naoinformado/"
        "naodisponivel/naoseaplica/nenhum/nenhuma/nulo/nula/vazio/vazia/sem/semid/semcodigo/"
        "desconhecido/ninguno/ninguna/vacio/vacia/sin/sinid/sincodigo/nodisponible/noaplica/"
        "desconocido/kein/keine/keiner/leer/unbekannt/nichtvorhanden/keineangabe/aucun/aucune/"
        "vide/inconnu/neant/nonrenseigne/nondisponible"
    ).split("/")
)
_SIGNS_OR_X: Final = re.compile(r"0*|x+")  # "-", "?", "0", "0.00", a nil UUID, "xxx"
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
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if c.isalnum())
    if _SIGNS_OR_X.fullmatch(letters) or text.strip() in {"-1", "−1"}:
        return True
    return letters in _PLACEHOLDERS


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
