"""An agent takes a named lead from the queue or from its holder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.compliance.calling_hours import window_set
from pullahead.compliance.places import ANYWHERE, Location
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Lead
from pullahead.pipeline import queries as deals
from pullahead.pull import call_rules, models, ranking, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.selection import Picked
from pullahead.pull.services import route_of
from pullahead.pull.take import Take, Taking
from pullahead.pull.take_rules import BY_CUSTOMER, TakeReason
from pullahead.team import queries as team
from pullahead.team.models import Person, PresenceState
from pullahead.team.queries import PersonLock
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import LEAD_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.common.timezones import organisation_zone, windows_of_lead
from pullahead.usecases.leads.lifecycle import open_again, recently_closed
from pullahead.usecases.work import uncalled_limit
from pullahead.usecases.work.claims import current_claim
from pullahead.usecases.work.dial_check import refused
from pullahead.usecases.work.holder_messages import holder_notices
from pullahead.usecases.work.home import ClaimView
from pullahead.usecases.work.presence import enter
from pullahead.usecases.work.pull import requeue_due

TAKING = Taking(ENGINE)
REASON_LIMIT = 200
# The grounds that an agent can choose
GROUNDS = (
    TakeReason.CALLED_IN,
    TakeReason.WALKED_IN,
    TakeReason.REPLIED,
    TakeReason.ASKED_FOR_ME,
    TakeReason.REFERRAL,
    TakeReason.TRANSFERRED,
    TakeReason.LOOKED_UP,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of a take."""

    kind: str  # taken, again (held already), held (by a colleague)
    hand: ClaimView | None = None
    holder: str = ""  # the name of the holder
    interrupted: str = ""  # name on the interrupted claim


@retried
def take(
    *, lead_id: UUID, agent_id: int, ground: str, over: bool = False, reason: str = ""
) -> Taken:
    """Take a named lead for a reason; `over`: from its holder, because the customer is on the line.

    A lead closed within 30 days reopens if its customer makes contact. Raise NotFound, Invalid for
    a missing reason, and Conflict with the cause of a refusal.
    """
    why, reason = ground_of(ground), clean_input(reason)[:REASON_LIMIT]
    if why == TakeReason.LOOKED_UP and not reason:
        raise wrong("reason", "reason_required", _("Enter a reason for taking this lead."))
    requeue_due()
    lead = leads.lead(lead_id)
    if lead is None:
        raise NotFound(str(LEAD_NOT_FOUND))
    holder = models.CardRow.objects.filter(pk=lead_id).values_list("holder_id", flat=True).first()
    people = [PersonLock(i) for i in sorted({agent_id, holder or agent_id})]
    with write_transaction(lock=lambda: lock_agents(people, lead)) as now:
        me = _able(next(one.person for one in people if one.person.pk == agent_id))
        ENGINE.store.lock_cards((lead_id,), [one.person.pk for one in people])
        card = ENGINE.store.card(lead_id) or _reopened(lead_id, why, me.pk, now)
        # A holder without a locked row claimed it just now: report the conflict.
        over = over and card.holder in {one.person.pk for one in people}
        if why not in BY_CUSTOMER and card.holder is None:
            _may_call(card, now)
        if why == TakeReason.LOOKED_UP and card.holder is None:
            uncalled_limit.refuse_more(agent_id=me.pk, now=now)
            _may_work(card, me.pk)
        took = TAKING.take(
            lead_id,
            agent=agent_id,
            ground=why,
            over=over,
            lane_for=_lane_for(lead),
            now=now,
            note=reason,
        )
        if took.kind != "held":
            enter(me, PresenceState.CLAIM, now=now)
    return _taken(took, agent_id)


def _able(agent: Person) -> Person:
    """Return the agent. Raise Conflict for one who may not work leads."""
    if not agent.is_active or not agent.works_leads:
        raise Conflict(_("Your account is disabled. Ask an admin."), code="not_active")
    return agent


def ground_of(ground: str) -> TakeReason:
    """Read the ground. Raise Invalid `unknown_ground`."""
    if ground not in set(GROUNDS):
        raise wrong("ground", "unknown_ground", _("Choose a reason from the list."))
    return TakeReason(ground)


def lock_agents(people: list[PersonLock], lead: Lead) -> None:
    """Lock both agents in the order of their ids; for a closed lead, its addresses too."""
    for one in people:
        one.take()
    if lead.closed_at is not None:
        values = lead.addresses.values_list("value", flat=True)
        leads_write.lock_addresses(values=set(values))


def _taken(took: Take, agent_id: int) -> Taken:
    if took.kind == "held":
        return Taken("held", holder=team.person(took.holder).name if took.holder else "")
    if took.kind == "refused":
        raise _refused(took.reason)
    return Taken(
        took.kind,
        current_claim(agent_id=agent_id),
        interrupted=holder_notices(agent_id).interrupted,
    )


