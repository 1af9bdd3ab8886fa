"""Parsers of single fields: text in, a normalized value or an error out. Pure.

No function here raises for any text: users type, paste and export anything.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from email_validator import EmailNotValidError, validate_email

from pullahead.base.wording import worded

EMAIL_LENGTH: Final = 254
VALUE_DIGITS: Final = 12  # of which two are decimals
_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class BadField:
    """Error in a field.

    `code` is for programs (``missing``, ``unreadable``, ``too_long``, ``no_country``,
    ``unknown_country``, ``doubtful``, ``not_a_number``, ``not_a_phone``, ``not_an_email``,
    ``not_a_time``, ``not_a_flag``, ``ambiguous``, ``out_of_range``, ``in_the_future``, ``cut``,
    ``premium_rate``, ``placeholder``, ``corrected``),
    `message` for people: what is wrong, what was kept, what to do. A message that `worded` made can
    be translated where it is shown.
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


_DIRECTIONS: Final = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b\u200e\u200f\u2060\u00ad"
)
"""Invisible marks. The joiners of Persian words and of emoji are none of them."""


def plain_digits(text: str) -> str:
    """Return a text with Arabic, Indian and wide digits and signs as those of ASCII."""
    wide = (chr(ord(c) - _WIDE) if _FIRST_WIDE <= c <= _LAST_WIDE else c for c in text)
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in wide)
    return "".join(digits).translate(_ARABIC_SIGNS)


_FIRST_WIDE, _LAST_WIDE, _WIDE = "\uff01", "\uff5e", 0xFEE0
_ARABIC_SIGNS: Final = str.maketrans("٫٬", ".,")


def quoted(raw: str) -> str:
    """The value as a message may show it: cleaned, cut to 40 characters, in quotation marks."""
    text = clean_text(raw, _QUOTED + 1)
    return f"“{text[:_QUOTED]}…”" if len(text) > _QUOTED else f"“{text}”"


# --- email


def read_email(raw: str) -> str | BadField:
    """An email address in small letters, NFC, so that the same mailbox is the same text.

    Domains keep their own script. The domain is not checked, so it may accept no mail. (Mail
    systems may distinguish capital letters; no major one does.)
    """
    if not raw.strip():
        return BadField("email", "missing", worded("no email"))
    if len(raw) > 2 * EMAIL_LENGTH:
        said = worded("the email is longer than {limit} characters; enter one", limit=EMAIL_LENGTH)
        return BadField("email", "too_long", said)
    text = plain_digits("".join(c for c in raw if c not in _DIRECTIONS)).strip().strip("'\"=")
    try:
        return _mailbox(_mailbox(text.removesuffix(".")).lower())
    except EmailNotValidError as error:
        reason = clean_text(str(error), 200).rstrip(".")
    except (ValueError, IndexError):  # what the library lets through of idna and of odd headers
        reason = worded("its domain cannot be read")
    said = worded(
        "{text} is not an email address ({reason}); correct it", text=quoted(raw), reason=reason
    )
    return BadField("email", "not_an_email", said)


def _mailbox(text: str) -> str:
    found = validate_email(text, check_deliverability=False, allow_display_name=True).normalized
    if len(found) > EMAIL_LENGTH:
        raise EmailNotValidError("it is too long")
    return found


# --- value

_SIGN = r"[€£¥₹₺₱₩₪₫₦₽฿₴₡₲₵]|kr\.?|zł|Rs\.?|S/\.?|Kč|Ft|lei|円|元|원"
_MONEY_MARKS = re.compile(
    rf"\A(?:[A-Z]{{0,3}}\$|[A-Z]{{1,3}}(?![a-z])|{_SIGN})\s*|[.,][-–—](?=\s|\Z)|"
    rf"\s*(?:[A-Z]{{3}}|[A-Z]{{0,3}}\$|{_SIGN})\Z"
)
_INDIAN = re.compile(r"\A\+?([0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.([0-9]{0,18}))?\Z")  # 1,20,000
_AMOUNT = re.compile(r"\A\+?([0-9]{1,3}(?:([.,' ])[0-9]{3})+|[0-9]+)(?:([.,])([0-9]{0,18}))?\Z")


def read_value(raw: str) -> Decimal | BadField:
    """Money as a Decimal with two places, more than 0, of at most 12 digits.

    Reads 1234.5, 1,234.50, 1.234,50, R$ 99,90. "1.234" and "1,234" are refused as ambiguous: to
    be wrong by a thousand is worse than to ask.
    """
    text = _MONEY_MARKS.sub("", plain_digits(clean_text(raw, 60)).strip("'\"=")).strip()
    if indian := _INDIAN.match(text):
        return _bounded(raw, indian[1].replace(",", ""), (indian[2] or "").rstrip("0"))
    found = _AMOUNT.match(text)
    if len(raw) > 60 or not found:
        return _not_a_number(raw)
    whole, group, point, decimals = found.groups()
    digits = re.sub(r"[^0-9]", "", whole)
    if group and group == point:
        return _not_a_number(raw)
    if group and group in ".," and not point and whole.count(group) == 1:
        said = worded(
            "{text} may be thousands or decimals; write it as 1234 or 1.23", text=quoted(raw)
        )
        return BadField("value", "ambiguous", said)
    return _bounded(raw, digits, (decimals or "").rstrip("0"))


def _not_a_number(raw: str) -> BadField:
    said = worded("{text} is not an amount; write it as 1234.50", text=quoted(raw))
    return BadField("value", "not_a_number", said)


def _bounded(raw: str, digits: str, decimals: str) -> Decimal | BadField:
    whole = digits.lstrip("0")
    if len(decimals) > 2 or len(whole) > VALUE_DIGITS - 2:
        said = worded(
            "{text} is too long; an amount has at most {limit} digits and 2 decimals",
            text=quoted(raw),
            limit=VALUE_DIGITS - 2,
        )
        return BadField("value", "out_of_range", said)
    value = Decimal(f"{whole or '0'}.{decimals:0<2}")
    if value <= 0:
        said = worded(
            "{text} is not above 0; leave it empty if the value is unknown", text=quoted(raw)
        )
        return BadField("value", "out_of_range", said)
    return value
