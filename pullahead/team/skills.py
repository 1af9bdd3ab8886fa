"""Skills: requirements of leads, and the agents who meet them.

Plain Python without Django, clock or I/O.

A skill is a kind and a code: a language (`lang:es`), a license (`lic:US-TX`), a product
(`prod:solar`). A set of them is written in one way: sorted, with spaces between.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

LANGUAGE = "lang"
AT_MOST = 12
_SKILL = re.compile(r"[a-z]{2,10}:[A-Za-z0-9-]{1,28}")


def written(skills: Iterable[str]) -> str:
    """Return the canonical text of a set of skills."""
    return " ".join(sorted(set(skills)))


def read(text: str) -> tuple[list[str], str]:
    """Parse skills separated by spaces or commas.

    Return them, and the first word that is no skill, or "".
    """
    words = re.split(r"[\s,]+", text.strip()) if text.strip() else []
    wrong = next((word for word in words if not _SKILL.fullmatch(word)), "")
    return sorted(set(words)), wrong


def able(needs: str, has: Collection[str]) -> bool:
    """Return whether an agent with these skills may work a lead that needs those."""
    return set(needs.split()) <= set(has)


def is_language(skill: str) -> bool:
    """Return whether this skill is a language."""
    return skill.startswith(f"{LANGUAGE}:")


def language(text: str) -> str:
    """Return a language's skill: `lang:es` for es, ES, es-MX; "" for an invalid code."""
    found = re.match(r"([A-Za-z]{2})(?:[-_].*)?$", text.strip())
    return f"{LANGUAGE}:{found[1].lower()}" if found else ""


def read_dated(text: str) -> tuple[dict[str, date | None], str]:
    """Read skills with their last days, as in `lic:US-TX@2027-01-31`; and the first wrong word."""
    found: dict[str, date | None] = {}
    for word in re.split(r"[\s,]+", text.strip()) if text.strip() else []:
        code, at, day = word.partition("@")
        try:
            last = date.fromisoformat(day) if at else None
        except ValueError:
            return {}, word
        if not _SKILL.fullmatch(code):
            return {}, word
        found[code] = last
    return found, ""


def dated(skills: Mapping[str, date | None]) -> str:
    """Return skills with their last days as `read_dated` reads them."""
    return " ".join(f"{code}@{day}" if day else code for code, day in sorted(skills.items()))