def _refused(reason: str) -> Conflict:
    match reason:
        case "two_claims":
            return Conflict(
                _("You already have two leads. Save a result for one, then take this lead."),
                code="two_claims",
            )
        case "settle_first":
            return Conflict(
                _("Save a result for your lead first, then take this one."), code="settle_first"
            )
        case "callback_scheduled":
            return Conflict(
                _(
                    "Another agent has a callback with this customer. Take the lead only if the "
                    "customer contacted you."
                ),
                code="callback_scheduled",
            )
        case "parked":
            return Conflict(
                _("This lead is parked for review. Ask a team lead to unpark it."), code="parked"
            )
    return Conflict(
        _(
            "This lead is scheduled for its next attempt. Take it now only if the customer "
            "contacted you."
        ),
        code="scheduled",
    )


def _may_call(card: rules.Card, now: datetime) -> None:
    """Refuse a lead whose customer did not contact us where a pull could not return it."""
    lane = next((lane for lane in ENGINE.store.lanes() if lane.id == card.lane), None)
    limits = pull_queries.limits(now)
    facts = ENGINE.store.pick_facts(Picked(card), limits=limits, now=now)
    verdict = call_rules.may_call(card, facts, now=now)
    if verdict.rule == "callback_clock_time":
        raise Conflict(
            _("This lead has a callback later today. An agent gets it at that time."),
            code="called_enough",
        )
    if not verdict.ok:
        raise refused(verdict.rule, verdict.origin)
    if lane is not None and not pull_queries.hours(limits.packs).is_open(lane.windows, now):
        raise Conflict(
            _(
                "It is outside calling hours where the customer lives. An agent gets the lead "
                "when calls are allowed."
            ),
            code="outside_hours",
        )


def _may_work(card: rules.Card, agent_id: int) -> None:
    """Refuse a lead found by search where the agent lacks the skills that a pull requires."""
    lane = next((lane for lane in ENGINE.store.lanes() if lane.id == card.lane), None)
    has = team.skills_of(agent_id)
    lacking = [skill for skill in (lane.skills if lane else "").split() if skill not in has]
    if lacking:
        raise Conflict(
            _(
                "This lead needs skills that you do not have: {skills}. Take it only if the "
                "customer contacted you."
            ).format(skills=", ".join(lacking)),
            code="skills_lacking",
        )


def _lane_for(lead: Lead) -> Callable[[], rules.Lane]:
    """Return a lane for a card parked without one: in the lead's zone if known, else ours."""

    def lane() -> rules.Lane:
        worth = pull_queries.worth(route_of(source=lead.source), lead)
        return ranking.lane_for(_windows(lead) or _ours(), worth, now=clock.now())

    return lane


def _windows(lead: Lead) -> str:
    return windows_of_lead(lead, pull_queries.overrides()) or ""


def _ours() -> str:
    return window_set(Location((organisation_zone(),), ANYWHERE))


# ---- closed leads


def _reopened(lead_id: UUID, why: TakeReason, agent_id: int, now: datetime) -> rules.Card:
    """Open a recently closed lead whose customer comes back, and return its new card."""
    lead = leads.lead(lead_id)
    if lead is None:
        raise NotFound(str(LEAD_NOT_FOUND))
    if lead.closed_at is not None:
        _may_reopen(lead, why, now)
    card = open_again(lead, engine=ENGINE, actor=agent_id, now=now)
    # None: another act opened it during the wait
    there = card or ENGINE.store.card(lead_id)
    if there is None:
        raise Conflict(_("The lead was changed just now. Try again."), code="moved_on")
    return there


def _may_reopen(lead: Lead, why: TakeReason, now: datetime) -> None:
    if deals.open_deal_of_lead(lead.pk) is not None:
        raise Conflict(
            _("This customer has an open deal. Add what they said to the deal, under Deals."),
            code="open_deal",
        )
    if why not in BY_CUSTOMER:
        raise Conflict(
            _("This lead is closed. You can reopen it only if the customer contacted you."),
            code="closed",
        )
    if lead.closed_at is not None and not recently_closed(lead.closed_at, now):
        raise Conflict(
            _(
                "This lead was closed more than 30 days ago and stays closed. Add a new lead; it "
                "will be linked to this one."
            ),
            code="closed_long_ago",
        )
    addresses = list(lead.addresses.values_list("value", flat=True))
    known = leads.known(lead.source_id, hashes=(), external_ids=(), addresses=addresses)
    newer = known.person(lead.name, addresses)
    if newer is not None and newer.closed_at is None and newer.lead_id != lead.pk:
        raise Conflict(
            _(
                "The customer inquired again and has a newer, open lead. Search for their number "
                "and take that one."
            ),
            code="newer_lead",
        )
