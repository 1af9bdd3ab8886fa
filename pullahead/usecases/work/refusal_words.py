"""Sentences for the refusals of a settle, in the language of the agent."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from pullahead.base.errors import Invalid, wrong
from pullahead.pull.cadence import Refusal
from pullahead.usecases.common.moments import time_on

WORDS = {
    "unknown_disposition": gettext_lazy("Choose a call outcome from the list."),
    "attempt_required": gettext_lazy(
        "“{outcome}” needs an attempt, and none is logged. Log the call or message, or check "
        "“I called from my own phone”."
    ),
    "final_required": gettext_lazy(
        "This was attempt {round} of {rounds}, the last one. Choose an outcome that closes the "
        "lead, or a callback if the customer asked for one."
    ),
    "final_touch_required": gettext_lazy(
        "This was contact {touch} of {touches} of the nurturing plan, the last one. Choose an "
        "outcome that closes the lead, or a callback if the customer asked for one."
    ),
    "later_at_required": gettext_lazy("Enter the date that the customer named."),
    "callback_at_unexpected": gettext_lazy(
        "“{outcome}” takes no date. Remove the date, or choose a callback."
    ),
    "callback_for_unexpected": gettext_lazy(
        "“{outcome}” takes no colleague. Remove the name, or choose a callback."
    ),
    "callback_for_required": gettext_lazy("Choose the colleague whom the customer asked for."),
    "callback_at_required": gettext_lazy(
        "Enter the date and time of the callback, or choose a colleague for it."
    ),
    "callback_at_past": gettext_lazy("This time has passed. Choose a later one."),
    "callback_at_too_far": gettext_lazy("Choose a time within the next {days} days."),
    "callback_barred": gettext_lazy("The calling rules allow no call at that time."),
    "guide_required": gettext_lazy(
        "A qualified lead needs answers to these questions: {questions}"
    ),
    "note_required": gettext_lazy("Write a note: what happened, in a few words."),
    "note_too_short": gettext_lazy(
        "Write at least {count} characters, so that the next agent knows what was said."
    ),
    "note_copied": gettext_lazy(
        "This note equals one of your last {count} notes. Write what was said this time."
    ),
}
FIRST_ALLOWED = gettext_lazy(
    "The calling rules allow no call at that time. The first allowed time is {time} ({zone})."
)


def refusal_error(refusal: Refusal, zone: str) -> Invalid:
    """Make the error of a refusal; its first allowed time is in `zone`."""
    words = str(WORDS[refusal.code]).format(**refusal.values)
    if refusal.allowed is not None:
        # up to the whole minute, which the agent can choose
        allowed = refusal.allowed + timedelta(seconds=60, microseconds=-1)
        local = time_on(allowed.astimezone(ZoneInfo(zone)))
        words = str(FIRST_ALLOWED).format(time=local, zone=zone)
    return wrong(refusal.field, refusal.code, words)
