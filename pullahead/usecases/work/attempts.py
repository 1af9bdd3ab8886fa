"""Attempts within a claim: call, SMS, WhatsApp, email, or a call on the agent's own phone.

The server sends nothing. It logs the attempt, and returns the link that the agent's own device
opens. Each dial checks the calling rules under the lead's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.planned_queries import planned
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.compliance.rules import MIN_GAP
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Address, Lead
from pullahead.pull import cadence, models, plan_queries, rules, script_comparisons
from pullahead.pull import queries as pull_queries
from pullahead.pull.message_templates import filled
from pullahead.pull.services import UNDONE, end_call, log_attempt, mark_attempt
from pullahead.pull.store.port import Claim
from pullahead.pull.store.settle_facts import AttemptFacts as Noted
from pullahead.pull.take_rules import needs_no_try
from pullahead.team import queries as team
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND
from pullahead.usecases.leads.detail import reach_of
from pullahead.usecases.work.dial_check import may_dial, may_write

CALL, SMS, WHATSAPP, EMAIL = "call", "sms", "whatsapp", "email"
CHANNELS = {CALL: "phone", SMS: "phone", WHATSAPP: "phone", EMAIL: "email"}
SAID = {CALL: "Called", SMS: "Sent an SMS to", WHATSAPP: "Sent a WhatsApp to", EMAIL: "Emailed"}
# The outcomes that mark a number as bad during a claim
BAD = ("wrong_number", "disconnected")


@dataclass(frozen=True, slots=True)
class LoggedAttempt:
    """The result of an attempt."""

    link: str  # tel:, sms:, https://wa.me/ or mailto:, for the agent's own device
    ends_at: datetime  # the claim's new end


@retried
def try_on(
    *, agent_id: int, token: UUID, address_id: int, channel: str, redial: bool = False
) -> LoggedAttempt:
    """Log an attempt at one address of the claimed lead, and extend the claim; a call up to 2 h.

    `redial`: the call before it dropped. Raise NotFound, Conflict `claim_lost`, `do_not_call`,
    `outside_hours`, `called_enough`, `called_just_now`, Invalid `unknown_channel`.
    """
    if channel not in CHANNELS:
        raise wrong("channel", "unknown_channel", _("Choose call, sms, whatsapp or email."))
    with write_transaction() as now:
        claim, card = _held(agent_id, token, now)
        address = leads.reachable_at(claim.lead_id, address_id)
        if address is None or address.kind != CHANNELS[channel]:
            raise NotFound(_("This number or address is no longer valid. Choose another."))
        if channel == CALL and redial:
            _not_twice(claim, address, now, redial=True)  # the call before it dropped
        checked = None
        if channel == EMAIL:
            may_write(claim, address)
        else:
            checked = may_dial(claim, card, address, now, counted=channel == CALL)
        if channel == CALL and not redial:
            _not_twice(claim, address, now, redial=False)
        log_attempt(
            lead_id=claim.lead_id,
            claim=token,
            agent_id=agent_id,
            address_id=address.pk,
            value=address.value,
            reached=False,
            outcome="",
            channel=channel,
            checked=checked,
            now=now,
        )
        ends_at = ENGINE.extend(agent=agent_id, token=token, now=now, calling=channel == CALL)
        touch = card.round if card.stage else 0
    link = link_to(address, channel, claim.lead_id, agent_id, touch)
    return LoggedAttempt(link, ends_at or now)


@retried
def hang_up(*, agent_id: int, token: UUID) -> None:
    """End the open call. Raise NotFound and Conflict `claim_lost`."""
    with write_transaction() as now:
        _held(agent_id, token, now)
        ENGINE.hang_up(agent=agent_id, token=token, now=now)
        end_call(claim=token, now=now)


@retried
def mark_bad(*, agent_id: int, token: UUID, address_id: int, why: str) -> int:
    """Mark one address of the claimed lead as bad, and return how many of its kind are left.

    The last attempt at it gets this outcome. Raise NotFound, Conflict `claim_lost`, Invalid.
    """
    if why not in BAD:
        raise wrong("why", "unknown_reason", _("Choose wrong_number or disconnected."))
    with write_transaction() as now:
        claim, _card = _held(agent_id, token, now)
        address = leads.reachable_at(claim.lead_id, address_id)
        if address is None:
            raise NotFound(_("This number or address is no longer valid. Choose another."))
        mark_attempt(claim=token, value=address.value, outcome=why)
        leads_write.mark_bad(address_id=address.pk, reason=why)
    return Address.objects.filter(lead_id=claim.lead_id, kind=address.kind, valid=True).count()


def _held(agent_id: int, token: UUID, now: datetime) -> tuple[Claim, rules.Card]:
    try:
        claim, card = ENGINE.held(agent_id, token, now)
    except KeyError:
        raise NotFound(str(CLAIM_NOT_FOUND)) from None
    if card is None:
        raise Conflict(
            _(
                "You no longer have this lead, so nothing was logged. If you called, save the "
                "result and check “I called from my own phone”."
            ),
            code="claim_lost",
        )
    return claim, card


def _not_twice(claim: Claim, address: Address, now: datetime, *, redial: bool) -> None:
    """Refuse a second call within two minutes, unless the first dropped."""
    before = [
        tried
        for tried in pull_queries.attempts_of(claim.token)
        if (tried.value, tried.channel) == (address.value, CALL) and tried.outcome != UNDONE
    ]
    if not before or before[-1].at <= now - MIN_GAP:
        return
    if not redial:
        raise Conflict(
            _("You called this number just now. Redial only if the call dropped."),
            code="called_just_now",
        )
    mark_attempt(claim=claim.token, value=address.value, outcome="dropped")


# ---- what the agent's own device opens


def link_to(address: Address, channel: str, lead_id: UUID, agent_id: int, touch: int = 0) -> str:
    """Return the link that opens the agent's phone or mailbox, with the template filled in."""
    if channel == CALL:
        return f"tel:{reach_of(address).dial}"
    lead, agent = leads.lead(lead_id), team.person(agent_id)
    subject, body = _message(channel, lead, touch) if lead is not None else ("", "")
    body = _filled(body, lead, agent.name)
    if channel == WHATSAPP:
        return f"https://wa.me/{address.value.lstrip('+')}" + (
            f"?text={quote(body)}" if body else ""
        )
    if channel == SMS:
        return f"sms:{address.value}" + (f"?body={quote(body)}" if body else "")
    subject = _filled(subject, lead, agent.name)
    asked = [f"subject={quote(subject)}"] if subject else []
    asked += [f"body={quote(body)}"] if body else []
    return f"mailto:{quote(address.value, safe='@')}" + (f"?{'&'.join(asked)}" if asked else "")


