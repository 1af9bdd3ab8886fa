"""The call guide beside a settle: its questions as fields, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pullahead.usecases.work.call_script import CallScriptView


@dataclass(frozen=True, slots=True)
class ScriptField:
    """One question with what stands in its field."""

    key: str
    text: str
    answer: str


def fields(
    beside: CallScriptView | None, sent: Mapping[str, str] | None = None
) -> tuple[ScriptField, ...]:
    """The questions with what was sent, else with what the customer answered before."""
    if beside is None:
        return ()
    return tuple(
        ScriptField(q.key, q.text, (sent or {}).get(q.key, beside.answers.get(q.text, "")))
        for q in beside.guide.questions
    )


def answers(beside: CallScriptView | None, sent: Mapping[str, str]) -> dict[str, str]:
    """Question → answer, of the fields that were sent."""
    return {field.text: sent[field.key] for field in fields(beside) if field.key in sent}
