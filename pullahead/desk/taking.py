"""An agent takes a named lead, tells its holder, or takes a settle back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.write import write
from pullahead.desk import reopening, uncalled
from pullahead.desk.breaks import over as over_break
from pullahead.desk.dialling import refused
from pullahead.desk.place import organisation_zone, windows_of_lead
from pullahead.desk.settling import take_wrote_back
from pullahead.desk.shapes import InHand
from pullahead.desk.typed import typed
from pullahead.desk.work import ENGINE, in_hand, pick_facts, take_back
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Lead
from pullahead.pull import law, models, ranking, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.grounds import BY_CUSTOMER, FINAL_UNDO, Ground
from pullahead.pull.picking import Picked
from pullahead.pull.places import ANYWHERE, Place
from pullahead.pull.services import route_of
from pullahead.pull.store.port import Claim
from pullahead.pull.taking import Take, Taking
from pullahead.pull.windows import window_set
from pullahead.team import queries as team
from pullahead.team.queries import PersonLock

TAKING = Taking(ENGINE)
REASON_LIMIT = 200
TELL_LIMIT = 500
TOLD_AT_MOST = 20
# what an agent can give as the ground of a take
GROUNDS = (
    Ground.CALLED_IN,
    Ground.WALKED_IN,
    Ground.REPLIED,
    Ground.ASKED_FOR_ME,
    Ground.REFERRAL,
    Ground.TRANSFERRED,
    Ground.LOOKED_UP,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a take."""

    kind: str  # taken, again (it was in hand already), held (by somebody else)
    hand: InHand | None = None
    holder: str = ""  # when held: by whom
    interrupted: str = ""  # whose claim waits meanwhile, its clock stopped


def take(
    *, lead_id: UUID, agent_id: int, ground: str, over: bool = False, reason: str = ""
) -> Taken:
    """Take a named lead on a ground; `over`: from its holder, for the customer is on the line.

    A lead that was closed within 30 days opens again when its customer comes back. Raises
    NotFound, Invalid (no such ground, no reason), or Conflict with why it cannot be taken.
    """
    why, reason = ground_of(ground), typed(reason)[:REASON_LIMIT]
    if why == Ground.LOOKED_UP and not reason:
        raise wrong("reason", "reason_required", "Say why you take it.")
    take_back()
    lead = leads.lead(lead_id)
    if lead is None:
        raise NotFound("There is no such lead.")
    holder = models.Card.objects.filter(pk=lead_id).values_list("holder_id", flat=True).first()
    people = [PersonLock(i) for i in sorted({agent_id, holder or agent_id})]
    with write(lock=lambda: _lock(people, lead)) as now:
        me = next(one.person for one in people if one.person.pk == agent_id)
        if not me.is_active:
            raise Conflict("Your account is disabled. Ask an administrator.", code="not_active")
        over_break(me.pk, me.break_since, now)
        card = ENGINE.store.card(lead_id) or _reopened(lead_id, why, me.pk, now)
        # a holder whose row is not locked came in this very moment: told, not overruled
        over = over and card.holder in {one.person.pk for one in people}
        if why not in BY_CUSTOMER and card.holder is None:
            _may_call(card, now)
        if why == Ground.LOOKED_UP and card.holder is None:
            uncalled.refuse_more(agent_id=me.pk, now=now)
            _may_work(card, me.pk)
        took = TAKING.take(
            lead_id, agent=agent_id, ground=why, over=over, lane_for=_lane_for(lead), now=now
        )
        if took.kind == "taken" and took.claim is not None and reason:
            said = {**took.claim.why, "reason": reason}
            models.Claim.objects.filter(pk=took.claim.token).update(why=said)
    return _taken(took, agent_id)


def ground_of(ground: str) -> Ground:
    """The ground that was given. Raises Invalid `unknown_ground`."""
    if ground not in set(GROUNDS):
        raise wrong("ground", "unknown_ground", "Say why: choose one of the grounds.")
    return Ground(ground)


def _lock(people: list[PersonLock], lead: Lead) -> None:
    """Both persons in the order of their ids; for a closed lead, its people's addresses too."""
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
    return Taken(took.kind, in_hand(agent_id=agent_id), interrupted=beside(agent_id).interrupted)


def _refused(reason: str) -> Conflict:
    match reason:
        case "two_in_hand":
            return Conflict(
                "You have two in hand already. Settle one, then take this one.", code="two_in_hand"
            )
        case "settle_first":
            return Conflict(
                "Settle the lead in your hands first, then take this one.", code="settle_first"
            )
        case "promised":
            return Conflict(
                "It is promised to somebody, who calls at the agreed time. Take it only if the "
                "customer comes to you.",
                code="promised",
            )
        case "parked":
            return Conflict(
                "It is parked for its team to review; a team leader can unpark it.", code="parked"
            )
    return Conflict(
        "It is asleep until its next round; calling earlier helps nobody. Take it only if the "
        "customer comes to you.",
        code="asleep",
    )


