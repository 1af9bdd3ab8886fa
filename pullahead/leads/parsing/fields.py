"""Reading one field of a lead: text in, a normalized value or what is wrong with it out. Pure.

No function here raises on any text: what people type, paste and export is the input.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

PHONE_LENGTH: Final = 100
E164_LENGTH: Final = 16  # a plus and 15 digits, as ITU-T E.164 bounds it
SHORTEST_PHONE: Final = 7  # digits; anything shorter is no national number of anywhere we know
EMAIL_LENGTH: Final = 254
VALUE_DIGITS: Final = 12  # of which two are decimals
_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class BadField:
    """Error in a field.

    `code` is for programs (``missing``, ``unreadable``, ``too_long``, ``no_country``,
    ``unknown_country``, ``doubtful``, ``not_a_number``, ``not_a_phone``, ``not_an_email``,
    ``not_a_time``, ``not_a_flag``, ``ambiguous``, ``out_of_range``, ``in_the_future``, ``cut``),
    `message` for people: what is wrong, what was kept, what to do.
    """

    field: str
    code: str
    message: str


def clean_text(raw: str, limit: int, *, lines: bool = False) -> str:
    """NFC text without control characters or space around it, at most `limit` characters.

    White space becomes single spaces; with `lines` the line breaks stay. Marks that turn the
    direction of writing and halves of surrogate pairs go: they hide text or cannot be stored.
    """
    shown = "".join(c if c == "\n" and lines else _shown(c) for c in raw.replace("\r\n", "\n"))
    normal = unicodedata.normalize("NFC", shown)
    split = normal.split("\n") if lines else [normal]
    tidy = "\n".join(" ".join(line.split()) for line in split).strip()
    return tidy[:limit].rstrip()


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if char.isspace():
        return " "
    if kind in ("Cc", "Cs") or char in _DIRECTIONS:
        return ""
    return char


_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def quoted(raw: str) -> str:
    """The value as a message may show it: cleaned, cut to 40 characters, in quotation marks."""
    text = clean_text(raw, _QUOTED + 1)
    return f"“{text[:_QUOTED]}…”" if len(text) > _QUOTED else f"“{text}”"


# --- phone

_LABEL = re.compile(r"\A[^\W\d]{1,12}\s*[:.]\s*")  # tel: p: Fone.
_EXTENSION = re.compile(
    r"\s*(?:;\s*ext\s*=|\bextn?\b\.?|\bextension\b|\bramal\b\.?|\bx\.?|#)\s*:?\s*[0-9]{1,7}\s*\Z",
    re.IGNORECASE,
)
_SECOND = re.compile(r"[/;,|]")
_SCIENTIFIC = re.compile(r"\A\+?[0-9]+[.,]?[0-9]*E\+?[0-9]+\Z", re.IGNORECASE)
_DECIMALS = re.compile(r"\A(\+?[0-9]+)[.,]0{1,2}\Z")
_OLD_MEXICAN_MOBILE = re.compile(r"\A\+521(?=[0-9]{10}\Z)")  # the 1 went in 2020
_WRONG_LENGTH: Final = {
    ValidationResult.TOO_SHORT: "too short",
    ValidationResult.TOO_LONG: "too long",
    ValidationResult.INVALID_COUNTRY_CODE: "no country has its prefix",
}


def without_decimals(text: str) -> str:
    """A number without the ".0" that a spreadsheet adds to numbers kept as decimals."""
    found = _DECIMALS.match(text)
    return found[1] if found else text


def phone_text(raw: str) -> str:
    """Return a phone without its label and a spreadsheet's quotation marks."""
    return _LABEL.sub("", clean_text(raw, PHONE_LENGTH).lstrip("'=\" ").rstrip("'\" "))


def read_phone(raw: str, country: str) -> str | BadField:
    """A phone number as E.164, such as +5511987654321.

    `country` (ISO 3166, two letters, or "") is whose national notation a number without a
    country code is in. Extensions are dropped; of two numbers in one field the first is taken.
    Digits that are two different numbers, with and without a country code, are refused.
    Valid means that the numbering plan of its country has such numbers, not that anybody answers.
    """
    if "\0" in raw:
        return BadField(
            "phone", "unreadable", "the phone contains a NUL character; send plain text"
        )
    if len(raw) > PHONE_LENGTH:
        return BadField(
            "phone", "too_long", f"the phone is longer than {PHONE_LENGTH} characters; give one"
        )
    text = phone_text(raw)
    if not text:
        return BadField("phone", "missing", "no phone")
    if _SCIENTIFIC.match(text):
        return _not_a_phone(raw, "a spreadsheet has rounded it: format the column as text")
    text = _EXTENSION.sub("", without_decimals(text))
    if any(c.isalpha() for c in text):
        return _not_a_phone(raw, "it contains letters")
    return _first_valid(raw, text, _region(country))


