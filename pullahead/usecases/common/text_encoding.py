"""Detect the encoding of a text file, or say that a person must name it. Pure.

The order: a mark, UTF-16 by its zero bytes, UTF-8, then legacy encodings. A legacy encoding is
judged by what its reading looks like: signs inside words, a capital after a small letter, two
scripts in one word. The country of the list decides between readings that look alike.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import IO, Final

from pullahead.usecases.common.legacy_text import WIDE, Reading, read_as

UTF8: Final = "utf-8-sig"
WESTERN: Final = "cp1252"
NAMED: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "mac_cyrillic": "Mac Cyrillic",
    "iso8859-5": "ISO 8859-5 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1258": "Windows-1258 (Vietnamese)",
    "cp874": "Windows-874 (Thai)",
    "cp437": "DOS 437 (United States)",
    "cp850": "DOS 850 (Western European)",
    "cp852": "DOS 852 (Central European)",
    "cp857": "DOS 857 (Turkish)",
    "cp737": "DOS 737 (Greek)",
    "cp862": "DOS 862 (Hebrew)",
    "iso8859-2": "ISO 8859-2 (Central European)",
    "iso8859-6": "ISO 8859-6 (Arabic)",
    "mac_roman": "Mac Roman",
    "gb18030": "GB18030 or GBK (Simplified Chinese)",
    "big5": "Big5 (Traditional Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
}
"""Encodings that a person may choose on a page; a command takes any name that Python knows."""

_COUNTRIES: Final[dict[str, str]] = {
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
_OF_COUNTRY: Final[dict[str, str]] = {
    country: encoding for encoding, codes in _COUNTRIES.items() for country in codes.split()
}
_CANDIDATES: Final = (
    *("cp1252", "mac_roman", "cp850", "cp1250", "iso8859-2", "cp852", "cp1254", "cp857", "cp1257"),
    *("cp1251", "koi8-r", "cp866", "mac_cyrillic", "iso8859-5"),
    *("cp1253", "cp737", "cp1255", "cp862", "cp1256", "iso8859-6", "cp720", "cp874"),
    *("cp932", "cp949", "gb18030", "big5", "euc_jp"),
)
_BESIDE: Final[dict[str, tuple[str, ...]]] = {
    "cp932": ("euc_jp",)
}  # what else a country with such an encoding uses
_NEIGHBORS: Final = 0.01  # odd signs a character: readings that look equally good
_SURER: Final = 0.1  # share of frequent letters by which one reading is the better one
_ALIKE: Final = frozenset({"cp1250", "iso8859-2", "cp1254", "cp1257"})  # to Windows-1252
_ONE_LANGUAGE: Final = 0.3  # share of words by which a reading in one language casts doubt
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
_MANY: Final = 12  # different letters: enough to tell Russian capitals from Chinese
_SHIFTS: Final = (b"\x1b$B", b"\x1b$@", b"\x1b(J")


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
    if any(shift in head for shift in _SHIFTS) and _decodes(head, "iso2022_jp"):
        return "iso2022_jp"
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


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(sample: bytes, country: str) -> str:
    """Return the encoding whose reading looks best. Raise UnknownEncoding."""
    cut = sample if len(sample) < _SAMPLE else sample[: sample.rfind(b"\n") + 1]
    usual = _OF_COUNTRY.get(country, WESTERN)
    order = dict.fromkeys((usual, *_CANDIDATES))
    readings = [read for name in order if (read := read_as(name, cut, country)) is not None]
    own = next((read for read in readings if read.encoding == usual), None)
    if not country and (read := read_as(WESTERN, cut, "IS")) is not None:
        readings.append(read)  # Icelandic and Turkish differ in few bytes
    readings.sort(key=lambda read: read.odd)  # stable: of equals, the first in order
    for name in (usual, *_BESIDE.get(usual, ())):
        if usual in WIDE and any(r.encoding == name and r.odd <= _DOUBTFUL for r in readings):
            return name
    if not readings or readings[0].odd > _DOUBTFUL or _only_spaces(cut):
        raise UnknownEncoding
    equals = [read for read in readings if read.odd <= readings[0].odd + _NEIGHBORS]
    least = min(read.foreign for read in equals)
    equals = [read for read in equals if read.foreign <= least]
    own = own if own in equals else None
    if len({read.text for read in equals}) == 1:
        return equals[0].encoding
    return _likeliest(equals, own)


def _only_spaces(sample: bytes) -> bool:
    """Check for 0xA0 alone, inside words: a space of Windows-1252, or an á of DOS."""
    beyond = {byte for byte in sample if byte > 127}
    return beyond == {0xA0} and re.search(rb"[A-Za-z]\xa0[a-z]", sample) is not None


def _likeliest(equals: list[Reading], own: Reading | None) -> str:
    """Choose between equally good readings: the country's own, or by frequent letters.

    Raise UnknownEncoding.
    """
    if own is not None and own.is_latin:
        alike = (read for read in equals if read.encoding in _ALIKE)
        if any(read.fit > own.fit + _ONE_LANGUAGE for read in alike):
            raise UnknownEncoding
        return own.encoding
    wide = [read for read in equals if read.encoding in WIDE]
    if len(wide) == len(equals):
        if sum(not char.isascii() for char in wide[0].text) < _FEW:
            raise UnknownEncoding
        return wide[0].encoding
    ranked = sorted(equals, key=lambda read: -read.likely)
    # two Chinese characters are four Russian letters
    if wide and len({char for char in ranked[0].text if not char.isascii()}) < _MANY:
        raise UnknownEncoding
    others = [read for read in ranked[1:] if read.text != ranked[0].text]
    if others and ranked[0].likely < others[0].likely + _SURER:
        if own is not None and own.likely >= ranked[0].likely - _SURER:
            return own.encoding
        raise UnknownEncoding
    return ranked[0].encoding


def choices() -> Iterable[tuple[str, str]]:
    """Return the encodings to choose from, with their names."""
    return NAMED.items()