def _may_call(card: rules.Card, now: datetime) -> None:
    """Who did not come to us may be called only as a pull could."""
    lane = next((lane for lane in ENGINE.store.lanes() if lane.id == card.lane), None)
    limits = pull_queries.limits(now)
    verdict = law.may_call(card, pick_facts(Picked(card), now, limits), now=now)
    if verdict.rule == "promise_clock_time":
        raise Conflict(
            "It is promised for later today, and comes back by itself.", code="called_enough"
        )
    if not verdict.ok:
        raise refused(verdict.rule, verdict.law)
    if lane is not None and not pull_queries.hours(limits.packs).is_open(lane.windows, now):
        raise Conflict(
            "It is outside calling hours where they live. It comes when they may be called.",
            code="outside_hours",
        )


def _may_work(card: rules.Card, agent_id: int) -> None:
    """A lead that was merely looked up is taken only by who has what a pull would ask for."""
    lane = next((lane for lane in ENGINE.store.lanes() if lane.id == card.lane), None)
    has = team.skills_of(agent_id)
    lacking = [skill for skill in (lane.skills if lane else "").split() if skill not in has]
    if lacking:
        raise Conflict(
            f"It needs {', '.join(lacking)}, which you do not have. It goes to who has; take it "
            "only if the customer comes to you.",
            code="skills_lacking",
        )


def _lane_for(lead: Lead) -> Callable[[], rules.Lane]:
    """A lane for a card that was parked without one: their own zone if known, else ours."""

    def lane() -> rules.Lane:
        worth = pull_queries.worth(route_of(source=lead.source), lead)
        return ranking.lane_for(_windows(lead) or _ours(), worth, now=clock.now())

    return lane


def _windows(lead: Lead) -> str:
    return windows_of_lead(lead, pull_queries.overrides()) or ""


def _ours() -> str:
    return window_set(Place((organisation_zone(),), ANYWHERE))


# ---- closed leads


def _reopened(lead_id: UUID, why: Ground, agent_id: int, now: datetime) -> rules.Card:
    """The new card of a lead that was closed lately, whose customer comes back."""
    lead = leads.lead(lead_id)
    if lead is None:
        raise NotFound("There is no such lead.")
    if lead.closed_at is not None:
        _may_reopen(lead, why, now)
    card = reopening.open_again(lead, engine=ENGINE, actor=agent_id, now=now)
    # None: somebody else opened it while we waited
    there = card or ENGINE.store.card(lead_id)
    if there is None:
        raise Conflict("It was changed in this very moment. Try again.", code="moved_on")
    return there


def _may_reopen(lead: Lead, why: Ground, now: datetime) -> None:
    if why not in BY_CUSTOMER:
        raise Conflict(
            "It is closed. It opens again only if the customer comes to you.", code="closed"
        )
    if lead.closed_at is not None and not reopening.lately_closed(lead.closed_at, now):
        raise Conflict(
            "It was closed more than 30 days ago, so it stays closed: add what they ask for now "
            "as a new lead, which will be linked to this one.",
            code="closed_long_ago",
        )
    addresses = list(lead.addresses.values_list("value", flat=True))
    known = leads.known(lead.source_id, hashes=(), external_ids=(), addresses=addresses)
    newer = known.person(lead.name, addresses)
    if newer is not None and newer.closed_at is None and newer.lead_id != lead.pk:
        raise Conflict(
            "They asked again since, and have a new lead that is open. Look them up by their "
            "number, and take that one.",
            code="newer_lead",
        )


# ---- telling the holder


def tell(*, lead_id: UUID, agent_id: int, text: str) -> str:
    """Put a note on the screen of whoever holds the lead; their name.

    Raises Invalid without a text, NotFound, and Conflict `not_held` when nobody holds it (now).
    """
    text = typed(text)[:TELL_LIMIT]
    if not text:
        raise wrong("text", "text_required", "Write what the holder should know.")
    teller = team.person(agent_id)
    if leads.lead(lead_id) is None:
        raise NotFound("There is no such lead.")
    with write() as now:
        card = ENGINE.store.card(lead_id)
        claim = ENGINE.store.claim(card.token) if card and card.token else None
        if claim is None or claim.ends_at <= now:
            raise Conflict(
                "Nobody holds it any more, so nobody was told. Take it yourself.", code="not_held"
            )
        said = {"at": now.isoformat(), "by": teller.name, "text": text}
        told = [*claim.told, said][-TOLD_AT_MOST:]
        # this column alone: the holder's own acts write the others at the same moment
        models.Claim.objects.filter(pk=claim.token).update(told=told)
    return team.person(claim.agent).name


