"""Sentences for the refusals of a settle, in the language of the agent."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Invalid, wrong
from pullahead.pull.cadence import Refusal

MINUTE = timedelta(minutes=1)
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
        "“{outcome}” cannot have a date. Remove the date, or choose a callback."
    ),
    "callback_for_unexpected": gettext_lazy(
        "“{outcome}” cannot have a colleague. Remove the name, or choose a callback."
    ),
    "callback_for_required": gettext_lazy("Choose the colleague whom the customer asked for."),
    "callback_at_required": gettext_lazy(
        "Enter the date and time of the callback, or choose a colleague for it."
    ),
    "callback_at_past": gettext_lazy("This time has passed. Choose a later one."),
    "callback_at_too_far": gettext_lazy("Choose a time within the next {limit} days."),
    "callback_barred": gettext_lazy("The calling rules allow no call at that time ({rule})."),
    "guide_required": gettext_lazy(
        "A qualified lead needs answers to these questions: {questions}"
    ),
    "note_required": gettext_lazy("Write a note: what happened, in a few words."),
    "note_too_short": gettext_lazy(
        "Write at least {limit} characters, so that the next agent knows what was said."
    ),
    "note_copied": gettext_lazy(
        "This note is the same as one of your last notes. Write what was said this time."
    ),
}


def refusal_error(refusal: Refusal, theirs: ZoneInfo, mine: str) -> Invalid:
    """Make the error of a refusal, with its first allowed time on both clocks."""
    if refusal.code == "callback_barred":
        words = barred_words(refusal, theirs, mine)
    else:
        words = str(WORDS[refusal.code]).format(**refusal.values)
    return wrong(refusal.field, refusal.code, words)


def barred_words(refusal: Refusal, theirs: ZoneInfo, mine: str) -> str:
    """Return why the calling rules bar a moment, and the first allowed one on both clocks."""
    said = str(WORDS["callback_barred"]).format(rule=refusal.rule or _("calling hours"))
    allowed = first_minute(refusal)
    if allowed is None:
        return said
    following = _("The first allowed time is {time}.").format(time=both(allowed, theirs, mine))
    return f"{said} {following}"


def first_minute(refusal: Refusal) -> datetime | None:
    """Return the first allowed moment in whole minutes, which the agent can choose."""
    if refusal.allowed is None:
        return None
    up = refusal.allowed + MINUTE - timedelta(microseconds=1)
    return up.replace(second=0, microsecond=0)


def both(at: datetime, theirs: ZoneInfo, mine: str) -> str:
    """Return a moment on the customer's clock, and on the agent's where it differs."""
    there, here = at.astimezone(theirs), at.astimezone(ZoneInfo(mine))
    said = _("{time} in {place}").format(time=short(there), place=place_name(theirs))
    if there.utcoffset() == here.utcoffset():
        return said
    return _("{time} ({own} your time)").format(time=said, own=short(here))


def short(local: datetime) -> str:
    """Return a local moment with its weekday: *Sun 1 Nov 01:30*."""
    return str(dateformat.format(local, "D j M H:i"))


def place_name(zone: ZoneInfo) -> str:
    """Return the city of a zone: *New York*."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")
