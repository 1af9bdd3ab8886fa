"""Deals that a person may see, the locks of an act, and the refusals."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Conflict, FieldError, Invalid, NotFound, wrong
from pullahead.base.transaction import write_transaction
from pullahead.conversations import queries as promise_queries
from pullahead.pipeline import locks, publish, queries, services
from pullahead.pipeline.models import Deal, Transition
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.rules import (
    OVERRIDE_REASON,
    DealAct,
    DealRefusal,
    DealState,
    FullLimit,
    LimitState,
    may_override,
    refusal,
)
from pullahead.pipeline.services import DealMove, LimitReached, OverrideGiven
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input

REFUSED = {
    DealRefusal.CLOSED: gettext_lazy("This deal is closed. Reopen it first."),
    DealRefusal.OPEN: gettext_lazy("This deal is already open."),
    DealRefusal.HELD: gettext_lazy(
        "A colleague has this deal. Ask them to hand it over, or add what the customer said."
    ),
    DealRefusal.NOT_HELD: gettext_lazy("No one has this deal. Take it first."),
    DealRefusal.YOURS: gettext_lazy("You already have this deal."),
    DealRefusal.READY: gettext_lazy("This deal is ready. Pull it into a stage first."),
    DealRefusal.NOT_DOING: gettext_lazy("This step is already done."),
    DealRefusal.NOT_WAITING: gettext_lazy("This deal is not waiting."),
    DealRefusal.AT_THE_CLOSE: gettext_lazy(
        "This deal is in the last stage. Close it as won or lost."
    ),
    DealRefusal.NOT_AT_THE_CLOSE: gettext_lazy(
        "Only a deal in the last stage can be won. Pull it there first."
    ),
    DealRefusal.NO_EARLIER_STAGE: gettext_lazy("This deal is in the first stage."),
    DealRefusal.REOPENS_TOO_LATE: gettext_lazy(
        "This deal was closed more than 30 days ago. Add a follow-on deal instead."
    ),
}


class LimitRefused(Conflict):
    """A move that would exceed a limit: which one, how full it is, what to finish first."""

    code = "limit_reached"

    def __init__(self, full: Collection[FullLimit], *, overridable: bool) -> None:
        self.full = tuple(full)
        self.overridable = overridable
        super().__init__(
            " ".join(map(_said, self.full)) or _("A limit is reached. Reload the page.")
        )


def _said(full: FullLimit) -> str:
    text = _("{name} is full: {held} of {size} deals. Nothing was moved.")
    said = text.format(name=full.name, held=full.held, size=full.size)
    if full.finish_first:
        names = ", ".join(title for _id, title in full.finish_first)
        said += " " + _("Finish first: {names}.").format(names=names)
    return said


def flow_of(viewer: Person) -> WorkflowFacts:
    """Return the published workflow of the viewer's team. Raise NotFound without one."""
    found = queries.workflow_of_team(viewer.team_id)
    if found is None:
        raise NotFound(_("Your team has no workflow yet."))
    return found


def visible_deal(deal_id: UUID, viewer: Person) -> Deal:
    """Return a deal of the viewer's team; an administrator sees all. Raise NotFound."""
    found = queries.deal(deal_id)
    if found is None or not (viewer.is_admin or found.team_id == viewer.team_id):
        raise NotFound(_("Deal not found."))
    return found


def works_on(deal: Deal, viewer: Person) -> bool:
    """Return whether a person sees a deal and acts on it: agents of its team, administrators."""
    return viewer.works_leads and (viewer.is_admin or viewer.team_id == deal.team_id)


@dataclass(slots=True)
class ActContext:
    """Facts of an act behind its locks."""

    deal: Deal
    flow: WorkflowFacts
    calendar: Calendar
    by: Person
    people: dict[int, Person]
    # read behind the locks
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    @property
    def state(self) -> DealState:
        """Return the deal as the rules read it."""
        return queries.state_of(self.deal, self.flow)

    def need(self, act: DealAct) -> None:
        """Raise Conflict if the deal does not allow the act."""
        found = refusal(act, self.state, actor=self.by.pk, leads=self.by.is_leader, now=self.now)
        if found is not None:
            raise Conflict(str(REFUSED[found]), code=str(found))

    def person(self, person_id: int) -> Person:
        """Return an active colleague of the deal's team who may have deals. Raise Invalid."""
        found = self.people.get(person_id)
        there = found is not None and found.is_active and found.team_id == self.deal.team_id
        if found is None or not there or not found.works_leads:
            raise wrong("to", "unknown_person", _("Choose a colleague of this team."))
        return found


