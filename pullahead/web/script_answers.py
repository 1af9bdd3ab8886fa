"""Call script's questions as fields of the settle form."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from pullahead.usecases.work.call_script import CallScriptView


@dataclass(frozen=True, slots=True)
class Ask:
    """Question, its name in the form, and the answer so far."""

    text: str
    key: str
    answer: str


def asks(guide: CallScriptView | None, sent: QueryDict) -> list[Ask]:
    """Return the questions of a script, with the typed answers, else the stored ones."""
    questions = guide.guide.questions if guide else ()
    known = guide.answers if guide else {}
    return [Ask(one.text, one.key, sent.get(one.key, known.get(one.text, ""))) for one in questions]


def answers(guide: CallScriptView | None, sent: QueryDict) -> dict[str, str]:
    """Return the typed answers by question."""
    return {one.text: one.answer for one in asks(guide, sent) if one.key in sent and one.answer}
