"""Detect the encoding of a text file, or say that a person must name it. Pure.

The order: a mark, UTF-16 by its zero bytes, UTF-8, then legacy encodings. A legacy encoding is
judged by what its reading looks like: signs inside words, a capital after a small letter, two
scripts in one word. The country of the list decides between readings that look alike.
"""

from __future__ import annotations

import codecs
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final

UTF8: Final = "utf-8-sig"
WESTERN: Final = "cp1252"
NAMED: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1258": "Windows-1258 (Vietnamese)",
    "cp874": "Windows-874 (Thai)",
    "cp850": "DOS 850 (Western European)",
    "mac_roman": "Mac Roman",
    "gb18030": "GB18030 or GBK (Simplified Chinese)",
    "big5": "Big5 (Traditional Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
}
"""Encodings that a person may choose on a page; a command takes any name that Python knows."""

_COUNTRIES: Final = {
    "cp1251": "RU UA BY BG RS MK KZ KG",
    "cp1250": "PL CZ SK HU RO HR SI BA AL",
    "cp1253": "GR CY",
    "cp1254": "TR AZ",
    "cp1255": "IL",
    "cp1256": "SA AE EG MA DZ TN JO LB IQ KW QA BH OM YE SY LY SD IR PK",
    "cp1257": "LT LV EE",
    "cp1258": "VN",
    "cp874": "TH",
    "gb18030": "CN SG",
    "big5": "TW HK MO",
    "cp932": "JP",
    "cp949": "KR",
}
_OF_COUNTRY: Final = {
    country: encoding for encoding, codes in _COUNTRIES.items() for country in codes.split()
}
_CANDIDATES: Final = (
    *("cp1252", "mac_roman", "cp1250", "cp1251", "koi8-r", "cp1253", "cp1255", "cp1256", "cp874"),
    *("cp932", "cp949", "gb18030", "big5", "euc_jp"),
)
_WIDE: Final = frozenset({"cp932", "euc_jp", "cp949", "gb18030", "big5"})
_COMMON: Final = {
    "cp1251": "оеаинтсрвл",
    "koi8-r": "оеаинтсрвл",
    "cp1253": "αοιετσνςρά",
    "cp1255": "יוהלארתמבש",
    "cp1256": "اليمنرتوبح",
    "cp874": "านรอกเงมา่",
}
"""The most frequent letters of each script: about six in ten of its text."""
_MOSTLY_TURKISH: Final = frozenset("ðþýÐÞÝ")  # in Windows-1252; in Windows-1254 ğ, ş, ı
_ICELANDIC: Final = frozenset({"IS", "FO"})
_BLOCK: Final = 1 << 20
_SAMPLE: Final = 1 << 17
_HEAD: Final = 1 << 16
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, UTF8),
)
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII: Final = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")
_DOUBTFUL: Final = 0.15  # odd signs for each character beyond ASCII
_FEW: Final = 6  # characters: too few to tell Korean from Chinese
_FINE_IN_WORDS: Final = frozenset(
    "’‘`´“”„‚«»–—…°ªº·©®™€\u00a0\u00ad\u200c\u200d\u3000、。（）・ー「」：，"
)


class UnknownEncoding(Exception):
    """No encoding fits well enough: a person must name it."""


def detect(raw: IO[bytes], country: str = "") -> str:
    """Return the encoding of a file. Raise UnknownEncoding where several or none fit.

    A file that is mostly UTF-8 is UTF-8: `csv_reader` reads its wrong bytes one by one.
    """
    raw.seek(0)
    head = raw.read(_HEAD)
    raw.seek(0)
    if marked := next((name for mark, name in _MARKS if head.startswith(mark)), ""):
        return marked
    if wide := unmarked_utf16(head):
        return wide
    valid, wrong, sample = _as_utf8(raw)
    raw.seek(0)
    if valid >= wrong:
        return UTF8
    return _legacy(sample, country.strip().upper())


def unmarked_utf16(head: bytes) -> str:
    """Return utf-16-le or utf-16-be for text whose zero bytes are nearly all on one side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, fewest = max(even, odd), min(even, odd)
    if most < max(2, len(head) // 20) or fewest * 10 > most:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(name, errors="replace")
    return name if "\n" in text or "\r" in text else ""


def checked_encoding(name: str) -> str:
    """Return Python's name of a text encoding, or "" for none. Raise LookupError."""
    kept = name.strip()
    if not kept:
        return ""
    found = codecs.lookup(kept)
    if not getattr(found, "_is_text_encoding", True) or found.name in _NO_BYTES:
        raise LookupError(kept)
    return UTF8 if found.name == "utf-8" else str(found.name)


_NO_BYTES: Final = frozenset({"idna", "punycode", "unicode_escape", "raw-unicode-escape", "mbcs"})


def _as_utf8(raw: IO[bytes]) -> tuple[int, int, bytes]:
    """Count characters beyond ASCII and wrong bytes, and collect lines that hold either."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    valid = wrong = 0
    sample = bytearray()
    while block := raw.read(_BLOCK):
        text = decoder.decode(block)
        if text.isascii():
            continue
        wrong += len(_ESCAPED.findall(text))
        valid += len(_BEYOND_ASCII.findall(text))
        if len(sample) < _SAMPLE:
            beyond = (line for line in block.splitlines(keepends=True) if not line.isascii())
            sample += b"".join(beyond)[: _SAMPLE - len(sample)]
    wrong += len(_ESCAPED.findall(decoder.decode(b"", final=True)))
    return valid, wrong, bytes(sample)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One encoding's reading of a sample: odd signs for each character beyond ASCII."""

    encoding: str
    odd: float
    text: str

    @property
    def likely(self) -> float:
        """Return the share of frequent letters; 0.4 for East Asian text, 0 for Latin text."""
        if self.encoding in _WIDE:
            return 0.4
        common = _COMMON.get(self.encoding, "")
        letters = [char for char in self.text.lower() if char.isalpha() and not char.isascii()]
        return sum(char in common for char in letters) / max(len(letters), 1)


