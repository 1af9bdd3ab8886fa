"""The call guide beside a lead in hand, and what must be answered before *qualified*.

A source's guide stands before its team's. What a customer answered in an earlier claim counts:
nobody is asked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from pullahead.base.errors import FieldError, Invalid, NotFound, wrong
from pullahead.base.journal import Event, record
from pullahead.base.write import write
from pullahead.desk.typed import typed
from pullahead.leads import queries as leads
from pullahead.leads.models import Source
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.pull.guides import ANSWER_LENGTH, Guide, missing, read_guide
from pullahead.pull.services import keep_answers, set_guide
from pullahead.team.models import Person, Team

QUALIFIED = "qualified"
SOURCE, TEAM = "source", "team"


# ---- beside the lead in hand


@dataclass(frozen=True, slots=True)
class Beside:
    """A lead's guide, and what its customer answered already, by question."""

    guide: Guide
    answers: Mapping[str, str] = field(default_factory=dict)


def guide_of(lead_id: UUID) -> Beside | None:
    """The guide of a lead, with the answers there are; None where there is none."""
    lead = leads.lead(lead_id)
    if lead is None:
        return None
    guide = pull_queries.guide_for(source_id=lead.source_id, team_id=_team(lead_id, lead.source))
    return Beside(guide, pull_queries.guide_answers(lead_id)) if guide else None


def _team(lead_id: UUID, source: Source) -> int:
    """The team whose lead it is: its card's, or once it is closed its source's; 0 for none."""
    card = models.Card.objects.filter(pk=lead_id).values_list("team_id", flat=True).first()
    if card is not None:
        return card
    route = models.Route.objects.filter(source=source).values_list("team_id", flat=True).first()
    return route or 0


def typed_answers(given: Mapping[str, str]) -> dict[str, str]:
    """Answers by question, made fit to be kept. Raises Invalid `answer_too_long`."""
    answers = {question: typed(answer) for question, answer in given.items()}
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


@dataclass(frozen=True, slots=True)
class Place:
    """A source or team that has a guide or may get one."""

    of: str  # source, team
    id: int
    name: str
    guide: Guide | None


def places(*, viewer: Person) -> tuple[Place, ...]:
    """Teams, then sources, that this person writes guides for; NotFound for agents.

    A leader writes for their own team and for the sources whose leads it gets.
    """
    _for_leaders(viewer)
    teams, sources = Team.objects.order_by("name"), Source.objects.order_by("name")
    if not viewer.is_admin:
        teams = teams.filter(pk=viewer.team_id)
        sources = sources.filter(route__team_id=viewer.team_id)
    rows = models.Guide.objects.all()
    by_team = {row.team_id: pull_queries.guide(row) for row in rows if row.team_id}
    by_source = {row.source_id: pull_queries.guide(row) for row in rows if row.source_id}
    return (
        *(Place(TEAM, one.pk, one.name, by_team.get(one.pk)) for one in teams),
        *(Place(SOURCE, one.pk, one.name, by_source.get(one.pk)) for one in sources),
    )


def place(*, of: str, place_id: int, viewer: Person) -> Place:
    """One of them; NotFound where it is not this person's to write for."""
    found = [p for p in places(viewer=viewer) if (p.of, p.id) == (of, place_id)]
    if not found:
        raise NotFound("There is no such guide.")
    return found[0]


def preview(*, steps: str, objections: str, questions: str) -> Guide:
    """What was written as agents will see it. Raises Invalid `guide_lines`, beside each part."""
    read = read_guide(typed(steps), typed(objections), typed(questions))
    if isinstance(read, Guide):
        return read
    errors = [FieldError(one.field, "guide_lines", one.message) for one in read]
    raise Invalid(" ".join(e.message for e in errors), code="guide_lines", errors=errors)


def save(
    *, of: str, place_id: int, steps: str, objections: str, questions: str, by: Person
) -> None:
    """Put what was written in place of what was there; empty parts make no guide."""
    place(of=of, place_id=place_id, viewer=by)
    guide = preview(steps=steps, objections=objections, questions=questions)
    its = {"source_id": place_id} if of == SOURCE else {"team_id": place_id}
    with write() as now:
        set_guide(guide=guide, **its)
        data = {**its, "questions": len(guide.questions)}
        record(Event.GUIDE_CHANGED, now=now, actor_id=by.pk, data=data)


def _for_leaders(viewer: Person) -> None:
    if not viewer.is_leader:
        raise NotFound("There is no such page.")