# ---- undoing


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an undo."""

    name: str
    hand: InHand | None  # None: the hand is full, so it is promised to them for now


def undo(*, agent_id: int, token: UUID) -> Undone:
    """Take the settle of this claim back, with all that it wrote; until the next pull.

    A final one for 10 seconds at least. Raises NotFound for a claim that is not theirs, Conflict
    when it was not settled, another lead was pulled since, or the lead has moved on.
    """
    before = _settled_by(agent_id, token)
    lead = leads.lead(before.lead_id)
    if lead is None:
        raise NotFound("There is no such lead.")
    closed = (before.result or {}).get("next") == "closed"
    with write(lock=lambda: _lock([PersonLock(agent_id)], lead)) as now:
        if closed and reopening.another_open(lead):
            raise _not_undone("moved_on")
        undone = TAKING.undo(agent=agent_id, token=token, now=now)
        if isinstance(undone, str):
            raise _not_undone(undone)
        take_wrote_back(before, undone, now=now)
        if closed:
            leads_write.reopen(lead_id=lead.pk)
    hand = in_hand(agent_id=agent_id)
    return Undone(lead.name, hand if hand and hand.lead.id == lead.pk else None)


def _settled_by(agent_id: int, token: UUID) -> Claim:
    claim = ENGINE.store.claim(token)
    if claim is None or claim.agent != agent_id:
        raise NotFound("This claim is not yours, or does not exist.")
    return claim


def _not_undone(reason: str) -> Conflict:
    match reason:
        case "pulled_since":
            return Conflict(
                "You have another lead since, so the settle stands. A team leader can correct it.",
                code="pulled_since",
            )
        case "moved_on":
            return Conflict(
                "The lead has moved on since, so the settle stands.",
                code="moved_on",
            )
    return Conflict("There is nothing to undo: this claim was not settled.", code="not_settled")


def may_undo(*, agent_id: int, token: UUID) -> bool:
    """Whether it is worth offering: the last thing they did, or a final a few seconds old."""
    claim = ENGINE.store.claim(token)
    if claim is None or claim.agent != agent_id or claim.end != "settled" or not claim.ended_at:
        return False
    if (claim.result or {}).get("next") == "closed" and clock.now() <= claim.ended_at + FINAL_UNDO:
        return True
    return not ENGINE.store.pulled_since(agent_id, claim.ended_at)


# ---- what stands beside the lead in hand


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told the holder of a lead."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What an agent's page shows beside the lead in hand."""

    interrupted: str = ""  # whose claim waits, its clock stopped
    left: timedelta | None = None  # and what it has left
    told: tuple[Told, ...] = ()
    draft: str = ""  # the note of a settle that was undone


def beside(agent_id: int) -> Beside:
    """The claim that was interrupted, what others told, and the note to go on with."""
    held = models.Card.objects.filter(state=rules.State.HELD, holder_id=agent_id)
    cards = {card.slot: card for card in held.select_related("lead")}
    tokens = [card.token for card in cards.values() if card.token]
    claims = {claim.lead_id: claim for claim in models.Claim.objects.filter(pk__in=tokens)}
    waits, hand = cards.get(2), cards.get(1)
    waiting = claims.get(waits.lead_id) if waits else None
    claim = claims.get(hand.lead_id) if hand else None
    return Beside(
        interrupted=(waits.lead.name or "no name given") if waits else "",
        left=timedelta(seconds=waiting.left) if waiting and waiting.left is not None else None,
        told=tuple(_told(said) for said in claim.told) if claim else (),
        draft=claim.draft if claim else "",
    )


def _told(said: dict[str, str]) -> Told:
    return Told(datetime.fromisoformat(said["at"]), said["by"], said["text"])


def taken_by(*, agent_id: int, token: UUID) -> str:
    """Who has the lead now that was taken from this agent's hands; "" if it was not."""
    claim = models.Claim.objects.filter(pk=token, agent_id=agent_id, end="taken").first()
    if claim is None or claim.ended_at is None:
        return ""
    later = models.Claim.objects.filter(lead_id=claim.lead_id, started_at=claim.ended_at)
    names = later.exclude(pk=token).values_list("agent__name", flat=True)
    return names.first() or "somebody else"