def _legacy(sample: bytes, country: str) -> str:
    usual = _OF_COUNTRY.get(country, WESTERN)
    order = list(dict.fromkeys((usual, *_CANDIDATES)))
    readings = [read for name in order if (read := _reading(name, sample)) is not None]
    readings.sort(key=lambda read: read.odd)  # stable: of equals, the first in order
    own = next((read for read in readings if read.encoding == usual), None)
    if own is not None and usual in _WIDE and own.odd <= _DOUBTFUL:
        return usual
    if not readings or readings[0].odd > _DOUBTFUL:
        raise UnknownEncoding
    best = readings[0]
    is_western = best.encoding == WESTERN and country not in _ICELANDIC
    if is_western and _MOSTLY_TURKISH & set(best.text):
        raise UnknownEncoding
    if best.encoding == usual or not (best.encoding in _COMMON or best.encoding in _WIDE):
        return best.encoding
    return _likeliest([read for read in readings if read.odd <= best.odd + 0.01])


def _likeliest(equals: list[_Reading]) -> str:
    """Choose between equally good readings in other scripts. Raise UnknownEncoding."""
    wide = [read for read in equals if read.encoding in _WIDE]
    if len(wide) == len(equals) > 1:
        if sum(not char.isascii() for char in wide[0].text) < _FEW:
            raise UnknownEncoding
        return wide[0].encoding
    ranked = sorted(equals, key=lambda read: -read.likely)
    if wide and len({char for char in ranked[0].text if not char.isascii()}) < _FEW:
        raise UnknownEncoding  # two Chinese characters are four Russian letters
    if len(ranked) > 1 and ranked[0].likely < ranked[1].likely + 0.1:
        raise UnknownEncoding
    return ranked[0].encoding


def _reading(encoding: str, sample: bytes) -> _Reading | None:
    """Judge one encoding; None where the sample has bytes that it does not know."""
    cut = sample if len(sample) < _SAMPLE else sample[: sample.rfind(b"\n") + 1]
    try:
        text = cut.decode(encoding)
    except UnicodeDecodeError:
        if encoding in _WIDE:
            return None
        text = cut.decode(encoding, errors="replace")
    beyond = sum(not char.isascii() for char in text)
    if not beyond:
        return None
    odd = sum(map(_odd_in_word, _words(text)))
    if encoding in _WIDE:
        odd += sum(_rare(char, encoding) for char in text if not char.isascii())
    return _Reading(encoding, odd / beyond, text)


def _words(text: str) -> Iterator[str]:
    return (word for word in re.split(r"[\x00-\x26\x28-\x40\x5b-\x60\x7b-\x7f]+", text) if word)


def _odd_in_word(word: str) -> float:
    """Count what people do not write inside one word."""
    if word.isascii():
        return 0
    marks = _FINE_IN_WORDS | {"'"}
    odd: float = sum(_odd_sign(char, len(word)) for char in word if char not in marks)
    letters = [char for char in word if char.isalpha()]
    pairs = itertools.pairwise(letters)
    odd += sum(a.islower() and b.isupper() and not b.isascii() for a, b in pairs)
    scripts = {_script(char) for char in letters if not char.isascii()}
    has_latin = "LATIN" in scripts or any(char.isascii() for char in letters)
    others = scripts - {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH"}
    odd += len(others) - 1 if len(others) > 1 else 0
    if others and has_latin:
        odd += len(letters)
    return odd + _only_accents(letters)


def _odd_sign(char: str, length: int) -> float:
    if char.isascii() or char.isalpha():
        return 0
    kind = unicodedata.category(char)
    if char == "\ufffd" or kind in ("Cc", "Co", "Cn"):
        return 3
    return 0 if kind in ("Mn", "Mc") or length == 1 else 1


def _only_accents(letters: list[str]) -> float:
    """Count the letters of a word of accented Latin letters alone: another script, misread."""
    if len(letters) < 3 or any(char.isascii() for char in letters):
        return 0
    return len(letters) if all(_script(char) == "LATIN" for char in letters) else 0


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0]


def _rare(char: str, encoding: str) -> float:
    """Weigh a character of East Asian text: 0 for the usual ones of its encoding."""
    script = _script(char)
    if char in _FINE_IN_WORDS or script == "FULLWIDTH" or script == "IDEOGRAPHIC":
        return 0
    raw = char.encode(encoding, errors="replace")
    if len(raw) != 2:
        return 0.5
    lead = raw[0]
    if encoding == "cp932":
        return 0 if script in ("HIRAGANA", "KATAKANA") or 0x88 <= lead <= 0x98 else 0.5
    if encoding == "euc_jp":
        return 0 if script in ("HIRAGANA", "KATAKANA") or 0xB0 <= lead <= 0xCF else 0.5
    if encoding == "cp949":
        return 0 if script == "HANGUL" and 0xB0 <= lead <= 0xC8 else 1
    if encoding == "big5":
        return 0 if 0xA4 <= lead <= 0xC6 else 0.5
    return 0 if 0xB0 <= lead <= 0xD7 and raw[1] >= 0xA1 else 0.5


def choices() -> Iterable[tuple[str, str]]:
    """Return the encodings to choose from, with their names."""
    return NAMED.items()
