"""The texts that an agent's own device sends: how they are filled in. PURE."""

from __future__ import annotations

WORDS = ("{name}", "{first_name}", "{agent}")


def filled(text: str, *, name: str, agent: str) -> str:
    """The text with {name}, {first_name}, {agent} filled in; what it does not know stays."""
    values = (name, name.split(" ")[0], agent)
    for word, value in zip(WORDS, values, strict=True):
        text = text.replace(word, value)
    return text
