"""The call guide beside a lead in hand, and what must be answered before *qualified*.

A source's guide stands before its team's. What a customer answered in an earlier claim counts:
nobody is asked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from pullahead.base.errors import wrong
from pullahead.leads import queries as leads
from pullahead.leads.models import Source
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.pull.call_scripts import ANSWER_LENGTH, CallScript, missing
from pullahead.pull.services import keep_answers
from pullahead.usecases.common.sanitize import clean_input

QUALIFIED = "qualified"
SOURCE, TEAM = "source", "team"


# ---- beside the lead in hand


@dataclass(frozen=True, slots=True)
class CallScriptView:
    """A lead's guide, and what its customer answered already, by question."""

    guide: CallScript
    answers: Mapping[str, str] = field(default_factory=dict)


def guide_of(lead_id: UUID) -> CallScriptView | None:
    """The guide of a lead, with the answers there are; None where there is none."""
    lead = leads.lead(lead_id)
    if lead is None:
        return None
    guide = pull_queries.guide_for(source_id=lead.source_id, team_id=_team(lead_id, lead.source))
    return CallScriptView(guide, pull_queries.guide_answers(lead_id)) if guide else None


def _team(lead_id: UUID, source: Source) -> int:
    """The team whose lead it is: its card's, or once it is closed its source's; 0 for none."""
    card = models.CardRow.objects.filter(pk=lead_id).values_list("team_id", flat=True).first()
    if card is not None:
        return card
    route = models.Route.objects.filter(source=source).values_list("team_id", flat=True).first()
    return route or 0


def typed_answers(given: Mapping[str, str]) -> dict[str, str]:
    """Answers by question, made fit to be kept. Raises Invalid `answer_too_long`."""
    answers = {question: clean_input(answer) for question, answer in given.items()}
    if any(len(answer) > ANSWER_LENGTH for answer in answers.values()):
        raise wrong(
            "guide", "answer_too_long", f"An answer has {ANSWER_LENGTH} characters at most."
        )
    return {question: answer for question, answer in answers.items() if answer}


def check(*, lead_id: UUID, disposition: str, answers: Mapping[str, str]) -> None:
    """Before a settle writes anything: *qualified* needs an answer to every question of the guide.

    Raises Invalid `guide_required`, field `guide`, which names those that are missing.
    """
    if disposition != QUALIFIED:
        return
    beside = guide_of(lead_id)
    if beside is None:
        return
    lacking = missing(beside.guide.questions, {**beside.answers, **answers})
    if lacking:
        named = " ".join(f"“{question}”" for question in lacking)
        said = f"Before it is qualified, ask and note: {named}"
        raise wrong("guide", "guide_required", said)


def keep(*, claim: UUID, lead_id: UUID, answers: Mapping[str, str]) -> None:
    """Keep what was answered with the claim, inside its settle's write(); only the guide's own."""
    beside = guide_of(lead_id) if answers else None
    if beside is not None:
        asked = {question.text for question in beside.guide.questions}
        keep_answers(claim=claim, answers={q: a for q, a in answers.items() if q in asked})


# ---- writing guides
