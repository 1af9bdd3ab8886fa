"""The calling rules at each dial, checked under locks: an opt-out that comes first always counts.

A pull checks the rules for its own moment only, so each dial checks them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Conflict
from pullahead.compliance import dnc_lists
from pullahead.compliance import rules as compliance
from pullahead.compliance.call_check import call_check
from pullahead.compliance.calling_hours import MAIL, Hours
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Address
from pullahead.leads.parsing.phones import is_premium_rate
from pullahead.pull import queries as pull_queries
from pullahead.pull import rules
from pullahead.pull.store.port import Claim
from pullahead.pull.take_rules import came_to_us
from pullahead.usecases.common.timezones import windows_of, windows_of_lead

# A callback is kept from two minutes before its time to half an hour after.
AROUND = 2 * rules.GRACE


def may_dial(
    claim: Claim, card: rules.Card, address: Address, now: datetime, *, counted: bool
) -> dict[str, Any]:
    """Return the record of the rules that permit this number now, for the attempt.

    Raise Conflict where they bar it: opted out, hours, list, count, refusal.

    `counted`: a call, which packs limit; only lists and hours bar a message. Until the act ends, no
    one can opt out with this number or log another call to it, and no list is put in use.
    """
    leads_write.lock_dials(values=[address.value])
    dnc_lists.lock_lists()
    if is_premium_rate(address.value):  # from a version that took such numbers
        raise refused("premium_rate")
    limits = pull_queries.limits(now)
    numbers, opted_out = pull_queries.numbers(claim.lead_id, now, limits)
    if opted_out:
        raise refused("do_not_call")
    # Customers who contacted us, or agreed on the hour, may be called back.
    asked = came_to_us(claim.ground, claim.pull_reason) or _agreed(card, now)
    windows = _windows(claim, card)
    hours = pull_queries.hours(limits.packs)
    record = call_check(windows, numbers, limits, hours, asked=asked, now=now, dialed=address.value)
    if not asked:
        _inside_hours(claim, address, windows, numbers, hours, now)
    number = next((n for n in numbers if n.value == address.value), None)
    if number is None:
        return record
    number = number if counted else _only_lists(number)
    verdict = compliance.may_dial(number, limits, asked=asked, now=now)
    if not verdict.ok:
        raise refused(verdict.rule, verdict.origin)
    return record


def _inside_hours(
    claim: Claim,
    address: Address,
    windows: str,
    numbers: Sequence[compliance.NumberFacts],
    hours: Hours,
    now: datetime,
) -> None:
    """Raise Conflict outside the hours of the lane, or of a number that is not the lead's first."""
    places = {windows}
    if numbers and address.value != numbers[0].value:  # the lane has the hours of the first one
        places.add(_own_windows(claim, address))
    if not all(hours.is_open(one, now) for one in places if one):
        said = _(
            "It is now outside calling hours where the customer lives. Release the lead, or save a "
            "result."
        )
        raise Conflict(said, code="outside_hours")


def _only_lists(number: compliance.NumberFacts) -> compliance.NumberFacts:
    """Return the facts that bar a message: those of the lists."""
    return compliance.NumberFacts(
        number.value,
        jurisdictions=number.jurisdictions,
        listed=number.listed,
        consent=number.consent,
    )


def _agreed(card: rules.Card, now: datetime) -> bool:
    """Check whether the customer agreed on about this moment; one that we chose does not count."""
    if card.due_at is None or abs(now - card.due_at) > AROUND:
        return False
    return pull_queries.was_agreed(card.lead_id, card.due_at)


def may_write(claim: Claim, address: Address) -> None:
    """Raise Conflict where the person opted out, at this address or a phone of theirs."""
    leads_write.lock_dials(values=[address.value])
    if leads.opted_out(claim.lead_id) or leads.mail_opted_out(address.value):
        raise refused("do_not_call")


def _windows(claim: Claim, card: rules.Card) -> str:
    windows = pull_queries.windows_of_lane(card.lane)
    if windows == MAIL and (lead := leads.lead(claim.lead_id)) is not None:
        return windows_of_lead(lead, pull_queries.overrides()) or ""
    return windows


def _own_windows(claim: Claim, address: Address) -> str:
    """Return the window set of one number of a lead that has several."""
    lead = leads.lead(claim.lead_id)
    if lead is None:
        return ""
    overrides, zone = pull_queries.overrides(), lead.source.zone
    return windows_of(address.value, overrides, zone, lead.zone, lead.attributes)


def refused(rule: str, pack: str = "") -> Conflict:
    """Put the refusal into words; `pack` is the name of the pack or list."""
    code = rule if rule in REFUSALS else CALLED_ENOUGH
    return Conflict(str(REFUSALS[code]).format(pack=pack, list=pack), code=code)


CALLED_ENOUGH = "called_enough"
# {pack} and {list}: the name of the rule pack or do-not-call list
REFUSALS = {
    "do_not_call": gettext_lazy("The customer asked not to be contacted. Do not call or write."),
    "premium_rate": gettext_lazy(
        "This is a premium-rate number. Do not call it; use another number."
    ),
    "no_phone": gettext_lazy("The lead has no phone that can be called."),
    "on_a_list": gettext_lazy(
        "This number is on the do-not-call list “{list}”, and no consent is on record. Do not call "
        "it."
    ),
    "list_too_old": gettext_lazy(
        "The do-not-call list of “{pack}” is out of date, so numbers without consent "
        "cannot be called. Ask an admin to import the current list."
    ),
    "refused_lately": gettext_lazy(
        "The customer refused recently and has not inquired since. “{pack}” allows no call yet."
    ),
    "called_just_now": gettext_lazy(
        "This number was called just now. Redial only if the call dropped."
    ),
    CALLED_ENOUGH: gettext_lazy(
        "“{pack}” allows no more calls to this number now. Use another number, or save a result."
    ),
}
