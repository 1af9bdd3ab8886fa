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
    """Return *Ana Lima: back at 14:25 (attempt 2 of 6).* `owner`: another owner of the callback."""
    mine = lead if lead and lead.id == done.lead_id else None
    name = (mine.name if mine else "") or _("The lead")
    if done.deal_id is not None:
        return _("{name}: qualified. The deal is ready for the first stage.").format(name=name)
    if done.next == "closed" or done.at is None:
        return _("{name}: closed, {outcome}").format(name=name, outcome=_label(done.disposition))
    now, local = timezone.localtime(clock.now()), timezone.localtime(done.at)
    at = formatting.at_moment(local, now)
    if done.next == "callback":
        at = formatting.moment(local, now) if local.date() == now.date() else at
        if owner:
            text = _("{name}: callback {moment} for {owner}")
            return text.format(name=name, moment=at, owner=owner)
        return _("{name}: your callback {moment}").format(name=name, moment=at)
    if done.next == "touch":
        return _("{name}: next contact {moment}").format(name=name, moment=at)
    if mine and mine.rounds:
        text = _("{name}: next attempt {moment} ({round} of {rounds})")
        return text.format(name=name, moment=at, round=done.round + 1, rounds=mine.rounds)
    text = _("{name}: next attempt {moment} (number {round})")
    return text.format(name=name, moment=at, round=done.round + 1)


def _label(code: str) -> str:
    return next((choice.label for choice in pull.choices() if choice.code == code), code)


def released(hand: ClaimView | None) -> str:
    """Return the message after a release."""
    return _("{name}: released to other agents").format(name=name_of(hand))


def handed_over(hand: ClaimView | None, to: str) -> str:
    """Return the message after a live hand-over."""
    return _(
        "{to} has {name} now, with your brief. If {to} releases the lead, it returns to you."
    ).format(name=name_of(hand), to=to)


def claim_is_current(name: str) -> str:
    """Return the message after N with a current lead of this name."""
    return _("You still have {name}. Save a result first, then get the next lead.").format(
        name=name or _("The lead")
    )


def go_on(name: str) -> str:
    """Return the message after the settle of a customer who interrupted another claim."""
    return _("You have {name} again, and the time is running.").format(name=name or _("The lead"))


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
        "%(count)d lead is unparked and ready for agents.",
        "%(count)d leads are unparked and ready for agents.",
        "count",
    ),
    "close": ngettext_lazy("%(count)d lead is closed.", "%(count)d leads are closed.", "count"),
    "reopen": ngettext_lazy(
        "%(count)d lead is reopened at attempt 1.",
        "%(count)d leads are reopened at attempt 1.",
        "count",
    ),
    "move": ngettext_lazy(
        "%(count)d lead is moved to the team.", "%(count)d leads are moved to the team.", "count"
    ),
    "value": ngettext_lazy(
        "The value of %(count)d lead is set, and its rank is updated.",
        "The value of %(count)d leads is set, and their ranks are updated.",
        "count",
    ),
}


def acted_on_many(done: BulkResult) -> str:
    """Return the message after an act on a selection: leads done, and why others were not."""
    count = len(done.done)
    said = str(MANY[done.act] % {"count": count}) if count else ""
    others = [
        ngettext(
            "{count} lead was not changed: {why}", "{count} leads were not changed: {why}", n
        ).format(count=n, why=why)
        for why, n in done.refused
    ]
    return " ".join([said, *others]).strip()


def held_by(holder: str) -> str:
    """Return the message after a take of another agent's lead."""
    return _(
        "{holder} has this lead now. Send {holder} a message, or choose “Customer is on the "
        "line” to take it."
    ).format(holder=holder)


def taken(hand: ClaimView, kind: str, interrupted: str) -> str:
    """Return the message after a take."""
    name = name_of(hand)
    if kind == "again":
        return _("You already have {name}.").format(name=name)
    said = [_("You have {name} now. {why}").format(name=name, why=hand.why)]
    if interrupted:
        said.append(_("{name} is on hold, and its time is paused.").format(name=interrupted))
    return " ".join(said)


def undone(done: Undone) -> str:
    """Return the message after an undo."""
    name = done.name or _("The lead")
    if done.hand is None:
        return _(
            "{name}: undone. Save a result for the lead that you have now, then choose Next lead "
            "to get {name}."
        ).format(name=name)
    return _("{name}: undone. You have the lead again, with your note.").format(name=name)


def name_of(hand: ClaimView | None) -> str:
    """Return the lead's name, or the text for a lead without one."""
    return (hand.lead.name if hand else "") or _("The lead")
