"""Judge how bytes read in a legacy encoding: signs inside words, capitals, alphabets. Pure."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pullahead.usecases.common.alphabets import FAMILIES, OF_COUNTRY, family_of

WIDE: Final = frozenset({"cp932", "euc_jp", "cp949", "gb18030", "big5"})
_CYRILLIC, _GREEK = "оеаинтсрвл", "αοιετσνςρά"
_HEBREW, _ARABIC = "יוהלארתמבש", "اليمنرتوبح"
_COMMON: Final = {
    **dict.fromkeys(("cp1251", "koi8-r", "cp866", "mac_cyrillic", "iso8859-5"), _CYRILLIC),
    **dict.fromkeys(("cp1253", "cp737"), _GREEK),
    **dict.fromkeys(("cp1255", "cp862"), _HEBREW),
    **dict.fromkeys(("cp1256", "iso8859-6", "cp720"), _ARABIC),
    "cp874": "านรอกเงมา่",
}
"""The most frequent letters of each script: about six in ten of its text."""
_FINE: Final = frozenset("’`´–—…·\u00a0\u200c\u200d\u3000、。（）・ー「」：，'")
_LOW: Final = frozenset("„‚")  # before a word
_AROUND: Final = frozenset("“”«»‹›®™©ªº°‘")  # beside a word, not inside one
_ORDINALS: Final = frozenset("ªº")
_BESIDE: Final = frozenset("€\u00ad")


FEW_WORDS: Final = 4  # fewer tell nothing of a language


@dataclass(frozen=True, slots=True)
class Reading:
    """One encoding's reading of a sample: odd signs for each character beyond ASCII."""

    encoding: str
    odd: float
    text: str
    foreign: int = 0  # words with letters that the languages of the list's country do not have
    fit: float = 0  # share of words that the best of the encoding's languages has letters for

    @property
    def is_latin(self) -> bool:
        """Check whether this encoding is one of Latin letters."""
        return self.encoding not in _COMMON and self.encoding not in WIDE

    @property
    def likely(self) -> float:
        """Return the share of frequent letters; 0.4 for East Asian text, 0 for Latin text."""
        if self.encoding in WIDE:
            return 0.4
        common = _COMMON.get(self.encoding, "")
        letters = [char for char in self.text.lower() if char.isalpha() and not char.isascii()]
        return sum(char in common for char in letters) / max(len(letters), 1)


def read_as(encoding: str, sample: bytes, country: str) -> Reading | None:
    """Judge one encoding; None where the sample has bytes that it does not know."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        if encoding in WIDE:
            return None
        text = sample.decode(encoding, errors="replace")
    beyond = sum(not char.isascii() for char in text)
    if not beyond:
        return None
    own, words = OF_COUNTRY.get(country, ()), list(_words(text))
    alphabets = [*FAMILIES.get(family_of(encoding), ()), *own]
    odd = sum(_odd_in_word(word, alphabets) for word in words)
    if encoding in WIDE:
        odd += sum(_rare(char, encoding) for char in text if not char.isascii())
    small = [found for word in words if (found := _small(word))]
    foreign = sum(not any(found <= one for one in own) for found in small) if own else 0
    fit = max((sum(found <= one for found in small) for one in alphabets), default=0)
    return Reading(encoding, odd / beyond, text, foreign, fit / max(len(small), FEW_WORDS))


def _words(text: str) -> Iterator[str]:
    return (word for word in re.split(r"[\x00-\x26\x28-\x40\x5b-\x60\x7b-\x7f]+", text) if word)


def _odd_in_word(word: str, alphabets: Sequence[frozenset[str]]) -> float:
    """Count what people do not write inside one word."""
    if word.isascii():
        return 0
    odd: float = sum(_odd_sign(word, n) for n in range(len(word)))
    for part in re.split("[\u00a0–—…]", word):
        odd += _odd_letters([c for c in part if c.isalpha() and c not in _ORDINALS], alphabets)
    return odd


def _odd_sign(word: str, at: int) -> float:
    """Weigh one sign by its neighbors: a quotation mark opens before a word, not inside one."""
    char = word[at]
    if char.isascii() or char in _FINE:
        return 0
    kind = unicodedata.category(char)
    if char == "\ufffd" or kind in ("Cc", "Co", "Cn"):
        return 3
    before = at > 0 and word[at - 1].isalpha()
    after = at + 1 < len(word) and word[at + 1].isalpha()
    if char in _LOW:
        return before
    if char in _AROUND:
        return before and after
    if char in _BESIDE:
        return before or after
    if kind == "Lm" and ord(char) < 0x300:  # a circumflex by itself
        return 1
    if char.isalpha() or kind in ("Mn", "Mc"):
        return 0
    return 0 if len(word) == 1 else 1


def _odd_letters(letters: list[str], alphabets: Sequence[frozenset[str]]) -> float:
    """Count misplaced capitals, letters of two scripts, and letters that no language has."""
    beyond = {char for char in letters if not char.isascii()}
    if not beyond:
        return 0
    odd: float = _odd_capitals(letters)
    scripts = {_script(char) for char in beyond}
    has_latin = "LATIN" in scripts or any(char.isascii() for char in letters)
    others = scripts - {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH"}
    odd += len(others) - 1 if len(others) > 1 else 0
    if others and has_latin:
        odd += len(letters)
    if alphabets and not any(_small(letters) <= alphabet for alphabet in alphabets):
        odd += len(beyond)
    return odd + _odd_pairs(letters) + _only_accents(letters)


def _small(letters: Iterable[str]) -> set[str]:
    """Return the letters beyond ASCII as small ones; İ is an i with a dot."""
    return {c.lower()[0] for c in letters if c.isalpha() and not c.isascii()} - {"i", *_ORDINALS}


def _odd_pairs(letters: list[str]) -> float:
    """Count ç, ñ or ã before a consonant, and East Asian characters beside small Latin letters.

    The ő and ű of Hungarian are õ and û in Windows-1252: Portuguese and French have these letters,
    but not at such places.
    """
    odd = float(len(letters) > 2 and letters[-1] == "õ") + (len(letters) > 3 and letters[-1] == "û")
    for one, two in itertools.pairwise(letters):
        odd += one in "çñ" and two in "bcdfghjklmnpqrstvwxz"
        odd += one in "ãõ" and two in "bcdfghjklmpqrtvwx"
        odd += (one + two).lower() in ("õs", "õz", "zû", "yû", "ûz")
        beside = {one, two} if one.isascii() != two.isascii() else set()
        odd += 0.5 * (any(map(str.islower, beside)) and any(map(_is_east_asian, beside)))
    return odd


def _is_east_asian(char: str) -> bool:
    return _script(char) in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH")


def _odd_capitals(letters: list[str]) -> int:
    """Count capitals inside words of small letters, unless both letters are ASCII (McDonald)."""
    odd = 0
    for n, (one, two) in enumerate(itertools.pairwise(letters), start=1):
        if one.isascii() and two.isascii():
            continue
        inside = n + 1 < len(letters) and letters[n + 1].islower() and not two.isascii()
        odd += two.isupper() and (one.islower() or (inside and one.isupper()))
    return odd


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
    if char in _FINE or script == "FULLWIDTH" or script == "IDEOGRAPHIC":
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
