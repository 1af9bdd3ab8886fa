"""Call script beside a settle: its questions as fields, and their typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pullahead.usecases.work.call_script import CallScriptView


@dataclass(frozen=True, slots=True)
class ScriptField:
    """Question with its field's value."""

    key: str
    text: str
    answer: str


def fields(
    beside: CallScriptView | None, sent: Mapping[str, str] | None = None
) -> tuple[ScriptField, ...]:
    """Return the questions with the sent answers, else with the stored ones."""
    if beside is None:
        return ()
    return tuple(
        ScriptField(q.key, q.text, (sent or {}).get(q.key, beside.answers.get(q.text, "")))
        for q in beside.guide.questions
    )


def answers(beside: CallScriptView | None, sent: Mapping[str, str]) -> dict[str, str]:
    """Return question → answer of the sent fields."""
    return {field.text: sent[field.key] for field in fields(beside) if field.key in sent}
