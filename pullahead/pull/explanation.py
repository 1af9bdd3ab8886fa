"""Line that tells an agent why they have a lead. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class RankExplanation:
    """Reasons shown to an agent: freshness, callback, request; never chance or value."""

    rule: str  # own_callback, callback, best
    round: int
    asked_at: datetime
    due_at: datetime | None = None
    times_asked: int = 1
    had_before: bool = False  # somebody had the lead before


# text for a lead that was taken, by the reason of the take
TAKEN = {
    "called_in": "The customer called in, and goes first.",
    "walked_in": "The customer walked in, and goes first.",
    "replied": "The customer replied, and goes first.",
    "asked_for_me": "The customer asked for you by name.",
    "referral": "Your own referral.",
    "transferred": "Handed over to you.",
    "looked_up": "You found this lead by search and took it.",
}


def explain(why: RankExplanation, *, at: datetime, zone: str) -> str:
    """Return one line in plain words, true at the pull (`at`); clock times are in `zone`."""
    if why.rule == "own_callback" and why.due_at:
        return f"Your callback is due at {_clock(why.due_at, at, zone)}."
    if why.rule == "callback" and why.due_at:
        return f"A callback was due at {_clock(why.due_at, at, zone)}, and no agent has called."
    if why.rule in TAKEN:
        return TAKEN[why.rule]
    asked = f"{age(at - why.asked_at)} ago"
    if why.times_asked > 1 and why.round == 1:
        return f"New inquiry {asked} from a known customer. New inquiries go first."
    if why.round == 1:
        new = f"New lead. Inquired {asked}, no call yet."
        return (
            f"First attempt. Inquired {asked}; another agent had it before."
            if why.had_before
            else new
        )
    return f"Attempt {why.round} is due. Inquired {asked}."


def _clock(moment: datetime, at: datetime, zone: str) -> str:
    local, today = moment.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone)).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%H:%M on %d %B}"


def age(span: timedelta) -> str:
    """Return a duration in its largest useful unit: 40 s, 12 min, 3 h, 5 days."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (size < 86_400 and seconds >= size):
            count = seconds // size
            return f"{count} {unit}{'s' if unit == 'day' else ''}"
    return f"{seconds} s"
