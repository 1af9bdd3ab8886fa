"""Lines of a pad that only the pod of a deal may read: stance and influence. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pullahead.conversations.pad_lines import line_key

HIDDEN = "…"
# "Legal approver -", "Jon > Ines", "Jon -> Ines"
STANCE = re.compile(r"\S\s+(?:\+\+?|--?|0|−)\s*$|\w\s*(?:[-=]?>|→)\s*\w")
MEANT = ("as:stance", "as:influence")  # plain sentences that were chosen as such a line


def without_stance(pad: str, chosen: Mapping[str, str]) -> str:
    """Return a pad whose lines about stance and influence are hidden."""
    return "\n".join(HIDDEN if _is_hidden(line, chosen) else line for line in pad.split("\n"))


def _is_hidden(line: str, chosen: Mapping[str, str]) -> bool:
    return bool(STANCE.search(line)) or chosen.get(line_key(line), "").startswith(MEANT)
