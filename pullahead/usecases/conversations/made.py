"""Make what the lines of a pad say: promises, requests, words, contacts who decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from pullahead.buying.rules import STANCE_OF
from pullahead.conversations import services, talk_services
from pullahead.conversations.models import Conversation, Promise
from pullahead.conversations.pad_lines import PadFacts, PadKind, PadLine, PadPerson
from pullahead.conversations.rules import Move
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.leads import contacts
from pullahead.pipeline import finding_services, signal_services
from pullahead.pipeline import rules as deal_rules
from pullahead.pipeline.models import DealContact
from pullahead.pipeline.rules import DISCARDED, LOST
from pullahead.usecases.buying import members
from pullahead.usecases.conversations import steps_made
from pullahead.usecases.conversations.talk_changes import TalkChanges
from pullahead.usecases.deals.access import ActContext

CONTACTS_AT_MOST = 50


@dataclass(slots=True)
class Making:
    """The act, its conversation, and the contacts that its lines added."""

    context: ActContext
    talk: Conversation
    facts: PadFacts
    added: dict[str, UUID] = field(default_factory=dict)
    changes: TalkChanges = field(default_factory=TalkChanges)
    replaced: set[UUID] = field(default_factory=set)  # contacts whose promise a correction changes

    @property
    def takes_promises(self) -> bool:
        """Return whether the deal is open or won; a lost deal has no live promise."""
        return self.context.deal.closed_as not in {LOST, DISCARDED}


def make(making: Making, lines: Sequence[PadLine]) -> None:
    """Make each line, in order; lines in doubt and notes make nothing."""
    for line in lines:
        if not line.makes:
            continue
        known = replace(line, who=_known(making, line, line.who), to=_known(making, line, line.to))
        if known.who is not None or line.kind not in NEED_A_PERSON:
            MAKERS.get(line.kind, _nothing)(making, known)


def _known(making: Making, line: PadLine, one: PadPerson | None) -> PadPerson | None:
    """Return a person of a line; a contact whom it names for the first time is added once."""
    if one is None or not one.is_new:
        return one
    key = one.name.casefold()
    if key not in making.added:
        deal, now = making.context.deal, making.context.now
        if finding_services.contacts_of(deal.pk).count() >= CONTACTS_AT_MOST:
            return None
        by_role = line.kind == PadKind.ROLE and not _is_name(one.name)
        name = {"as_role" if by_role else "name": one.name[:100]}
        made = contacts.add_contact(now=now, company=deal.company, **name)
        row = finding_services.add_to_deal(deal, made.pk, decides=False, sees=False, now=now)
        making.changes.contacts.append(row.pk)
        making.added[key] = made.pk
        if line.kind not in NOT_THERE:
            talk_services.add_present(making.talk, contacts=[made.pk])
    return PadPerson(one.name, contact=making.added[key], present=True)


def _is_name(text: str) -> bool:
    """Return whether a text is a name, such as “Rita Sand”, and no role, such as “Legal”."""
    words = text.split()
    return len(words) > 1 and all(one[0].isupper() for one in words)


def _nothing(making: Making, line: PadLine) -> None:
    """Make nothing: the line stays in the text only."""


def _words(making: Making, line: PadLine) -> None:
    assert line.who is not None
    said = talk_services.add_said(
        making.talk, contact=line.who.contact, words=line.what, at=making.talk.held_at
    )
    making.changes.said.append(str(said.pk))


def _row(making: Making, one: PadPerson | None) -> DealContact | None:
    """Return the contact of the deal whom a line names."""
    rows = finding_services.contacts_of(making.context.deal.pk)
    contact = one.contact if one is not None else None
    return next((row for row in rows if row.contact_id == contact), None)


def _role(making: Making, line: PadLine) -> None:
    """Mark who decides; set the other roles and the stance on the map of people."""
    row = _row(making, line.who)
    if row is None:
        return
    before = members.member_state(making.context, row.pk)
    if "decider" in line.roles:
        sees = row.sees_problem_at is not None
        finding_services.mark(row, decides=True, sees=sees, now=making.context.now)
    roles = [one for one in line.roles if one != "decider"]
    if roles:
        members.set_role(making.context, row.pk, roles)
    if line.stance:
        members.set_stance(making.context, row.pk, STANCE_OF[line.stance])
    making.changes.members.append((before, members.member_state(making.context, row.pk)))


def _influence(making: Making, line: PadLine) -> None:
    """Draw the influence of one contact on another."""
    who, whom = _row(making, line.who), _row(making, line.to)
    if who is not None and whom is not None:
        making.changes.links.append(members.link(making.context, who.pk, whom.pk))


def _promise(making: Making, line: PadLine) -> None:
    if not making.takes_promises or line.who is None:
        return
    me, due = Party(person=making.context.by.pk), _due(making, line)
    if line.who.contact is not None:
        _add(making, line, NewPromise(Move.PROMISE, line.what, me, _party(line.who), due))
        if line.who.contact not in making.replaced:
            _signal(making, "promised", line)
        return
    requester = _party(line.to) if line.to is not None else Party(pod=making.context.deal.pod_id)
    if not line.absent:
        new = NewPromise(Move.PROMISE, line.what, requester, _party(line.who), due)
        _add(making, line, new)
        return
    # The writer holds the promise to the buyer, and asks the colleague
    held = _add(making, line, NewPromise(Move.PROMISE, line.what, requester, me, due))
    asked = NewPromise(
        Move.REQUEST, line.what, me, _party(line.who), due, serves=held.pk, visible_to_buyer=False
    )
    _add(making, line, asked)


def _request(making: Making, line: PadLine) -> None:
    if not making.takes_promises or line.who is None:
        return
    performer, me = _party(line.who), Party(person=making.context.by.pk)
    requester = me
    if performer == me:
        there = line.to
        requester = _party(there) if there else Party(pod=making.context.deal.pod_id)
    new = NewPromise(
        Move.REQUEST,
        line.what,
        requester,
        performer,
        _due(making, line),
        visible_to_buyer=performer.contact is not None or requester.contact is not None,
    )
    made = _add(making, line, new)
    if requester.contact is not None:
        _signal(making, "asked", line, str(made.pk))


def _add(making: Making, line: PadLine, new: NewPromise) -> Promise:
    words = line.text.strip()
    act = PromiseAct(new.move, by=making.context.by.pk, words=words, conversation=making.talk.pk)
    made = services.add_promise(making.context.deal, new, act, now=making.context.now)
    making.changes.promises.append(str(made.pk))
    return made


def _party(one: PadPerson) -> Party:
    return Party(person=one.person, contact=one.contact)


def _due(making: Making, line: PadLine) -> datetime | None:
    """Return the end of the day, at least a minute ahead."""
    if line.day is None:
        return None
    return max(making.context.calendar.end_of_day(line.day), making.context.now)


def _signal(making: Making, kind: str, line: PadLine, key: str = "") -> None:
    source = "promise" if key else ""
    made = add_signal(making.context, kind, line.what, source=source, external_id=key)
    if made is not None:
        making.changes.signals.append(made)


def add_signal(
    context: ActContext, kind: str, words: str, *, source: str = "", external_id: str = ""
) -> int | None:
    """Add a signal that a line gives; None for a closed deal, which has none."""
    if context.deal.closed_at is not None:
        return None
    made = signal_services.add_signal(
        context.deal,
        kind=kind,
        words=words,
        alarm_at=deal_rules.alarm_at(context.calendar, kind, context.now),
        now=context.now,
        actor=context.by.pk,
        source=source,
        external_id=external_id,
    )
    return made.pk


def _step(making: Making, line: PadLine) -> None:
    """Add, move or drop a step of the buyer; a closed deal keeps the line in its text."""
    context, talk = making.context, making.talk
    if context.deal.closed_at is not None:
        return
    if line.kind == PadKind.STEP_ADDED:
        change = steps_made.add(context, talk, line.what, line.day)
    elif line.kind == PadKind.STEP_MOVED:
        change = steps_made.move(context, talk, line.what, line.day)
    else:
        change = steps_made.drop(context, talk, line.what)
    if change is not None:
        making.changes.steps.append(change)


MAKERS: Mapping[PadKind, Callable[[Making, PadLine], None]] = {
    PadKind.WORDS: _words,
    PadKind.ROLE: _role,
    PadKind.INFLUENCE: _influence,
    PadKind.PROMISE: _promise,
    PadKind.REQUEST: _request,
    PadKind.STEP_ADDED: _step,
    PadKind.STEP_MOVED: _step,
    PadKind.STEP_DROPPED: _step,
}
# a contact added by such a line is only talked about
NOT_THERE = frozenset({PadKind.ROLE, PadKind.INFLUENCE})
NEED_A_PERSON = frozenset({PadKind.WORDS, PadKind.ROLE, PadKind.PROMISE, PadKind.REQUEST})