def _message(channel: str, lead: Lead, touch: int) -> tuple[str, str]:
    """Return subject and body of the template; a comparison's drawn text comes first."""
    usual = plan_queries.message_for(channel, lead.source_id, _language(lead), touch)
    place = (channel, usual.language, usual.touch) if usual else (channel, "", 0)
    drawn = script_comparisons.message_of(lead.pk, clock.now())
    if drawn is not None and drawn.place == place:
        return drawn.subject, drawn.body
    return (usual.subject, usual.body) if usual else ("", "")


def _language(lead: Lead) -> str:
    inquiry = leads.inquiries(lead.pk).first()
    said = inquiry.attributes.get("language", "") if inquiry else ""
    return str(said).strip().lower()[:5]


def _filled(text: str, lead: Lead | None, agent: str) -> str:
    return filled(text, name=lead.name if lead else "", agent=agent)


# ---- the note that nobody has to write


def written_note(
    tried: Sequence[models.Attempt | Noted], chosen: cadence.Disposition, zone: str
) -> str:
    """Write the system's note where no one was reached: each attempt and its outcome.

    Times are in the agent's zone. Return "" where someone was reached, unless to opt out.
    """
    if chosen.reached and not chosen.opt_out:
        return ""
    lines = [_line(one, zone, "") for one in tried[:-1]]
    lines += [_line(one, zone, chosen.label) for one in tried[-1:]]
    return "\n".join(lines) or chosen.label + "."


def _line(tried: models.Attempt | Noted, zone: str, label: str) -> str:
    at = tried.at.astimezone(ZoneInfo(zone))
    said = label or tried.outcome.replace("_", " ")
    return f"{SAID[tried.channel]} {tried.value} at {at:%H:%M}" + (f": {said}." if said else ".")


# ---- the list of attempts


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An attempt of this claim: `value` is the address, `outcome` a disposition's code or ""."""

    at: datetime
    channel: str
    value: str
    outcome: str


@dataclass(frozen=True, slots=True)
class AttemptsView:
    """All attempts of a claim, in order. An open call has a beginning and a limit.

    `handed_over_by` handed the lead over live, and gets it back if this agent releases it.
    """

    made: tuple[AttemptView, ...] = ()
    calling_since: datetime | None = None
    kept_until: datetime | None = None
    handed_over_by: str = ""
    # The customer contacted us, or a colleague handed the lead over: no call is needed.
    needs_none: bool = False

    @property
    def called(self) -> bool:
        """Return whether a call was logged, or none is needed."""
        return self.needs_none or any(one.channel == CALL for one in self.made)

    def on(self, value: str) -> tuple[AttemptView, ...]:
        """Return the attempts at one address."""
        return tuple(one for one in self.made if one.value == value)


def tries(*, agent_id: int, token: UUID) -> AttemptsView:
    """Return the attempts of this claim; none for another agent's token."""
    claim = next(iter(_claim(token, agent_id)), None)
    if claim is None:
        return AttemptsView()
    made = tuple(
        AttemptView(one.at, one.channel, one.value, one.outcome)
        for one in pull_queries.attempts_of(token)
    )
    needs_none = needs_no_try(claim.ground, claim.pull_reason)
    handed_over_by = next(iter(_handed_over_by(claim.lead_id, token)), "")
    if claim.calling_since is None or claim.end:
        return AttemptsView(made, handed_over_by=handed_over_by or "", needs_none=needs_none)
    calls = [one.at for one in made if one.channel == CALL]
    since = calls[-1] if calls else claim.calling_since
    return AttemptsView(
        made, since, claim.started_at + rules.CALL_STOP, handed_over_by or "", needs_none
    )


@planned
def _claim(token: UUID, agent_id: int) -> QuerySet[models.ClaimRow, models.ClaimRow]:
    return models.ClaimRow.objects.filter(pk=token, agent_id=agent_id)


@planned
def _handed_over_by(lead_id: UUID, token: UUID) -> QuerySet[models.CardRow, str | None]:
    rows = models.CardRow.objects.filter(pk=lead_id, token=token)
    return rows.values_list("handed_over_by__name", flat=True)


def holds(agent_id: int) -> bool:
    """Check whether this agent holds a lead, for a page that waits for one."""
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=agent_id, slot=1)
    return held.filter(next_at__gt=clock.now()).exists()
