"""Interview of a buyer: nine questions, the answers word for word, added as objective or step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.conversations import talk_services
from pullahead.conversations.models import Said
from pullahead.conversations.talk_services import NewConversation
from pullahead.pipeline import finding_services
from pullahead.sprints import plan_queries, plan_services
from pullahead.sprints.plan_services import NewStep, PlanAct
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_note
from pullahead.usecases.deals.access import ActContext, visible_deal
from pullahead.usecases.deals.findings import called
from pullahead.usecases.sprints.plan_acts import NAME, WORDS, checked_heard, on_open_deal

QUESTIONS = {
    "what_for": gettext_lazy("What do you want to achieve?"),
    "if_nothing": gettext_lazy("What happens if nothing is done?"),
    "who_raised": gettext_lazy("Who raised it?"),
    "who_uses": gettext_lazy("Who uses it?"),
    "who_pays": gettext_lazy("Who pays?"),
    "who_signs": gettext_lazy("Who signs?"),
    "who_stops": gettext_lazy("Who can stop it?"),
    "how_buy": gettext_lazy("How do you buy things like this?"),
    "by_when": gettext_lazy("By when do you need a result?"),
}
# As stored with the words; shown in the reader's language
SOURCE = {
    "what_for": "What do you want to achieve?",
    "if_nothing": "What happens if nothing is done?",
    "who_raised": "Who raised it?",
    "who_uses": "Who uses it?",
    "who_pays": "Who pays?",
    "who_signs": "Who signs?",
    "who_stops": "Who can stop it?",
    "how_buy": "How do you buy things like this?",
    "by_when": "By when do you need a result?",
}
OBJECTIVE, STEP = KEPT_AS = ("objective", "step")
ANSWER = 4000


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer of the buyer, and what it was added as."""

    id: UUID
    question: str
    words: str
    who: str
    at: datetime
    kept_as: str  # objective, step or blank


@dataclass(frozen=True, slots=True)
class InterviewPage:
    """Facts of the page: the deal, whom to ask, and the answers so far."""

    deal_id: UUID
    title: str
    open: bool
    contacts: tuple[tuple[int, str], ...]
    answers: tuple[AnswerView, ...]


def interview_page(*, deal_id: UUID, viewer: Person) -> InterviewPage:
    """Return the interviews of a deal. Raise NotFound for a deal of another team."""
    deal = visible_deal(deal_id, viewer)
    rows = [one for one in finding_services.contacts_of(deal_id) if not one.contact.forgotten_at]
    words = {source: str(QUESTIONS[code]) for code, source in SOURCE.items()}
    return InterviewPage(
        deal_id=deal.pk,
        title=deal.title,
        open=deal.closed_at is None,
        contacts=tuple((one.pk, called(one.contact)) for one in rows),
        answers=tuple(
            AnswerView(
                id=one.pk,
                question=words.get(one.question, one.question),
                words=one.words,
                who=called(one.contact) if one.contact is not None else "",
                at=one.at,
                kept_as=kept_as,
            )
            for one, kept_as in plan_queries.interview_answers(deal_id)
        ),
    )


def keep(
    *,
    deal_id: UUID,
    by: Person,
    answers: Mapping[str, str],
    kept_as: Mapping[str, str],
    contact: int | None = None,
    held_at: datetime | None = None,
) -> None:
    """Store an interview as a conversation, each answer word for word; mark answers."""
    typed = {code: clean_note(answers.get(code, ""))[:ANSWER] for code in QUESTIONS}
    typed = {code: words for code, words in typed.items() if words}
    if not typed:
        raise wrong("what_for", "answer_required", _("Enter at least one answer."))

    def verb(context: ActContext) -> None:
        heard = checked_heard(context, held_at)
        person = _contact(context, contact)
        new = NewConversation(
            pad="\n".join(f"{SOURCE[code]}\n{words}" for code, words in typed.items()),
            kind="interview",
            channel="",
            started_by="ours",
            held_at=heard,
            typed_s=None,
            contacts=(person,) if person is not None else (),
            people=(context.by.pk,),
        )
        talk = talk_services.add_conversation(context.deal, new, now=context.now, by=context.by.pk)
        for code, words in typed.items():
            said = talk_services.add_said(
                talk, contact=person, words=words, at=heard, question=SOURCE[code]
            )
            if kept_as.get(code) in KEPT_AS:
                _mark(context, said, kept_as[code], heard)

    on_open_deal(deal_id, by, verb)


def mark(*, deal_id: UUID, by: Person, said_id: UUID, kept_as: str) -> None:
    """Add an answer as an objective or a step, once."""
    if kept_as not in KEPT_AS:
        raise wrong("kept_as", "invalid", _("Choose objective or step."))

    def verb(context: ActContext) -> None:
        found = {one.pk: (one, what) for one, what in plan_queries.interview_answers(deal_id)}
        if said_id not in found:
            raise NotFound(_("Answer not found. Reload the page."))
        said, what = found[said_id]
        if what:
            raise Conflict(_("This answer is already in the plan. Reload the page."), code="marked")
        _mark(context, said, kept_as, said.at)

    on_open_deal(deal_id, by, verb)


def _mark(context: ActContext, said: Said, kept_as: str, heard: datetime) -> None:
    """Add the objective or step; on a deal that has a plan, it is a change of the buyer."""
    deal = context.deal
    known = plan_queries.steps(deal.pk) if kept_as == STEP else plan_queries.objectives(deal.pk)
    # the answers of this interview are not changes of each other
    planned = known.exclude(said__conversation_id=said.conversation_id).exists()
    act = PlanAct(
        context.by.pk,
        context.now,
        heard if planned else None,
        conversation=said.conversation_id,
        said=said.pk,
    )
    if kept_as == STEP:
        new = NewStep(" ".join(said.words.split())[:NAME], contact_id=said.contact_id)
        plan_services.add_step(deal, new, act)
    else:
        words = " ".join(said.words.split())[:WORDS]
        plan_services.add_objective(deal, words=words, measure="", act=act)


def _contact(context: ActContext, contact: int | None) -> UUID | None:
    if not contact:
        return None
    row = finding_services.contacts_of(context.deal.pk).filter(pk=contact).first()
    if row is None or row.contact.forgotten_at is not None:
        raise wrong("contact", "unknown_contact", _("Choose a contact of the customer."))
    return row.contact_id
