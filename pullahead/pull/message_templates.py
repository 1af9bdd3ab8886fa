"""Filling in of message templates, which an agent's own device sends.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

WORDS = ("{name}", "{first_name}", "{agent}")


def filled(text: str, *, name: str, agent: str) -> str:
    """Return the text with {name}, {first_name}, {agent} filled in; other fields stay."""
    values = (name, name.split(" ")[0], agent)
    for word, value in zip(WORDS, values, strict=True):
        text = text.replace(word, value)
    return text
