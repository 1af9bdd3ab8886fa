"""Draws of a comparison of two call scripts: by lead, at the first pull.

Plain Python without Django, clock or I/O.

A script takes no lead away from another one, so leads can be randomized one by one. Orders of pulls
cannot: see `experiment_rules`. The draw is a hash of the comparison's seed and the lead, so anyone
with the seed can repeat it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from pullahead.pull.call_scripts import CallScript, Objection, Question

WEEKS_AT_LEAST, WEEKS_AT_MOST = 1, 26
DAYS_AT_LEAST, DAYS_AT_MOST = 1, 90
SHARE_AT_LEAST, SHARE_AT_MOST = 0.1, 0.9
HASHES = 2**64


class ScriptArm(StrEnum):
    """Script that a lead was drawn for."""

    A = "a"  # the one of the source or team at the start
    B = "b"


class ScriptYardstick(StrEnum):
    """Result of a lead that a comparison counts, within some days of the first pull."""

    QUALIFIED = "qualified"
    SOLD = "sold"


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


def stored(script: CallScript) -> dict[str, Any]:
    """Return a script as a JSON column stores it."""
    return {
        "steps": list(script.steps),
        "objections": [[one.said, one.answer] for one in script.objections],
        "questions": [one.text for one in script.questions],
    }


def script_in(row: Mapping[str, Any]) -> CallScript:
    """Return the script of a JSON column."""
    return CallScript(
        steps=tuple(row["steps"]),
        objections=tuple(Objection(said, answer) for said, answer in row["objections"]),
        questions=tuple(Question(text) for text in row["questions"]),
    )
