"""Parser of a row's country: a name, a code of ISO 3166 or a dial code. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from pullahead.base.wording import either, worded
from pullahead.leads.parsing.country_names import COUNTRY_NAMES
from pullahead.leads.parsing.fields import BadField, clean_text, quoted
from pullahead.leads.parsing.phones import read_phone, words_beside

JOINED: Final = " / "
"""Between the texts of several columns that are one field."""

_DIAL_CODE: Final = re.compile(r"(?:\+|\b00)?\s?([1-9][0-9]{0,2})(?:\.0{1,2})?(?:[\s-][0-9]{1,4})?")
_IN_WORDS: Final = re.compile(r"\+\s?([1-9][0-9]{0,2})(?![0-9])")
_NOTHING_SAID: Final = frozenset({"", "n a", "null", "none", "nil"})
_SATELLITES: Final = "001"
_LABEL: Final = re.compile(r"\s*([^\W\d]{2,12})\s*:")  # USA: 212 555 0133
_CODE_LENGTH: Final = 2
_GIVEN_NAMES: Final = frozenset({"chad", "georgia", "india", "israel", "jordan", "kenya"})
_FLAG: Final = 0x1F1E6  # the sign for A, of which two make a flag


def read_countries(text: str) -> tuple[str, ...] | None:
    """Return the countries that a text names (ISO 3166, two letters); None for an unknown one.

    Reads names in English, Spanish, Portuguese, German and French. Reads also codes of two and
    three letters, dial codes (55, +55, 0055) and flags. A dial code means the main country of its
    plan. Empty for a text without a country, such as "N/A".
    """
    return _countries(clean_text(text, 200))


@lru_cache(maxsize=2_048)
def _countries(text: str) -> tuple[str, ...] | None:
    one = _country(text)
    if one is not None:
        return (one,) if one else ()
    if "/" not in text:
        return None
    several = [_country(part) for part in text.split("/")]
    known = tuple(dict.fromkeys(found for found in several if found))
    return known if known or None not in several else None


def _country(text: str) -> str | None:
    """The country, "" where nothing is said, None where it is not known."""
    if dial := _DIAL_CODE.fullmatch(text.strip(" ()")) or _IN_WORDS.search(text):
        return _of_dial_code(int(dial[1]))
    bare = _folded(_without_flags(text))
    if bare in _NOTHING_SAID:
        return ""
    bracketed = re.fullmatch(r"([^()]+)\(([^()]+)\)", text)  # Brasil (BR)
    names = (bare, *(_folded(part) for part in (bracketed.groups() if bracketed else ())))
    return next((COUNTRY_NAMES[name] for name in names if name in COUNTRY_NAMES), None)


def _of_dial_code(code: int) -> str | None:
    regions = COUNTRY_CODE_TO_REGION_CODE.get(code, (_SATELLITES,))
    return None if regions[0] == _SATELLITES else regions[0]


def _without_flags(text: str) -> str:
    letters = [chr(ord("A") + ord(c) - _FLAG) if _FLAG <= ord(c) < _FLAG + 26 else c for c in text]
    flag, words = "".join(letters[:2]), "".join(letters[2:])
    return words if text[:2] != flag and words.strip() else "".join(letters)


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters).strip()


def read_phone_of_row(raw: str, *, country: str, dial_code: str, default: str) -> str | BadField:
    """Return the phone of a row that may name its own country.

    The name of a country beside the number comes first, then the dial code, then the country, then
    the default. A code beside the number only adds a country. A national number is refused if the
    row's country is unknown. It is also refused if it is a different number in each of several
    countries that the row names.
    """
    said = dial_code if read_countries(dial_code) != () else country
    regions = read_countries(said)
    label = _LABEL.match(raw)
    words = words_beside(raw) or (label[1] if label else "")
    regions = _with_country_beside(regions, words, default)
    if regions is None:
        found = read_phone(raw, "")
        return found if isinstance(found, str) else _of_nowhere(found, raw, said)
    reads = [read_phone(raw, region) for region in regions or (default,)]
    numbers = dict.fromkeys(found for found in reads if isinstance(found, str))
    if len(numbers) > 1:
        message = worded(
            "{text} is {numbers}, because the row names several countries; write it with + and "
            "its country code",
            text=quoted(raw),
            numbers=either(numbers),
        )
        return BadField("phone", "doubtful", message)
    return next(iter(numbers), reads[0])


def _with_country_beside(
    regions: tuple[str, ...] | None, words: str, default: str
) -> tuple[str, ...] | None:
    """Return the countries of a number with words beside it, such as 030 123456 (Germany).

    Two letters and a given name have other meanings: DE is Delaware, too. They count beside the
    row's country.
    """
    named = read_countries(words) if words[:1].isupper() else ()
    if not named:
        return regions
    if len(words) > _CODE_LENGTH and words.casefold() not in _GIVEN_NAMES:
        return named
    if len(words) == _CODE_LENGTH and not words.isupper():
        return regions
    return (*(regions or (default,)), *named)


def _of_nowhere(found: BadField, raw: str, said: str) -> BadField:
    if found.code != "no_country":
        return found
    message = worded(
        "{text} is a national number, and the row’s country {country} is not known; write the "
        "number with + and its country code, or correct the country",
        text=quoted(raw),
        country=quoted(said),
    )
    return BadField("phone", "unknown_country", message)
