"""Hand a lead over live to a free colleague. (A settle with `callback_for` books one for later.)"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.base.db.planned_queries import planned
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import claim_annotations, models, rules
from pullahead.pull.backlog_estimate import PRESENT_FOR
from pullahead.pull.services import give_attempts
from pullahead.team import queries as team
from pullahead.team.models import Person, PresenceState
from pullahead.team.queries import PersonLock
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.work import uncalled_limit
from pullahead.usecases.work.claims import leads_of
from pullahead.usecases.work.holder_messages import MESSAGE_LIMIT
from pullahead.usecases.work.presence import enter
from pullahead.usecases.work.pull import requeue_due
from pullahead.usecases.work.take import TAKING

BRIEF_AT_LEAST = 10
LARGE_FLOOR = 100  # people
FLOOR_KEPT_FOR = 1.0  # seconds
ABSENT = gettext_noop("{name} is not at work. Choose another colleague, or schedule a callback.")


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague who can get a lead: live only while present, on no break and without a lead."""

    id: int
    name: str
    free: bool
    on_break: bool
    present: bool = True


class _LastFloor(NamedTuple):
    """Everyone who is active, and when they were read, in seconds of the process's clock."""

    at: float
    people: tuple[Colleague, ...]


_last_floor = _LastFloor(-math.inf, ())


def colleagues(agent_id: int) -> tuple[Colleague, ...]:
    """Return everyone else who is active, by name."""
    return tuple(one for one in _everyone() if one.id != agent_id)


def colleagues_shown(agent_id: int) -> tuple[Colleague, ...]:
    """Return everyone else for a page. A large floor serves all pages of a process for a second.

    The page is older than that when an agent chooses. A hand-over checks the chosen colleague.
    """
    global _last_floor
    people = _last_floor.people
    if time.monotonic() - _last_floor.at >= FLOOR_KEPT_FOR:
        people = _everyone()
        if statements.postgres() and len(people) >= LARGE_FLOOR:
            _last_floor = _LastFloor(time.monotonic(), people)
    return tuple([one for one in people if one.id != agent_id])


def _everyone() -> tuple[Colleague, ...]:
    now = clock.now()
    busy = set(_holders(now))
    here = present(now) - team.on_leave(now).keys()
    return tuple(
        Colleague(
            pk,
            name,
            pk in here and pk not in busy and not break_since,
            break_since is not None,
            pk in here,
        )
        for pk, name, break_since in _workers()
    )


@planned
def _holders(now: datetime) -> QuerySet[models.CardRow, int | None]:
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, next_at__gt=now)
    return held.values_list("holder_id", flat=True)


@planned
def _workers() -> QuerySet[Person, tuple[int, str, datetime | None]]:
    return team.who_may_work().order_by("name").values_list("pk", "name", "break_since")


def present(now: datetime) -> frozenset[int]:
    """Return the people at work: a sign-in or a pull within the last hour, or a current lead."""
    since = now - PRESENT_FOR
    # Django stores a sign-in by the machine's clock, which the clock of a demo runs ahead of
    return frozenset([*_signed_in(since - clock.offset()), *_pulled(since), *_all_holders()])


@planned
def _signed_in(since: datetime) -> QuerySet[Person, int]:
    return Person.objects.filter(last_login__gt=since).values_list("pk", flat=True)


@planned
def _pulled(since: datetime) -> QuerySet[models.ClaimRow, int]:
    agents = models.ClaimRow.objects.filter(started_at__gt=since).order_by()
    return agents.values_list("agent_id", flat=True).distinct()


@planned
def _all_holders() -> QuerySet[models.CardRow, int]:
    held = models.CardRow.objects.filter(state=rules.CardState.HELD)
    return held.values_list("holder_id", flat=True)


@retried
def hand_over(*, agent_id: int, token: UUID, to: int, brief: str) -> str:
    """Hand the claimed lead over to a free colleague, with a brief. Return the colleague's name.

    The timeline credits both. A lead that the colleague releases returns to the first agent. Raise
    NotFound, Invalid, Conflict `claim_lost` and `busy`.
    """
    brief = clean_input(brief)[:MESSAGE_LIMIT]
    if len(brief) < BRIEF_AT_LEAST:
        said = _("Enter a brief: what does the colleague need to know?")
        raise wrong("brief", "brief_required", said)
    if to == agent_id or not team.may_work(to):
        raise wrong("to", "unknown_person", _("Choose a colleague who is free."))
    requeue_due()  # end an expired claim of the receiver first
    people = [PersonLock(i) for i in sorted({agent_id, to})]
    with write_transaction(lock=lambda: _take(people)) as now:
        receiver = next(one.person for one in people if one.person.pk == to)
        if receiver.break_since is not None:
            raise Conflict(
                _("{name} is on a break. Choose another colleague, or schedule a callback.").format(
                    name=receiver.name
                ),
                code="busy",
            )
        if not receiver.is_active or not receiver.works_leads:
            raise wrong("to", "unknown_person", _("This colleague is disabled. Choose another."))
        at_work = present(now) - team.on_leave(now).keys()
        uncalled_limit.refuse_more(agent_id=agent_id, now=now, token=token)
        ENGINE.store.lock_cards(leads_of(token), (agent_id, to))
        try:
            claim = TAKING.hand_over(agent=agent_id, token=token, to=to, brief=brief, now=now)
        except KeyError:
            raise NotFound(str(CLAIM_NOT_FOUND)) from None
        if isinstance(claim, str):
            raise _not_handed_over(claim, receiver.name)
        if receiver.pk not in at_work:  # only after the claim is known to be this agent's
            raise Conflict(_(ABSENT).format(name=receiver.name), code="busy")
        give_attempts(claim=token, to=claim.token)
        enter(receiver, PresenceState.CLAIM, now=now)
        claim_annotations.add_message(token=claim.token, by_id=agent_id, text=brief, now=now)
    return receiver.name


def _take(people: list[PersonLock]) -> None:
    for one in people:
        one.take()


def _not_handed_over(why: str, name: str) -> Conflict:
    if why == "busy":
        return Conflict(
            _(
                "{name} has a lead now. Choose a colleague who is free, or schedule a callback."
            ).format(name=name),
            code="busy",
        )
    return Conflict(
        _("You no longer have this lead, so it was not handed over."), code="claim_lost"
    )
