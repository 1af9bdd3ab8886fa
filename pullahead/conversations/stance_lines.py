"""Lines of a pad that only the pod of a deal may read: stance and influence. Pure."""

from __future__ import annotations

import re

HIDDEN = "…"
# "Legal approver -", "Jon > Ines"
STANCE = re.compile(r"\S\s+(?:\+\+?|--?|0)\s*$|\s>\s")


def without_stance(pad: str) -> str:
    """Return a pad whose lines about stance and influence are hidden."""
    return "\n".join(HIDDEN if STANCE.search(line) else line for line in pad.split("\n"))
