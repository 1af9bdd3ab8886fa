"""The call guide's questions as fields of the settle form."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from pullahead.usecases.work.call_script import CallScriptView


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, its name in the form, and what is answered so far."""

    text: str
    key: str
    answer: str


def asks(guide: CallScriptView | None, sent: QueryDict) -> list[Ask]:
    """The questions of a guide: with what was just typed, else with what was answered before."""
    questions = guide.guide.questions if guide else ()
    known = guide.answers if guide else {}
    return [Ask(one.text, one.key, sent.get(one.key, known.get(one.text, ""))) for one in questions]


def answers(guide: CallScriptView | None, sent: QueryDict) -> dict[str, str]:
    """What was typed, by question."""
    return {one.text: one.answer for one in asks(guide, sent) if one.key in sent and one.answer}
