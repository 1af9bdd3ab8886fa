"""Changes that the lines of a conversation made, stored as JSON for its undo."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from pullahead.usecases.buying.members import Before


@dataclass(frozen=True, slots=True)
class StepChange:
    """A field of a buyer's step, before and after."""

    step: str
    field: str
    was: str | None
    now: str | None


@dataclass(slots=True)
class TalkChanges:
    """Rows that the lines of a conversation added or changed."""

    contacts: list[int] = field(default_factory=list)
    members: list[tuple[Before, Before]] = field(default_factory=list)  # before and after
    links: list[Before] = field(default_factory=list)
    steps: list[StepChange] = field(default_factory=list)
    signals: list[int] = field(default_factory=list)
    promises: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)  # changes of the plan that wait for one
    ended: list[tuple[str, str]] = field(default_factory=list)  # promises of replaced lines, due
    unasked: list[str] = field(default_factory=list)  # those that were requests of the buyer
    unsaid: list[tuple[str, str]] = field(default_factory=list)  # contact and words of such lines

    def as_json(self) -> dict[str, Any]:
        """Return the changes as plain values."""
        found: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return found


def changes_of(stored: dict[str, Any]) -> TalkChanges:
    """Return the changes that were stored."""
    return TalkChanges(
        contacts=list(stored.get("contacts", ())),
        members=[(Before(**was), Before(**now)) for was, now in stored.get("members", ())],
        links=[Before(**one) for one in stored.get("links", ())],
        steps=[StepChange(**one) for one in stored.get("steps", ())],
        signals=list(stored.get("signals", ())),
        promises=list(stored.get("promises", ())),
        said=list(stored.get("said", ())),
        answers=list(stored.get("answers", ())),
        ended=[(one, at) for one, at in stored.get("ended", ())],
        unasked=list(stored.get("unasked", ())),
        unsaid=[(one, words) for one, words in stored.get("unsaid", ())],
    )
