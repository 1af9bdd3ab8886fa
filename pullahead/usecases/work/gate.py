"""The gate in words: what shuts it for this agent, and what to do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.pull import gate
from pullahead.pull.gate import GateAnswer, GateFacts, GateReason
from pullahead.pull.store import pull_facts
from pullahead.usecases.common.moments import time_or_date


def facts_of(agent_id: int, now: datetime, day_began: datetime) -> GateFacts:
    """Return the facts that the gate would judge now."""
    row = pull_facts.pull_facts_row(agent_id, now, day_began)
    return pull_facts.gate_facts(row, now, day_began)


def answer_of(agent_id: int, now: datetime, day_began: datetime) -> GateAnswer:
    """Return what the gate would answer to a pull now."""
    return gate.decide(facts_of(agent_id, now, day_began), now)


def gate_words(answer: GateAnswer, *, now: datetime, zone: str) -> str:
    """Return why the gate is shut and what to do; "" while it is open. Times are in `zone`."""
    local, until = ZoneInfo(zone), ""
    if answer.until is not None:
        until = time_or_date(answer.until.astimezone(local), now.astimezone(local))
    return _words(answer, until).format(time=until, count=answer.count, limit=answer.limit)


def _words(answer: GateAnswer, until: str) -> str:
    match answer.reason:
        case GateReason.ON_LEAVE:
            return _(
                "You are on leave until {time}. To work earlier, ask your team lead to end "
                "your leave."
            )
        case GateReason.OFF_SHIFT:
            return _(
                "Your shift begins at {time}. To start earlier, ask your team lead to change your "
                "shift."
            )
        case GateReason.OPEN_WORK:
            return _(
                "Your open callbacks and follow-ups: {count}. Your limit is {limit}. You get each "
                "one when it is due, and new leads after you close one or hand one over."
            )
        case GateReason.CAP_HOUR if until:
            return ngettext(
                "You got {count} lead in the last hour; your limit is {limit}. You can get new "
                "leads from {time}, and callbacks when they are due.",
                "You got {count} leads in the last hour; your limit is {limit}. You can get new "
                "leads from {time}, and callbacks when they are due.",
                answer.count,
            )
        case GateReason.CAP_DAY if until:
            return ngettext(
                "You got {count} lead today; your limit is {limit}. You can get new leads from "
                "{time}, and callbacks when they are due.",
                "You got {count} leads today; your limit is {limit}. You can get new leads from "
                "{time}, and callbacks when they are due.",
                answer.count,
            )
        case GateReason.CAP_HOUR | GateReason.CAP_DAY:
            return _(
                "Your limit is 0 new leads. Ask your team lead to raise it. You still get "
                "your callbacks when they are due."
            )
    return ""
