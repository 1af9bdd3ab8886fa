"""Parser of one phone number: text in, E.164 or an error out. Pure.

No function here raises for any text. `phone_habits` has the national notations that the phone
library does not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType
from phonenumbers import ValidationResult as Length

from pullahead.base.wording import either, worded
from pullahead.leads.parsing.fields import BadField, clean_text, quoted
from pullahead.leads.parsing.phone_habits import international_readings, without_dialing_words

PHONE_LENGTH: Final = 100
E164_LENGTH: Final = 16  # a plus and 15 digits, as ITU-T E.164 bounds it
SHORTEST_PHONE: Final = 7  # digits; anything shorter is no national number of anywhere we know
LONGEST_WORDS: Final = 40

_LABEL = re.compile(r"\A[^\W\d]{1,12}\s*[:.]\s*")  # tel: p: Fone.
EXTENSION: Final = re.compile(
    r"\s*,?\s*[(\[]?\s*(?:;\s*ext\s*=|,{2,}|#|(?<![^\W\d_])(?:extn?|extensi[oó]n|extens[aã]o|ramal|"
    r"anexo|interno|int|poste|durchwahl|dw|x|r)(?![^\W\d_])\.?)\s*[:-]?\s*"
    r"(?P<extension>[0-9]{1,7})\s*[)\]]?\s*\Z",
    re.IGNORECASE,
)
"""An extension at the end of a number: ext. 12, x12, X-12, ramal 12, R. 12, ;ext=12, ,,12."""
_CHAT = re.compile(
    r"\A(?:https?://)?(?:www\.)?(?:wa\.me/|(?:api|web)\.whatsapp\.com/send/?\?phone=|t\.me/)"
    r"(?:\+|%2B)?([0-9]{7,15})(?:[/?&].*)?\Z",
    re.IGNORECASE,
)
_SIGNS: Final = str.maketrans(
    "·•∙⋅_\\", "      "
)  # between digits, which the library does not read
_HOUR_BESIDE = re.compile(
    r"(?<=[^\W\d_]\s)[0-9]{1,2}(?:[:.h][0-9]{2})?\s?(?:h|hs|hrs?|[ap]\.?m\.?|uhr)?"
    r"(?![\w:])(?!\s*[-(/.]?\s*[0-9])",
    re.IGNORECASE,
)  # after 5pm, depois das 18:00
_SECOND = re.compile(r"[/;,|]")
_SCIENTIFIC = re.compile(r"\A\+?([0-9])(?:[.,]([0-9]*))?E\+?([0-9]{1,3})\Z", re.IGNORECASE)
_ANY_SCIENTIFIC = re.compile(r"\A\+?[0-9]+[.,]?[0-9]*E\+?[0-9]+\Z", re.IGNORECASE)
_THOUSANDS = re.compile(r"\A[1-9][0-9]{0,2}(?:,[0-9]{3}){2,4}\Z")  # 2,125,550,126
_DECIMALS = re.compile(r"\A(\+?[0-9]+)[.,]0{1,2}\Z")
_OVERFLOWN = re.compile(r"1?(?:214748364[78]|4294967295|9223372036854775807)")
"""The largest integers of databases, which they store for a number that is too large."""
_EIGHT_EQUAL = re.compile(r"([0-9])\1{7}\Z")  # 11 99999-9999
_AMONG_WORDS = re.compile(r"(?<![\w.@])[+(]{0,2}[0-9][0-9\s().\-/]{5,}[0-9](?![\w@])")
_NO_NUMBER = re.compile(r"//|[0-9]:[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}")  # an address, a moment
_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_IN_USE: Final = frozenset(
    "fax telefax faks wrong old former bad invalid disconnected dead inactive "
    "errado errada antigo antiga velho invalido invalida desligado desativado inexistente "
    "equivocado equivocada incorrecto viejo anterior falsch ungultig ehemals "
    "faux ancien ancienne invalide not nao nicht never".split()
)
"""Words beside a number that say it is not a number to call."""
_TOO_SHORT: Final = worded("too short")
_TOO_LONG: Final = worded("too long")
_NO_COUNTRY: Final = worded("no country has its prefix")
_WRONG_LENGTH: Final = {
    Length.TOO_SHORT: _TOO_SHORT,
    Length.TOO_LONG: _TOO_LONG,
    Length.INVALID_COUNTRY_CODE: _NO_COUNTRY,
}


def without_decimals(text: str) -> str:
    """A number without the ".0" that a spreadsheet adds to numbers kept as decimals."""
    found = _DECIMALS.match(text)
    return found[1] if found else text


def unrounded(text: str) -> str:
    """Return the digits of a number such as 1.2125550133E+10, if none of them was rounded away."""
    found = _SCIENTIFIC.match(text)
    if found is None or not SHORTEST_PHONE <= int(found[3]) <= len(found[2] or ""):
        return text
    whole, behind = found[1] + (found[2] or ""), int(found[3]) + 1
    return text if whole[behind:].strip("0") else whole[:behind]


def phone_text(raw: str) -> str:
    """Return a phone without its label, a spreadsheet's quotation marks and a chat's address."""
    text = clean_text(raw, PHONE_LENGTH).lstrip("'=\" ").rstrip("'\" ")
    if chat := _CHAT.match(text):
        return f"+{chat[1]}"
    return _LABEL.sub("", text.translate(_SIGNS))


def read_phone(raw: str, country: str) -> str | BadField:
    """Read a phone number as E.164, such as +5511987654321.

    `country` (ISO 3166, two letters, or "") is the country of a number without a country code. An
    extension is dropped; of two numbers the first is taken (`contact_cells` reads both). Digits
    that are two different numbers are refused, as are premium-rate numbers. Valid means that the
    numbering plan of the country has the number, not that a person answers.
    """
    if "\0" in raw:
        said = worded("the phone contains a NUL character; send plain text")
        return BadField("phone", "unreadable", said)
    if len(raw) > PHONE_LENGTH:
        said = worded("the phone is longer than {limit} characters; enter one", limit=PHONE_LENGTH)
        return BadField("phone", "too_long", said)
    text = phone_text(raw)
    if not text:
        return BadField("phone", "missing", worded("no phone"))
    text = unrounded(text)
    if _THOUSANDS.match(text):
        text = text.replace(",", "")
    if _ANY_SCIENTIFIC.match(text):
        return _not_a_phone(raw, worded("a spreadsheet has rounded it: format the column as text"))
    text = EXTENSION.sub("", without_decimals(text))
    if _OVERFLOWN.fullmatch(re.sub(r"[^0-9]", "", text)):
        said = worded("a database stores it for a number that is too large")
        return _not_a_phone(raw, said)
    text = without_dialing_words(text, _region(country))
    if word := next((w for w in _folded_words(raw) if w in _NOT_IN_USE), ""):
        return _not_a_phone(raw, worded("the word {word} is beside it", word=quoted(word)))
    if any(c.isalpha() for c in text):
        alone = number_among_words(text)
        if alone is None:
            return _not_a_phone(raw, worded("it contains letters"))
        text = alone
    return _first_valid(raw, text, _region(country))


def extension_of(raw: str) -> str:
    """Return the extension at the end of a number; "" without one."""
    found = EXTENSION.search(phone_text(raw))
    return found["extension"] if found else ""


def number_among_words(text: str) -> str | None:
    """Return the only number in a text with words before or behind it; None if there are more.

    A date, a web address or a mailbox is no number, and long text is a note.
    """
    text = _HOUR_BESIDE.sub("", text)
    found = _AMONG_WORDS.findall(text)
    if len(found) != 1 or "@" in text or is_no_number(text):
        return None
    others = text.replace(found[0], " ", 1)
    if len(others) > LONGEST_WORDS or any(c.isdigit() for c in others):
        return None
    return str(found[0])


def is_no_number(text: str) -> bool:
    """Return whether a text is a web address or a time, whose digits are no phone."""
    return bool(_NO_NUMBER.search(text))


def words_beside(text: str) -> str:
    """Return the words before and behind a number, without label and extension; "" for none."""
    if not any(c.isalpha() for c in text):
        return ""
    text = EXTENSION.sub("", phone_text(text))
    alone = number_among_words(text) if any(c.isalpha() for c in text) else None
    return text.replace(alone, " ", 1).strip("()[]-,;: ") if alone else ""


def _folded_words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _LETTERS.findall("".join(c for c in bare if not unicodedata.combining(c)))


def _first_valid(raw: str, text: str, region: str | None) -> str | BadField:
    reason = ""
    for candidate in _candidates(text, region):
        number = _parsed(candidate, region)
        if number is None:
            reason = reason or _NO_COUNTRY
            continue
        if phonenumbers.is_valid_number(number):
            phone = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            if len(phone) <= E164_LENGTH:
                return _callable(raw, phone, _undoubted(raw, candidate, number, phone))
            reason = reason or _TOO_LONG  # German plans allow more than can be dialed from abroad
        length = phonenumbers.is_possible_number_with_reason(number)
        reason = reason or _WRONG_LENGTH.get(length, worded("no such number exists"))
    for part in _parts(text):
        for phone in international_readings(part, region or ""):
            if _is_valid(phone):
                return _callable(raw, phone, _of_one_country(raw, part, phone, region or ""))
    if not reason and sum(c.isdigit() for c in text) < SHORTEST_PHONE:
        reason = _TOO_SHORT
    if not reason:
        said = worded(
            "{text} is a national number and no country is given; write it as +55 11 98765-4321 "
            "or enter its country",
            text=quoted(raw),
        )
        return BadField("phone", "no_country", said)
    return _not_a_phone(raw, reason)


def _callable(raw: str, phone: str, read: str | BadField) -> str | BadField:
    """Refuse a premium-rate number, which costs the caller, and one that only fills the field."""
    if isinstance(read, str) and _is_filled_in(read):
        said = worded("{text} is a placeholder, not a person’s number; enter one", text=quoted(raw))
        return BadField("phone", "placeholder", said)
    if isinstance(read, str) and is_premium_rate(read):
        said = worded(
            "{text} is a premium-rate number, and those are not called; enter another one",
            text=quoted(raw),
        )
        return BadField("phone", "premium_rate", said)
    return read


@lru_cache(maxsize=4_096)
def is_premium_rate(phone: str) -> bool:
    """Return whether a number (E.164) costs its caller more than a call."""
    number = _parsed(phone)
    return number is not None and (phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE)


def _is_filled_in(phone: str) -> bool:
    """Return whether a number ends in eight equal digits, or is 123456789 in its country."""
    number = _parsed(phone)
    counted = number is not None and number.national_number in (123_456_789, 1_234_567_890)
    return counted or _EIGHT_EQUAL.search(phone) is not None


def _undoubted(raw: str, text: str, number: PhoneNumber, phone: str) -> str | BadField:
    """The number as it was read, unless its digits begin with the country code and are another
    number so: a German list with 4915112345678 means +49 151, not the area code 4915.

    The mobile number is taken where only the reading with a country code is one.
    """
    digits = re.sub(r"[^0-9]", "", text)
    if text.startswith("+") or not digits.startswith(str(number.country_code)):
        return phone
    if phone == f"+{digits}":
        return phone
    other = _parsed(f"+{digits}")
    if other is None or not phonenumbers.is_valid_number(other):
        return phone
    if phonenumbers.format_number(other, PhoneNumberFormat.E164) == phone:
        return phone  # 55 011 … is the number with and without the 0 of calls inside the country
    if _is_mobile(other) and not _is_mobile(number):
        return f"+{digits}"
    return _doubtful(raw, phone, f"+{digits}")


def _of_one_country(raw: str, text: str, phone: str, region: str) -> str | BadField:
    """Refuse digits that are this number by a national habit, and another one with a plus.

    A Mexican list is believed: its 1 551 234 5670 is a mobile in Mexico City, though the digits
    are a number in New Jersey too. People there put the 1 before their mobiles until 2019.
    """
    digits = "+" + re.sub(r"[^0-9]", "", text)
    is_mexican = region == "MX" and phone.startswith("+52")
    if text.startswith("+") or is_mexican or digits == phone or not _is_valid(digits):
        return phone
    return _doubtful(raw, phone, digits)


def _doubtful(raw: str, one: str, other: str) -> BadField:
    said = worded(
        "{text} is {numbers}; write it with + and its country code",
        text=quoted(raw),
        numbers=either((one, other)),
    )
    return BadField("phone", "doubtful", said)


def _parsed(text: str, region: str | None = None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _is_valid(phone: str) -> bool:
    number = _parsed(phone)
    return number is not None and phonenumbers.is_valid_number(number)


def _is_mobile(number: PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def _candidates(text: str, region: str | None) -> Iterator[str]:
    """Yield the readings, likeliest first; none for a national number without a country."""
    for part in _parts(text):
        compact = "+" + re.sub(r"[^0-9]", "", part)
        if part.startswith("+") or region is not None:
            yield part
        if part.startswith("00"):
            yield "+" + compact[3:]


def _parts(text: str) -> tuple[str, ...]:
    """Return a text, and its beginning before a separator: first the one that is likelier whole.

    030/123456 is one number. In 030 1234 / 5678 the first part is a number by itself.
    """
    first = _SECOND.split(text)[0].strip()
    is_number = sum(c.isdigit() for c in first) >= SHORTEST_PHONE
    return tuple(dict.fromkeys((first, text) if is_number else (text, first)))


def _region(country: str) -> str | None:
    code = country.strip().upper()
    return code if code in phonenumbers.SUPPORTED_REGIONS else None


def _not_a_phone(raw: str, reason: str) -> BadField:
    said = worded(
        "{text} is not a phone number that can be called ({reason}); correct it",
        text=quoted(raw),
        reason=reason,
    )
    return BadField("phone", "not_a_phone", said)


def is_as_written(text: str, phone: str) -> bool:
    """Return whether a number was written as in its plan: only signs and usual prefixes differ.

    Usual prefixes are the plus, 00, and the prefix of a call inside the country, such as 0.
    """
    text = EXTENSION.sub("", without_decimals(phone_text(text)))
    if any(c.isalpha() for c in text):
        return False
    digits = "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
    digits = digits[2:] if digits.startswith("00") else digits
    if phone.endswith(digits.removeprefix("0")):
        return True
    number = phonenumbers.parse(phone)
    code, trunk = str(number.country_code), _trunk_prefix(number)
    rest = digits.removeprefix(code).removeprefix(trunk)
    return phone[1:].endswith(digits.removeprefix(trunk)) or phone[1:] == code + rest


def _trunk_prefix(number: PhoneNumber) -> str:
    region = phonenumbers.region_code_for_number(number) or ""
    known = PhoneMetadata.metadata_for_region(region, None)
    return (known.national_prefix or "") if known is not None else ""
