"""Call script: steps, objections with answers, and questions required for *qualified*.

Plain Python without Django, clock or I/O.

A team lead or manager writes it as lines of text: a step or a question a line; an objection and its
answer on one line with ``->`` between.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pullahead.base.wording import worded

STEPS, OBJECTIONS, QUESTIONS = 20, 30, 10  # lines at most
LINE_LENGTH, ANSWER_LENGTH = 300, 1_000
ARROW = re.compile(r"\s*(?:->|=>|→)\s*")


@dataclass(frozen=True, slots=True)
class Objection:
    """Customer's objection, and the agent's answer."""

    said: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """Question whose answer a qualified lead must have."""

    text: str

    @property
    def key(self) -> str:
        """Name in a form; it changes with the text, so that no answer moves to another question."""
        return f"q-{hashlib.sha256(self.text.encode()).hexdigest()[:10]}"


@dataclass(frozen=True, slots=True)
class CallScript:
    """Call script that an agent sees during a call."""

    steps: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether the script has no content."""
        return not (self.steps or self.objections or self.questions)


@dataclass(frozen=True, slots=True)
class ScriptProblem:
    """Part of a call script that cannot be saved, and why."""

    field: str
    message: str


def read_script(
    steps: str, objections: str, questions: str
) -> CallScript | tuple[ScriptProblem, ...]:
    """Parse a call script, part by part; return all its problems where there are any."""
    wrong: list[ScriptProblem] = []
    parts = {
        "steps": _lines(steps, "steps", STEPS, wrong),
        "objections": _lines(objections, "objections", OBJECTIONS, wrong),
        "questions": _lines(questions, "questions", QUESTIONS, wrong),
    }
    answered = []
    for line in parts["objections"]:
        said, *rest = ARROW.split(line, maxsplit=1)
        if not said or not rest or not rest[0]:
            what = worded(
                "“{line}” has no answer. Write “They say -> we answer” on one line.",
                line=line[:40],
            )
            wrong.append(ScriptProblem("objections", what))
        else:
            answered.append(Objection(said, rest[0]))
    asked = tuple(Question(line) for line in dict.fromkeys(parts["questions"]))
    return tuple(wrong) or CallScript(parts["steps"], tuple(answered), asked)


def _lines(text: str, field: str, most: int, wrong: list[ScriptProblem]) -> tuple[str, ...]:
    lines = tuple(line.strip(" \t•-*") for line in text.splitlines())
    lines = tuple(line for line in lines if line)
    longest = LINE_LENGTH + (ANSWER_LENGTH if field == "objections" else 0)
    if len(lines) > most:
        said = worded(
            "Enter at most {limit} lines. There are {count}.", limit=most, count=len(lines)
        )
        wrong.append(ScriptProblem(field, said))
    if any(len(line) > longest for line in lines):
        said = worded("Enter at most {limit} characters in a line.", limit=longest)
        wrong.append(ScriptProblem(field, said))
    return lines[:most]


def written(guide: CallScript) -> dict[str, str]:
    """Return the lines of text of a call script."""
    return {
        "steps": "\n".join(guide.steps),
        "objections": "\n".join(f"{one.said} -> {one.answer}" for one in guide.objections),
        "questions": "\n".join(one.text for one in guide.questions),
    }


def missing(questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the questions without an answer; `answers` is keyed by the question's text."""
    return tuple(one.text for one in questions if not answers.get(one.text, "").strip())