@dataclass(frozen=True, slots=True)
class ActRequest:
    """Request of an act: its deal and sequence as read, its person, and a permission."""

    deal_id: UUID
    by: Person
    seq: int | None = None
    override: str = ""  # reason to exceed a limit
    people: tuple[int, ...] = ()
    closes: bool = False  # writes the lead too
    contact: UUID | None = None  # writes this contact, and all deals that it is in
    promise: UUID | None = None  # its performer moves it, also one who does not see the deal

    def __post_init__(self) -> None:
        self.deal_for(self.by)

    def deal_for(self, viewer: Person) -> Deal:
        """Return the deal for one who sees it, or performs the promise in it. Raise NotFound."""
        if self.promise is not None and promise_queries.performs(viewer.pk, self.promise):
            found = queries.deal(self.deal_id)
            if found is not None:
                return found
        return visible_deal(self.deal_id, viewer)


def perform(asked: ActRequest, verb: Callable[[ActContext], None]) -> None:
    """Take the locks in order, compare the sequence, and run the act in one transaction.

    Raise LimitRefused, Conflict, Invalid or NotFound; then nothing is saved.
    """
    ensure_person_limits((asked.by.pk, *asked.people), asked.by.team_id)
    held: dict[str, ActContext] = {}

    def lock() -> None:
        held["act"] = _locked(asked)

    try:
        with write_transaction(lock=lock) as now:
            context = held["act"]
            context.now = now
            if asked.seq is not None and asked.seq != context.deal.seq:
                raise services.moved_on()
            verb(context)
    except LimitReached as full:
        raise _limit_refused(full.limits, asked) from full


def _locked(asked: ActRequest) -> ActContext:
    locks.publish_lock()
    people = locks.lock_people({asked.by.pk, *asked.people})
    by = people.get(asked.by.pk)
    if by is None or not by.is_active:
        raise NotFound(_("Deal not found."))
    seen = asked.deal_for(by)
    if asked.closes and seen.lead_id is not None:
        locks.lock_lead(seen.lead_id)
    if asked.contact is not None:
        locks.lock_contacts_with_deals([asked.contact])
    deal = locks.lock_deal(asked.deal_id)
    flow = queries.workflow_of_team(deal.team_id)
    if flow is None:
        raise NotFound(_("Deal not found."))
    calendar = team_queries.calendar(deal.team_id)
    return ActContext(deal, flow, calendar, by, people)


def _limit_refused(limits: Collection[LimitState], asked: ActRequest) -> LimitRefused:
    allowed = may_override(limits, actor=asked.by.pk, leads=asked.by.is_leader)
    return LimitRefused(queries.full_limits(limits), overridable=bool(limits) and allowed)


def move(context: ActContext, made: DealMove, override: str = "") -> Transition:
    """Make the transition; `override` is a reason to exceed limits, where the person may."""
    if override.strip():
        reason = checked_override(override)
        given = OverrideGiven(reason, context.by.pk, leads=context.by.is_leader)
        made = replace(made, override=given)
    return services.move(context.deal, made, now=context.now)


def checked_override(reason: str) -> str:
    """Return a cleaned reason to exceed a limit. Raise Invalid for a short one."""
    cleaned = clean_input(reason)[:300]
    if len(cleaned) < OVERRIDE_REASON:
        said = _("Enter why the limit may be exceeded, in at least 10 characters.")
        raise Invalid(said, errors=[FieldError("override", "reason_required", said)])
    return cleaned


def ensure_person_limits(person_ids: Collection[int], team_id: int) -> None:
    """Add the limits of people who have none yet, each in a transaction of its own."""
    missing = [one for one in set(person_ids) if not queries.has_person_limit(one)]
    flow = queries.workflow_of_team(team_id) if missing else None
    if flow is None:
        return
    size = flow.version.limits.get("person")
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)):
        known = locks.lock_people(missing)
        for person_id in known:
            publish.add_person_limit(person_id=person_id, size=size)


def sees_deals(viewer: Person) -> bool:
    """Return whether deals exist for the viewer: their team, or for an admin any team, has them.

    Marketing and contributors see none.
    """
    if not viewer.works_leads:
        return False
    if queries.team_has_workflow(viewer.team_id):
        return True
    return viewer.is_admin and bool(queries.teams_with_workflow())


def teams_of_boards(viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the teams whose boards an administrator may choose from; none for others."""
    return queries.teams_with_workflow() if viewer.is_admin else ()
