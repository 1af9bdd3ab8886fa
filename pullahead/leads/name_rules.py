"""Rules of names: which words of a name tell people apart. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from pullahead.leads.parsing.fields import clean_text

NAME_LENGTH: Final = 200
_NOT_LETTERS = re.compile(r"[\W_]+")
_STROKES: Final = str.maketrans("øłđðþæœıħ", "olddtaoih")
_SMALL_WORDS: Final = frozenset(
    (
        "da das de del der di do dos du e el la las le los o und van von y zu bin bint al and "
        "mr mrs ms miss dr dra sr sra srta dona don herr frau mme m"
    ).split()
)


def folded_words(text: str) -> list[str]:
    """The words of a text in their order, without accents, case and marks between them."""
    bare = unicodedata.normalize("NFKD", clean_text(text, NAME_LENGTH).casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c)).translate(_STROKES)
    return [word for word in _NOT_LETTERS.split(letters) if word]


def telling(words: Iterable[str]) -> list[str]:
    """Return the words that identify a name: no titles, no *de*, no *von*."""
    return [word for word in words if word not in _SMALL_WORDS]


def name_tokens(name: str) -> frozenset[str]:
    """The words that tell a name from others: without accents, case, titles, *de*, *von*."""
    return frozenset(telling(folded_words(name)))


def same_person(a: str, b: str) -> bool:
    """Return whether two names at one phone or email are one person: a common word, or no name.

    Two members of a family at one number count as one person. A household member with another
    family name does not.
    """
    ours, theirs = name_tokens(a), name_tokens(b)
    return not ours or not theirs or bool(ours & theirs)


def other_person(
    a: str, a_mailboxes: Collection[str], b: str, b_mailboxes: Collection[str]
) -> bool:
    """Return whether two family members share a number: other given names and other mailboxes.

    One difference is not enough: people have several mailboxes, and short forms of their name.
    """
    if not a_mailboxes or not b_mailboxes or not set(a_mailboxes).isdisjoint(b_mailboxes):
        return False
    ours, theirs = _given_first(a), _given_first(b)
    if not ours or not theirs or ours[0] in theirs or theirs[0] in ours:
        return False
    return not (ours[0].startswith(theirs[0]) or theirs[0].startswith(ours[0]))  # A., Rob


def _given_first(name: str) -> list[str]:
    """The telling words of a name, the given name first: of *Silva, Ana* it is the second part."""
    family, comma, given = name.partition(",")
    return telling(folded_words(f"{given} {family}" if comma and given.strip() else name))


def same_name(a: str, b: str) -> bool:
    """Return whether two names alone make one person: equal words, or at least two in common.

    Stricter than `same_person`, because no common phone or email supports it.
    """
    ours, theirs = name_tokens(a), name_tokens(b)
    if not ours or not theirs:
        return False
    shorter, longer = sorted((ours, theirs), key=len)
    return ours == theirs or (len(shorter) > 1 and shorter <= longer)
