"""Read the talk part of a deal: what each side owes, what changed, the one question, the story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base import clock
from pullahead.conversations import queries
from pullahead.conversations.models import Conversation, Promise, PromiseMove
from pullahead.conversations.rules import LIVE, REPORTED, A, B, Move, may_rest, must_move
from pullahead.leads.contact_models import Contact
from pullahead.pipeline import finding_services
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.buying.group import first_gap
from pullahead.usecases.buying.plan_page import Expectation, expectations_of
from pullahead.usecases.conversations.pads import default_present
from pullahead.usecases.conversations.promises import allowed_moves, visible_promise
from pullahead.usecases.conversations.talks import TalkView, talk_views
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.deals.findings import called

ENDED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise as pages and the API show it."""

    id: UUID
    deal_id: UUID
    n: int
    what: str
    conditions: str
    state: str
    requester: str
    performer: str
    ours: bool  # a person or pod of ours performs it
    theirs: bool  # it has a contact as a party
    due_at: datetime | None
    next_at: datetime | None
    late: bool
    turn: str  # ours, theirs; blank: ended
    moves: tuple[str, ...]  # that the viewer may make
    quoted: tuple[str, ...]  # of these, those of a contact: they need words
    self_judged: bool  # the performer recorded that the requester is satisfied


@dataclass(frozen=True, slots=True)
class ContactChoice:
    """A contact who can be chosen as present."""

    id: UUID
    name: str
    present: bool


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """Words of a contact on a deal."""

    id: UUID
    contact: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DealBrief:
    """The talk part of a deal, as its page and the API show it."""

    deal_id: UUID
    we_owe: tuple[PromiseView, ...]
    they_owe: tuple[PromiseView, ...]
    ended: tuple[PromiseView, ...]
    changed: tuple[str, ...]  # codes of what happened since the last talk
    expected: tuple[Expectation, ...]  # the moment judged last, and the next one
    question: str  # code of the one question
    question_about: str
    words: tuple[QuotedWords, ...]
    contacts: tuple[ContactChoice, ...]
    colleagues: tuple[tuple[int, str], ...]
    story: tuple[TalkView, ...]

    @property
    def our_move(self) -> tuple[PromiseView, ...]:
        """Return the promises that wait for us."""
        return tuple(one for one in (*self.we_owe, *self.they_owe) if one.turn == "ours")

    @property
    def their_move(self) -> tuple[PromiseView, ...]:
        """Return the promises that wait for them."""
        return tuple(one for one in (*self.we_owe, *self.they_owe) if one.turn == "theirs")


def brief(*, deal_id: UUID, viewer: Person) -> DealBrief:
    """Return what the page of a deal says before and after a talk. Raise NotFound."""
    deal = visible_deal(deal_id, viewer)
    now = clock.now()
    rows = list(queries.promises_of(deal_id))
    views = views_of(rows, viewer, now)
    live = [one for one in views if one.state in LIVE]
    undone = queries.undone_promises(deal_id)
    ended = [one for one in views if one.state not in LIVE and one.id not in undone]
    talks = queries.story(deal_id)
    question, about = _question(live, deal_id, viewer)
    return DealBrief(
        deal_id=deal_id,
        we_owe=tuple(one for one in live if one.ours),
        they_owe=tuple(one for one in live if not one.ours),
        ended=tuple(ended[:ENDED_SHOWN]),
        changed=_changed(deal_id, talks),
        expected=expectations_of(deal_id),
        question=question,
        question_about=about,
        words=_words(deal_id),
        contacts=_choices(deal_id),
        colleagues=_colleagues(deal.team_id, viewer),
        story=talk_views(talks, viewer),
    )


def one_promise(*, promise_id: UUID, viewer: Person) -> PromiseView:
    """Return one promise. Raise NotFound."""
    return views_of([visible_promise(promise_id, viewer)], viewer, clock.now())[0]


def views_of(rows: list[Promise], viewer: Person, now: datetime) -> list[PromiseView]:
    """Return promises as the viewer sees them."""
    last = queries.last_moves([one.pk for one in rows])
    rests = _resting(rows, now)
    return [_view(one, viewer, now, last.get(one.pk), one.pk in rests) for one in rows]


