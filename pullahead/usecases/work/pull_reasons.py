"""Line that tells an agent why they have a lead."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.pull.explanation import PullReason
from pullahead.pull.models import ClaimRow
from pullahead.pull.take_rules import TakeReason
from pullahead.usecases.common.moments import age, time_or_date
from pullahead.usecases.leads.detail_records import ClaimRecord

# text for a lead that was taken, by the reason of the take
TAKEN = {
    TakeReason.CALLED_IN: gettext_lazy("The customer called in, and goes first."),
    TakeReason.WALKED_IN: gettext_lazy("The customer walked in, and goes first."),
    TakeReason.REPLIED: gettext_lazy("The customer replied, and goes first."),
    TakeReason.ASKED_FOR_ME: gettext_lazy("The customer asked for you by name."),
    TakeReason.REFERRAL: gettext_lazy("Your own referral."),
    TakeReason.TRANSFERRED: gettext_lazy("Handed over to you."),
    TakeReason.LOOKED_UP: gettext_lazy("You found this lead by search and took it."),
}


def pulled_because(reason: PullReason, *, at: datetime, zone: str, stage: str = "") -> str:
    """Return one line in plain words, true at the pull (`at`); clock times are in `zone`.

    `stage` is the label of a nurtured lead's outcome.
    """
    asked = age(reason.age)
    if reason.due_at:
        here = ZoneInfo(zone)
        due = time_or_date(reason.due_at.astimezone(here), at.astimezone(here))
        if reason.code == "own_callback":
            return _("Your callback is due at {time}.").format(time=due)
        if reason.code == "callback":
            return _("A callback was due at {time}, and no agent has called.").format(time=due)
    match reason.code:
        case "own_touch":
            text = _("Your follow-up {round} is due: {stage}.")
            return text.format(round=reason.round, stage=stage)
        case "touch":
            text = _("Follow-up {round} is due: {stage}. A colleague had the contact.")
            return text.format(round=reason.round, stage=stage)
        case "asked_again":
            text = _("New inquiry {age} ago from a known customer. New inquiries go first.")
            return text.format(age=asked)
        case "new":
            return _("New lead. Inquired {age} ago, no call yet.").format(age=asked)
        case "first_attempt":
            text = _("First attempt. Inquired {age} ago; another agent had it before.")
            return text.format(age=asked)
    return _("Attempt {round} is due. Inquired {age} ago.").format(round=reason.round, age=asked)


def taken_because(claim: ClaimRecord | ClaimRow) -> str:
    """Tell an agent in one line why they took the lead; "" for a pulled one."""
    if claim.pull_reason not in TAKEN:
        return ""
    line = str(TAKEN[TakeReason(claim.pull_reason)])
    if not claim.take_note:
        return line
    return _("{line} Reason: {reason}").format(line=line, reason=claim.take_note)
