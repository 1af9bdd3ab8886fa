"""Flash messages: one line after an act, with its result and the next step."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from pullahead.base import clock
from pullahead.usecases.leads.bulk import BulkResult
from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.work import pull
from pullahead.usecases.work.home import ClaimView
from pullahead.usecases.work.settle import SettleResult
from pullahead.usecases.work.undo import Undone
from pullahead.web import formatting

UNDO = "undo"  # session key: the token of the claim that was settled last


def settled(done: SettleResult, lead: LeadDetail | None, owner: str = "") -> str:
    """Return *Ana Lima: back at 14:25 (round 2 of 6).* `owner`: another owner of the callback."""
    mine = lead if lead and lead.id == done.lead_id else None
    name = (mine.name if mine else "") or _("The lead")
    if done.next == "closed" or done.at is None:
        return _("{name}: closed, {outcome}").format(name=name, outcome=_label(done.disposition))
    now, local = timezone.localtime(clock.now()), timezone.localtime(done.at)
    at = formatting.at_moment(local, now)
    if done.next == "callback":
        at = formatting.moment(local, now) if local.date() == now.date() else at
        if owner:
            text = _("{name}: promised {moment}, {owner}’s when it is due")
            return text.format(name=name, moment=at, owner=owner)
        return _("{name}: promised {moment}, yours when it is due").format(name=name, moment=at)
    if mine and mine.rounds:
        text = _("{name}: back {moment} (round {round} of {rounds})")
        return text.format(name=name, moment=at, round=done.round + 1, rounds=mine.rounds)
    text = _("{name}: back {moment} (round {round})")
    return text.format(name=name, moment=at, round=done.round + 1)


def _label(code: str) -> str:
    return next((choice.label for choice in pull.choices() if choice.code == code), code)


def released(hand: ClaimView | None) -> str:
    """Return the message after a release."""
    return _("{name}: given back, for somebody else to pull").format(name=name_of(hand))


def handed_over(hand: ClaimView | None, to: str) -> str:
    """Return the message after a live hand-over."""
    return _(
        "{name} is in {to}’s hands now, with your brief. If {to} lets go, it is yours."
    ).format(name=name_of(hand), to=to)


def claim_is_current(hand: ClaimView) -> str:
    """Return the message after N with a lead in hand."""
    return _("Settle this one first: {name} is still in your hands. Then N gives the next.").format(
        name=name_of(hand)
    )


def go_on(hand: ClaimView) -> str:
    """Return the message after the settle of a customer who interrupted another claim."""
    return _("{name} is in your hands again; the clock goes on.").format(name=name_of(hand))


def sent_home(name: str, count: int) -> str:
    """Return the message after a team lead ended an agent's shift."""
    if not count:
        return _("{name} had no leads or callbacks. Nothing was changed.").format(name=name)
    return ngettext(
        "{name}’s shift is ended and {count} lead or callback is released for other agents.",
        "{name}’s shift is ended and {count} leads and callbacks are released for other agents.",
        count,
    ).format(name=name, count=count)


def disabled(name: str, count: int) -> str:
    """Return the message after an administrator disabled a user."""
    if not count:
        return _("{name} is disabled: signed out, API keys blocked. No leads to release.").format(
            name=name
        )
    return ngettext(
        "{name} is disabled: signed out, API keys blocked. {count} lead or callback is released "
        "for other agents.",
        "{name} is disabled: signed out, API keys blocked. {count} leads and callbacks are "
        "released for other agents.",
        count,
    ).format(name=name, count=count)


MANY = {
    "park": ngettext_lazy(
        "%(count)d lead is parked until the end of the next working day.",
        "%(count)d leads are parked until the end of the next working day.",
        "count",
    ),
    "unpark": ngettext_lazy(
        "%(count)d lead is unparked, for anybody to pull.",
        "%(count)d leads are unparked, for anybody to pull.",
        "count",
    ),
    "close": ngettext_lazy("%(count)d lead is closed.", "%(count)d leads are closed.", "count"),
    "reopen": ngettext_lazy(
        "%(count)d lead is open again, at round 1.",
        "%(count)d leads are open again, at round 1.",
        "count",
    ),
    "move": ngettext_lazy(
        "%(count)d lead is given to the team.", "%(count)d leads are given to the team.", "count"
    ),
    "value": ngettext_lazy(
        "%(count)d lead is valued anew, in their new place.",
        "%(count)d leads are valued anew, in their new place.",
        "count",
    ),
}


def acted_on_many(done: BulkResult) -> str:
    """Return the message after an act on a selection: leads done, and why others were not."""
    count = len(done.done)
    said = str(MANY[done.act] % {"count": count}) if count else ""
    others = [
        ngettext(
            "{count} was left as before: {why}", "{count} were left as before: {why}", n
        ).format(count=n, why=why)
        for why, n in done.refused
    ]
    return " ".join([said, *others]).strip()


def held_by(holder: str) -> str:
    """Return the message after a take of another agent's lead."""
    return _(
        "{holder} holds this lead just now. Tell them, or say that you have them on the line."
    ).format(holder=holder)


def taken(hand: ClaimView, kind: str, interrupted: str) -> str:
    """Return the message after a take."""
    name = name_of(hand)
    if kind == "again":
        return _("{name} is in your hands already.").format(name=name)
    said = [_("{name} is in your hands. {why}").format(name=name, why=hand.why)]
    if interrupted:
        said.append(_("{name} waits, the clock stopped.").format(name=interrupted))
    return " ".join(said)


def undone(done: Undone) -> str:
    """Return the message after an undo."""
    name = done.name or _("The lead")
    if done.hand is None:
        return _("{name}: undone. It is promised to you for now: settle, then N.").format(name=name)
    return _("{name}: undone. It is in your hands again, with your note.").format(name=name)


def name_of(hand: ClaimView | None) -> str:
    """Return the lead's name, or the text for a lead without one."""
    return (hand.lead.name if hand else "") or _("The lead")
