"""The call script beside a claimed lead, and the answers that *qualified* requires.

A source's script comes before its team's. A comparison's drawn script comes before both. An answer
from an earlier claim counts, so nobody is asked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import wrong
from pullahead.leads import queries as leads
from pullahead.pull import queries as pull_queries
from pullahead.pull import script_comparisons
from pullahead.pull.call_scripts import ANSWER_LENGTH, CallScript, missing
from pullahead.pull.services import keep_answers
from pullahead.usecases.common.sanitize import clean_input

QUALIFIED = "qualified"


# ---- beside the current lead


@dataclass(frozen=True, slots=True)
class CallScriptView:
    """A lead's script, and the customer's answers so far, by question."""

    guide: CallScript
    answers: Mapping[str, str] = field(default_factory=dict)


def guide_of(lead_id: UUID) -> CallScriptView | None:
    """Return the script of a lead with its answers; None where there is none."""
    lead = leads.lead(lead_id)
    if lead is None:
        return None
    guide = script_comparisons.script_of(lead_id, clock.now())
    if guide is None:
        team_id = _team(lead_id, lead.source_id)
        guide = pull_queries.guide_for(source_id=lead.source_id, team_id=team_id)
    if guide is None or guide.empty:
        return None
    return CallScriptView(guide, pull_queries.guide_answers(lead_id))


def _team(lead_id: UUID, source_id: int) -> int:
    """Return the team of a lead's card, of its source for a closed lead; 0 for none."""
    team_id = pull_queries.team_of_card(lead_id)
    return pull_queries.team_of_source(source_id) if team_id is None else team_id


def typed_answers(given: Mapping[str, str]) -> dict[str, str]:
    """Sanitize answers by question. Raise Invalid `answer_too_long`."""
    answers = {question: clean_input(answer) for question, answer in given.items()}
    if any(len(answer) > ANSWER_LENGTH for answer in answers.values()):
        raise wrong(
            "guide",
            "answer_too_long",
            _("Shorten the answer to {limit} characters.").format(limit=f"{ANSWER_LENGTH:,}"),
        )
    return {question: answer for question, answer in answers.items() if answer}


def lacking(*, lead_id: UUID, disposition: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the script's unanswered questions that *qualified* requires; none for others."""
    beside = guide_of(lead_id) if disposition == QUALIFIED else None
    if beside is None:
        return ()
    return tuple(missing(beside.guide.questions, {**beside.answers, **answers}))


def keep(*, claim: UUID, lead_id: UUID, answers: Mapping[str, str]) -> None:
    """Store the answers to the script's questions with the claim, inside the settle's
    transaction.
    """
    beside = guide_of(lead_id) if answers else None
    if beside is not None:
        asked = {question.text for question in beside.guide.questions}
        keep_answers(claim=claim, answers={q: a for q, a in answers.items() if q in asked})


# ---- writing guides
