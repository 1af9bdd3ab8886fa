"""One line after an act: what happened, and what comes next."""

from __future__ import annotations

from django.utils import timezone

from pullahead.base import clock
from pullahead.usecases.common.views import ClaimView, LeadDetail, SettleResult
from pullahead.usecases.leads.bulk import BulkResult
from pullahead.usecases.work import pull
from pullahead.usecases.work.undo import Undone
from pullahead.web import formatting

UNDO = "undo"  # in the session: the token of the claim that was settled last


def settled(done: SettleResult, lead: LeadDetail | None, owner: str = "") -> str:
    """*Ana Lima: back at 14:25 (round 2 of 6).* `owner`: whose callback it is, if not one's own."""
    mine = lead if lead and lead.id == done.lead_id else None
    name = (mine.name if mine else "") or "The lead"
    if done.next == "closed" or done.at is None:
        return f"{name}: closed, {_label(done.disposition)}"
    now = timezone.localtime(clock.now())
    at = formatting.at_moment(timezone.localtime(done.at), now)
    if done.next == "callback":
        whose = f"{owner}’s" if owner else "yours"
        return f"{name}: promised {at.removeprefix('at ')}, {whose} when it is due"
    of = f" of {mine.rounds}" if mine and mine.rounds else ""
    return f"{name}: back {at} (round {done.round + 1}{of})"


def _label(code: str) -> str:
    return next((choice.label for choice in pull.choices() if choice.code == code), code)


def released(hand: ClaimView | None) -> str:
    """After a release."""
    return f"{name_of(hand)}: given back, for somebody else to pull"


def handed_over(hand: ClaimView | None, to: str) -> str:
    """After a live hand-over."""
    return f"{name_of(hand)} is in {to}’s hands now, with your brief. If {to} lets go, it is yours."


def still_in_hand(hand: ClaimView) -> str:
    """After N with a lead in hand."""
    return f"Settle this one first: {name_of(hand)} is still in your hands. Then N gives the next."


def go_on(hand: ClaimView) -> str:
    """After the caller was settled who had interrupted another claim."""
    return f"{name_of(hand)} is in your hands again; the clock goes on."


def sent_home(name: str, count: int) -> str:
    """After a leader sent somebody home."""
    if not count:
        return f"{name} held nothing. Nothing changed."
    what = "1 thing was" if count == 1 else f"{count} things were"
    return (
        f"{name} is sent home; {what} let go. A lead in hand is ready again now; "
        "callbacks are everybody's at their time."
    )


def disabled(name: str, count: int) -> str:
    """After an administrator disabled somebody."""
    what = "1 lead or callback was" if count == 1 else f"{count} leads and callbacks were"
    let_go = f"{what} let go, for everybody to pull" if count else "nothing was in their hands"
    return f"{name} is disabled: no session or key of theirs opens anything, and {let_go}."


MANY = {
    "park": "parked until the end of the next working day",
    "unpark": "unparked, for anybody to pull",
    "close": "closed",
    "reopen": "open again, at round 1",
    "move": "given to the team",
    "value": "valued anew, in their new place",
}


def acted_on_many(done: BulkResult) -> str:
    """After an act on a selection: how many were done, and why others were not."""
    count, what = len(done.done), MANY[done.act]
    said = f"{count} {'lead is' if count == 1 else 'leads are'} {what}." if count else ""
    others = [f"{n} {'was' if n == 1 else 'were'} left as before: {why}" for why, n in done.refused]
    return " ".join([said, *others]).strip()


def held_by(holder: str) -> str:
    """After a take of what somebody holds."""
    return f"{holder} holds this lead just now. Tell them, or say that you have them on the line."


def taken(hand: ClaimView, kind: str, interrupted: str) -> str:
    """After a take."""
    if kind == "again":
        return f"{name_of(hand)} is in your hands already."
    waits = f" {interrupted} waits, the clock stopped." if interrupted else ""
    return f"{name_of(hand)} is in your hands. {hand.why}{waits}"


def undone(done: Undone) -> str:
    """After an undo."""
    if done.hand is None:
        return f"{done.name or 'The lead'}: undone. It is promised to you for now: settle, then N."
    return f"{done.name or 'The lead'}: undone. It is in your hands again, with your note."


def name_of(hand: ClaimView | None) -> str:
    """The lead's name, or what to say without one."""
    return (hand.lead.name if hand else "") or "The lead"
