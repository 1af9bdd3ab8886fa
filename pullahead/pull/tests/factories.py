"""Plain values for the tests of lead pull: windows, ranking inputs, dispositions, settles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from pullahead.compliance import rules as compliance
from pullahead.compliance.calling_hours import Hours, daily
from pullahead.pull import cadence as cadence_rules
from pullahead.pull.cadence import Disposition, DispositionKind
from pullahead.pull.note_rules import NoteFacts
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.settle_rules import ContactPoints, SettleContext
from pullahead.team.shift_rules import LeaveSpan

# A Wednesday, 15:00 UTC: 10:00 in New York, 12:00 in São Paulo. Every window here is open.
NOON = datetime(2026, 3, 4, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

ALWAYS = "ZZ@UTC"
NEW_YORK = "US@America/New_York"
SAO_PAULO = "BR@America/Sao_Paulo"
WINDOW_SETS = (ALWAYS, NEW_YORK, SAO_PAULO)

HOURS = Hours(
    (
        *daily("ZZ", time(0), time(0)),
        *daily("US", time(8), time(21)),
        *daily("BR", time(9), time(20), range(5)),
    )
)

FRESH = cadence_rules.Cadence(
    tuple(timedelta(minutes=m) for m in (0, 45, 120, 7_200, 20_160, 21_600)), waits={}
)
PLAN = cadence_rules.Cadence(tuple(timedelta(days=n) for n in (2, 5, 10, 20, 40, 70, 100)), {})
DISPOSITIONS = {
    d.code: d
    for d in (
        Disposition("no_answer", "No answer", DispositionKind.NEXT),
        Disposition("dropped", "Call dropped", DispositionKind.NEXT, reached=True),
        Disposition("skipped", "Not tried", DispositionKind.NEXT, tried=False),
        Disposition("callback", "Call back later", DispositionKind.CALLBACK, reached=True),
        Disposition(
            "asked_for",
            "Asked for a colleague",
            DispositionKind.CALLBACK,
            reached=True,
            for_one=True,
        ),
        Disposition("quote_sent", "Quote sent", DispositionKind.NURTURE, reached=True),
        Disposition("later", "Later", DispositionKind.NURTURE, reached=True, dated=True),
        Disposition("wrong_number", "Wrong number", DispositionKind.FINAL, bad_number=True),
        Disposition("won", "Won", DispositionKind.FINAL, reached=True),
        Disposition(
            "do_not_call", "Do not call again", DispositionKind.FINAL, reached=True, opt_out=True
        ),
        Disposition("retired", "No longer used", DispositionKind.FINAL, active=False),
    )
}


def worth(
    value: float = 100.0,
    *,
    asked_at: datetime = NOON,
    half_life_hours: float = 105.6,
    curve: str = "even",
    skills: str = "",
) -> RankingInputs:
    """Make the inputs of a key; the inquiry is at NOON by default."""
    return RankingInputs(value, 0.05, half_life_hours, asked_at, curve, skills)


def outcome(
    code: str,
    *,
    note: str = "spoke to them",
    callback_at: datetime | None = None,
    callback_for: int | None = None,
    cadence: cadence_rules.Cadence = FRESH,
    of: RankingInputs | None = None,
    numbers: tuple[compliance.NumberFacts, ...] = (),
    emails: tuple[str, ...] = (),
    attempted: bool = True,
    plan: cadence_rules.Cadence = PLAN,
    leave: Sequence[LeaveSpan] = (),
    contact_agent: int | None = None,
) -> SettleContext:
    """Make a settle with the facts that its rules need; the body hash covers the sent values."""
    points = ContactPoints(tuple(one.value for one in numbers), emails)
    sent = f"{code}\n{note}\n{callback_at}\n{callback_for}"
    return SettleContext(
        disposition=DISPOSITIONS.get(code),
        note=note,
        asked=cadence_rules.CallbackRequest(callback_at, callback_for),
        said=NoteFacts(written="nobody answered"),
        attempted=attempted,
        left=points.without(points.tried(called="", written="")),
        body_hash=sha256(sent.encode()).hexdigest(),
        cadence=cadence,
        plan=plan,
        owned_until=lambda due: due + timedelta(hours=2),
        leave=leave,
        contact_agent=contact_agent,
        worth=of or worth(),
        hours=HOURS,
        numbers=numbers,
    )


def lead_id(number: int) -> UUID:
    """Return the id of the n-th lead of a test, equal on every store."""
    return UUID(int=0x10_0000_0000 + number)


def token(number: int) -> UUID:
    """Return the n-th token of a test, equal on every store."""
    return UUID(int=0xF0_0000_0000 + number)