def _first_valid(raw: str, text: str, region: str | None) -> str | BadField:
    reason = ""
    for candidate in _candidates(text, region):
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            reason = reason or "no country has its prefix"
            continue
        if phonenumbers.is_valid_number(number):
            phone = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            if len(phone) <= E164_LENGTH:
                return _undoubted(raw, candidate, number, phone)
            reason = reason or "too long"  # German plans allow more than can be dialed from abroad
        length = phonenumbers.is_possible_number_with_reason(number)
        reason = reason or _WRONG_LENGTH.get(length, "no such number exists")
    if not reason and sum(c.isdigit() for c in text) < SHORTEST_PHONE:
        reason = "too short"
    if not reason:
        return BadField(
            "phone",
            "no_country",
            f"{quoted(raw)} is a national number and no country is given; "
            "write it as +55 11 98765-4321 or give the country it is from",
        )
    return _not_a_phone(raw, reason)


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
    if _is_mobile(other) and not _is_mobile(number):
        return f"+{digits}"
    return BadField(
        "phone",
        "doubtful",
        f"{quoted(raw)} is {phone} or +{digits}; write it with + and its country code",
    )


def _parsed(text: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None


def _is_mobile(number: PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def _candidates(text: str, region: str | None) -> Iterator[str]:
    """Ways to read it, likeliest first; none where it is national and no country is known."""
    for part in dict.fromkeys((text, _SECOND.split(text)[0].strip())):
        compact = "+" + re.sub(r"[^0-9]", "", part)
        if part.startswith("+"):
            yield part
            if _OLD_MEXICAN_MOBILE.match(compact):
                yield _OLD_MEXICAN_MOBILE.sub("+52", compact)
        elif region is not None:
            yield part
        if part.startswith("00"):
            yield "+" + compact[3:]


def _region(country: str) -> str | None:
    code = country.strip().upper()
    return code if code in phonenumbers.SUPPORTED_REGIONS else None


def _not_a_phone(raw: str, reason: str) -> BadField:
    return BadField(
        "phone",
        "not_a_phone",
        f"{quoted(raw)} is not a phone number that can be called ({reason}); correct it",
    )


# --- e-mail


def read_email(raw: str) -> str | BadField:
    """An e-mail address in small letters, NFC, so that the same mailbox is the same text.

    Domains keep their own script. Nothing is looked up: whether the domain takes mail is not
    known. (Mail systems may tell large letters from small; none that matters does.)
    """
    if not raw.strip():
        return BadField("email", "missing", "no e-mail")
    if len(raw) > 2 * EMAIL_LENGTH:
        return BadField(
            "email", "too_long", f"the e-mail is longer than {EMAIL_LENGTH} characters; give one"
        )
    try:
        return _mailbox(_mailbox(raw.strip()).lower())
    except EmailNotValidError as error:
        reason = clean_text(str(error), 200).rstrip(".")
    except (ValueError, IndexError):  # what the library lets through of idna and of odd headers
        reason = "its domain cannot be read"
    return BadField(
        "email", "not_an_email", f"{quoted(raw)} is not an e-mail address ({reason}); correct it"
    )


def _mailbox(text: str) -> str:
    found = validate_email(text, check_deliverability=False, allow_display_name=True).normalized
    if len(found) > EMAIL_LENGTH:
        raise EmailNotValidError("it is too long")
    return found


# --- value

_MONEY_MARKS = re.compile(r"\A(?:[A-Z]{0,3}\$|[A-Z]{1,3}|[€£¥])\s*|\s*(?:[A-Z]{3}|[€£¥$])\Z")
_AMOUNT = re.compile(r"\A\+?([0-9]{1,3}(?:([.,' ])[0-9]{3})+|[0-9]+)(?:([.,])([0-9]{0,18}))?\Z")


def read_value(raw: str) -> Decimal | BadField:
    """Money as a Decimal with two places, more than 0, of at most 12 digits.

    Reads 1234.5, 1,234.50, 1.234,50, R$ 99,90. "1.234" and "1,234" are refused as ambiguous: to
    be wrong by a thousand is worse than to ask.
    """
    text = _MONEY_MARKS.sub("", clean_text(raw, 60))
    found = _AMOUNT.match(text)
    if len(raw) > 60 or not found:
        return BadField(
            "value", "not_a_number", f"{quoted(raw)} is not an amount; write it as 1234.50"
        )
    whole, group, point, decimals = found.groups()
    digits = re.sub(r"[^0-9]", "", whole)
    if group and group == point:
        return BadField(
            "value", "not_a_number", f"{quoted(raw)} is not an amount; write it as 1234.50"
        )
    if group and group in ".," and not point and whole.count(group) == 1:
        return BadField(
            "value",
            "ambiguous",
            f"{quoted(raw)} may be thousands or decimals; write it as 1234 or 1.23",
        )
    return _bounded(raw, digits, (decimals or "").rstrip("0"))


def _bounded(raw: str, digits: str, decimals: str) -> Decimal | BadField:
    whole = digits.lstrip("0")
    if len(decimals) > 2 or len(whole) > VALUE_DIGITS - 2:
        return BadField(
            "value",
            "out_of_range",
            f"{quoted(raw)} is too long; an amount has at most {VALUE_DIGITS - 2} digits "
            "and 2 decimals",
        )
    value = Decimal(f"{whole or '0'}.{decimals:0<2}")
    if value <= 0:
        return BadField(
            "value",
            "out_of_range",
            f"{quoted(raw)} is not above 0; leave it empty if the value is unknown",
        )
    return value