def _resting(rows: list[Promise], now: datetime) -> set[UUID]:
    """Return the promises whose report was unanswered for ten working days."""
    reported = queries.reported_at(one.pk for one in rows if one.state == REPORTED)
    teams = {one.pk: one.deal.team_id for one in rows if one.pk in reported}
    calendars = {team: team_queries.calendar(team) for team in set(teams.values())}
    return {
        key for key, at in reported.items() if may_rest(at, now=now, calendar=calendars[teams[key]])
    }


def _view(
    one: Promise, viewer: Person, now: datetime, last: PromiseMove | None, rests: bool
) -> PromiseView:
    ours = one.performer_contact_id is None
    of_a, of_b = allowed_moves(one, viewer, A), allowed_moves(one, viewer, B, rests=rests)
    quoted = of_a if one.requester_contact_id else ()
    quoted += of_b if one.performer_contact_id else ()
    asked = {A: one.requester_contact_id, B: one.performer_contact_id}
    turn = must_move(one.state)
    return PromiseView(
        id=one.pk,
        deal_id=one.deal_id,
        n=one.n,
        what=one.what,
        conditions=one.conditions,
        state=one.state,
        requester=party_name(one, "requester"),
        performer=party_name(one, "performer"),
        ours=ours,
        theirs=one.requester_contact_id is not None or not ours,
        due_at=one.due_at,
        next_at=one.next_at,
        late=one.state == "promised" and one.due_at is not None and one.due_at < now,
        turn="" if not turn else "theirs" if asked[turn] else "ours",
        moves=(*of_b, *of_a),
        quoted=quoted,
        self_judged=_self_judged(one, last),
    )


def _self_judged(one: Promise, last: PromiseMove | None) -> bool:
    if last is None or last.move != Move.SATISFIED or last.recorded_by_id is None:
        return False
    return last.recorded_by_id == one.performer_person_id


def party_name(one: Promise, role: str) -> str:
    """Return the name of a party of a promise."""
    contact: Contact | None = getattr(one, f"{role}_contact")
    if contact is not None:
        return called(contact)
    person: Person | None = getattr(one, f"{role}_person")
    if person is not None:
        return person.name
    return str(getattr(one, f"{role}_pod").name)


def _question(live: list[PromiseView], deal_id: UUID, viewer: Person) -> tuple[str, str]:
    """Return the one question of the next talk: a promise to judge, one to ask for, a gap."""
    for one in live:
        if one.ours and one.state == "reported" and one.theirs:
            return "good", one.what
    for one in live:
        if not one.ours and one.late:
            return "late", one.what
    gap = first_gap(deal_id, viewer)
    if gap is None:
        rows = list(finding_services.contacts_of(deal_id))
        return ("", "") if any(one.decides for one in rows) else ("decider", "")
    return ("decider", "") if gap.kind == "no_decider" else ("gap", gap.question)


def _changed(deal_id: UUID, talks: list[Conversation]) -> tuple[str, ...]:
    """Return each move on a promise since the last talk, as move and text."""
    if not talks:
        return ()
    moves = queries.moves_since(deal_id, talks[0].added_at)
    return tuple(f"{one.move}|{one.promise.what}" for one in moves[-8:])


def _words(deal_id: UUID) -> tuple[QuotedWords, ...]:
    return tuple(
        QuotedWords(one.pk, called(one.contact) if one.contact else "", one.words, one.at)
        for one in queries.said_on(deal_id, most=10)
    )


def _choices(deal_id: UUID) -> tuple[ContactChoice, ...]:
    there = default_present(deal_id)
    return tuple(
        ContactChoice(one.contact_id, called(one.contact), one.contact_id in there)
        for one in finding_services.contacts_of(deal_id)
        if one.contact.forgotten_at is None
    )


def _colleagues(team_id: int, viewer: Person) -> tuple[tuple[int, str], ...]:
    rows = Person.objects.filter(is_active=True, team_id=team_id).exclude(pk=viewer.pk)
    rows = rows.exclude(role=Person.Role.MARKETER).order_by("name")
    return tuple((one.pk, one.name) for one in rows)
