"""The agent's home page: the claimed lead and the day so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.compliance.calling_hours import MAIL
from pullahead.leads import queries as leads
from pullahead.pull import card_queries, explanation, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.selection import service_class
from pullahead.team import queries as team
from pullahead.usecases.common.cached_counts import counts_snapshot
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.common.timezones import start_of_day as start_of_day
from pullahead.usecases.leads.detail import ABSENT, LeadDetail, build_detail
from pullahead.usecases.leads.detail_records import ClaimRecord, ViewerRecord
from pullahead.usecases.leads.detail_rows import held_by
from pullahead.usecases.work.empty_reasons import empty_reasons
from pullahead.usecases.work.gate import answer_of, gate_words
from pullahead.usecases.work.pull_reasons import pulled_because, taken_because


@dataclass(frozen=True, slots=True)
class ClaimView:
    """Current claim, with its lead."""

    token: UUID
    round: int
    started_at: datetime
    ends_at: datetime
    hard_stop_at: datetime
    why: str
    lead: LeadDetail
    asked_again: bool = False  # the customer inquired again since the claim began
    service: str = ""  # class: callback, fresh, follow-up, aged


@dataclass(frozen=True, slots=True)
class RoundRobin:
    """The dead queues that round robin would have built from the same leads."""

    people: int
    absent: tuple[str, ...]
    leads: int
    dead: int


@dataclass(frozen=True, slots=True)
class TodaySummary:
    """The agent's home page before a pull."""

    callable_now: int
    to_email_now: int  # leads without a number
    callable_capped: bool  # true above the counting limit
    freshest_at: datetime | None
    callbacks_due: int
    callbacks_later: int
    settled_today: int
    reasons: tuple[str, ...]
    next_at: datetime | None
    dead_queue: int  # counted for a demo alone: no other page shows it
    gate: str = ""  # why no lead can be pulled, and what to do; "" while the gate is open
    gate_until: datetime | None = None
    own_due: bool = False  # behind a gate that still returns own callbacks
    round_robin: RoundRobin | None = None

    @property
    def there(self) -> bool:
        """Return whether a pull now gives a lead."""
        found = self.callable_now or self.to_email_now or self.callbacks_due
        return (bool(found) and not self.gate) or self.own_due


def current_claim(agent_id: int) -> ClaimView | None:
    """Return the live claim and its lead, as its agent sees them."""
    rows = held_by(agent_id)
    claim = rows.current_claim(agent_id) if rows else None
    if rows is None or claim is None or rows.viewer is None:
        return None
    viewer = rows.viewer
    told, began = build_detail(rows, viewer), claim.started_at
    asked_before = [a.at for a in told.inquiries if not a.admitted_at or a.admitted_at <= began]
    asked_before = asked_before or [told.asked_at]
    return ClaimView(
        token=claim.token,
        round=claim.round,
        started_at=claim.started_at,
        ends_at=claim.ends_at,
        hard_stop_at=claim.started_at + rules.HARD_STOP,
        why=taken_because(claim) or _pulled_because(claim, told, viewer, asked_before),
        lead=told,
        asked_again=any(a.admitted_at and a.admitted_at > began for a in told.inquiries),
        service=service_class(
            callback=claim.was_due_at is not None,
            tried=claim.round > 1,
            asked_at=asked_before[0],
            now=claim.started_at,
            nurtured=bool(claim.stage),
        ),
    )


def _pulled_because(
    claim: ClaimRecord, told: LeadDetail, viewer: ViewerRecord, asked_before: Sequence[datetime]
) -> str:
    """Return why the engine gave this lead, as of the pull, with the inquiries until then."""
    began = claim.started_at
    why = explanation.RankExplanation(
        rule=claim.pull_reason or "best",
        round=claim.round,
        asked_at=asked_before[0],
        due_at=claim.was_due_at,
        stage=claim.stage,
        times_asked=len(asked_before),
        had_before=told.earlier is not None
        or any(h.kind == "claim" and h.at < began for h in told.timeline),
    )
    return pulled_because(
        explanation.explain(why, at=began),
        at=began,
        zone=viewer.zone or organisation_zone(),
        stage=told.nurturing,
    )


def today(*, agent_id: int) -> TodaySummary:
    """Return the counts of callable leads, of callbacks, and of today's settles."""
    now, hours = clock.now(), pull_queries.hours()
    viewer, has, demo = team.person(agent_id), team.skills_of(agent_id), base.setting("demo")
    there = counts_snapshot(now)
    open_now = [w for w in there.waiting(has) if hours.is_open(w.lane.windows, now)]
    waiting = [w for w in open_now if w.lane.windows != MAIL]
    mail = {w.lane.id: w.ready for w in open_now if w.lane.windows == MAIL}
    freshest = [w.freshest_at for w in waiting if w.freshest_at]
    due, later = card_queries.callbacks_of(agent_id, now)
    zone = viewer.zone or organisation_zone()
    lanes = {w.lane.id for w in waiting}
    given_back = [lane for lane, _ in card_queries.given_back(agent_id, now)]
    back = sum(lane in lanes for lane in given_back)
    to_email_now = sum(mail.values()) - sum(lane in mail for lane in given_back)
    callable_now = sum(w.ready for w in waiting) - back
    something = callable_now or to_email_now or due
    reasons, next_at = ((), None) if something else empty_reasons("nothing", agent_id, zone)
    since = start_of_day(now, zone)
    shut = answer_of(agent_id, now, since)
    return TodaySummary(
        callable_now=callable_now,
        to_email_now=to_email_now,
        callable_capped=any(w.ready >= card_queries.COUNT_AT_MOST for w in waiting),
        freshest_at=max(freshest, default=None) if callable_now else None,
        callbacks_due=due,
        callbacks_later=later,
        settled_today=pull_queries.settled_by(agent_id, since),
        reasons=reasons,
        next_at=next_at,
        dead_queue=there.unreachable() if demo else 0,
        gate=gate_words(shut, now=now, zone=zone),
        gate_until=shut.until,
        own_due=shut.own_only and due > 0,
        round_robin=round_robin(now) if demo else None,
    )


def round_robin(now: datetime) -> RoundRobin:
    """Compute the queues of round robin on the leads of the last 24 h with two people absent.

    Leads are dealt in order of arrival, one to each agent in turn. Those dealt to the two absent
    agents wait in their queues.
    """
    names = list(team.agents().values_list("name", flat=True))
    people, count = len(names), leads.received_since(now - timedelta(hours=24))
    absent = min(ABSENT, people)
    dead = sum((count - seat + people - 1) // people for seat in range(absent))
    return RoundRobin(people, tuple(names[:absent]), count, dead)
