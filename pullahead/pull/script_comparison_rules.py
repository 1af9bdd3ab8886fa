"""Draws of a comparison of two call scripts or two message templates: by lead, at the first pull.

Plain Python without Django, clock or I/O.

A text takes no lead away from another one, so leads can be randomized one by one. Orders of pulls
cannot: see `experiment_rules`. The draw is a hash of the comparison's seed and the lead, so anyone
with the seed can repeat it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pullahead.pull.call_scripts import CallScript, Objection, Question

WEEKS_AT_LEAST, WEEKS_AT_MOST = 1, 26
DAYS_AT_LEAST, DAYS_AT_MOST = 1, 90
SHARE_AT_LEAST, SHARE_AT_MOST = 0.1, 0.9
HASHES = 2**64
# a stop can be undone for so long, and its result is shown only afterwards
STOP_UNDO = timedelta(minutes=10)


class ComparedKind(StrEnum):
    """Kind of the texts that a comparison compares."""

    SCRIPT = "script"  # call scripts of a source
    MESSAGE = "message"  # one message template of a source


class ScriptArm(StrEnum):
    """Text that a lead was drawn for."""

    A = "a"  # the one of the source or team at the start
    B = "b"


class ScriptYardstick(StrEnum):
    """Result of a lead that a comparison counts, within some days of the first pull."""

    QUALIFIED = "qualified"
    SOLD = "sold"


@dataclass(frozen=True, slots=True)
class ComparedMessage:
    """Message template of a comparison; an empty body opens the link without a text."""

    channel: str
    language: str = ""  # of the template; empty: the organization's own
    touch: int = 0  # of the nurturing plan; 0: any message
    subject: str = ""
    body: str = ""

    @property
    def channel_label(self) -> str:
        """Name of the channel."""
        return {"sms": "SMS", "whatsapp": "WhatsApp"}.get(self.channel, "Email")

    @property
    def place(self) -> tuple[str, str, int]:
        """Return channel, language and touch: the template that is compared."""
        return self.channel, self.language, self.touch


@dataclass(frozen=True, slots=True)
class ScriptDraw:
    """Drawn script of a lead, with the probability of this draw."""

    arm: ScriptArm
    probability: float


def draw(*, seed: int, lead: UUID, share_b: float) -> ScriptDraw:
    """Return the draw of a lead: script B with probability `share_b`."""
    digest = hashlib.sha256(f"{seed} {lead}".encode()).digest()
    if int.from_bytes(digest[:8], "big") < share_b * HASHES:
        return ScriptDraw(ScriptArm.B, share_b)
    return ScriptDraw(ScriptArm.A, 1 - share_b)


def stored(text: CallScript | ComparedMessage) -> dict[str, Any]:
    """Return a text as a JSON column stores it."""
    if isinstance(text, ComparedMessage):
        return asdict(text)
    return {
        "steps": list(text.steps),
        "objections": [[one.said, one.answer] for one in text.objections],
        "questions": [one.text for one in text.questions],
    }


def script_in(row: Mapping[str, Any]) -> CallScript:
    """Return the script of a JSON column."""
    return CallScript(
        steps=tuple(row["steps"]),
        objections=tuple(Objection(said, answer) for said, answer in row["objections"]),
        questions=tuple(Question(text) for text in row["questions"]),
    )


def text_in(kind: str, row: Mapping[str, Any]) -> CallScript | ComparedMessage:
    """Return the text of a JSON column."""
    return ComparedMessage(**row) if kind == ComparedKind.MESSAGE else script_in(row)
