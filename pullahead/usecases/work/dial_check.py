"""The law at each dial, asked behind locks: whoever opts out first is never called after.

Used again at every dial, for a pull was lawful only when it was made.
"""

from __future__ import annotations

from datetime import datetime

from pullahead.base.errors import Conflict
from pullahead.compliance import rules as compliance
from pullahead.compliance.calling_hours import MAIL
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Address
from pullahead.pull import queries as pull_queries
from pullahead.pull import rules
from pullahead.pull.store.port import Claim
from pullahead.pull.take_rules import came_to_us
from pullahead.usecases.common.timezones import windows_of_lead

# a callback is kept from two minutes before to half an hour after its time
AROUND = 2 * rules.GRACE


def may_dial(
    claim: Claim, card: rules.Card, address: Address, now: datetime, *, counted: bool
) -> None:
    """Raises Conflict where the law bars this number now: opted out, outside hours, on a list,
    called enough, refused lately.

    `counted`: a call, which packs limit; a message is barred by lists and hours alone. From here
    to the end of the act nobody can opt out with this number, nor can another call to it be logged.
    """
    leads_write.lock_dials(values=[address.value])
    limits = pull_queries.limits(now)
    numbers, opted_out = pull_queries.numbers(claim.lead_id, now, limits)
    if opted_out:
        raise refused("do_not_call")
    # who came to us may be called back; so may who agreed on the hour
    asked = came_to_us(claim.ground, claim.why) or _agreed(card, now)
    windows = _windows(claim, card)
    if not asked and windows and not pull_queries.hours(limits.packs).is_open(windows, now):
        raise Conflict(
            "It is outside calling hours where they live by now. Give it back, or settle it.",
            code="outside_hours",
        )
    number = next((n for n in numbers if n.value == address.value), None)
    if number is None:
        return
    if not counted:  # of a message only the lists are asked
        number = compliance.NumberFacts(
            number.value,
            jurisdictions=number.jurisdictions,
            listed=number.listed,
            consent=number.consent,
        )
    verdict = compliance.may_dial(number, limits, asked=asked, now=now)
    if not verdict.ok:
        raise refused(verdict.rule, verdict.law)


def _agreed(card: rules.Card, now: datetime) -> bool:
    """Whether the customer agreed on about this moment; one that we chose ourselves is none."""
    if card.due_at is None or abs(now - card.due_at) > AROUND:
        return False
    return pull_queries.was_agreed(card.lead_id, card.due_at)


def may_write(claim: Claim, address: Address) -> None:
    """Raises Conflict where they asked to be left alone, here or on a phone of theirs."""
    leads_write.lock_dials(values=[address.value])
    if leads.opted_out(claim.lead_id) or leads.mail_opted_out(address.value):
        raise refused("do_not_call")


def _windows(claim: Claim, card: rules.Card) -> str:
    windows = pull_queries.windows_of_lane(card.lane)
    if windows == MAIL and (lead := leads.lead(claim.lead_id)) is not None:
        return windows_of_lead(lead, pull_queries.overrides()) or ""
    return windows


def refused(rule: str, pack: str = "") -> Conflict:
    """The refusal in words; `pack` is the law's name, or the list's."""
    match rule:
        case "do_not_call":
            return Conflict("They asked not to be called. Do not call them.", code="do_not_call")
        case "no_phone":
            return Conflict("It has no phone that can be called.", code="no_phone")
        case "on_a_list":
            return Conflict(
                f"Their number is on the do-not-call list “{pack}”, and nothing says that they "
                "agreed to be called. Do not call it.",
                code="on_a_list",
            )
        case "list_too_old":
            return Conflict(
                f"The do-not-call list is older than it may be ({pack}), so numbers without "
                "consent wait. Ask an administrator to import it anew.",
                code="list_too_old",
            )
        case "refused_lately":
            return Conflict(
                f"They refused lately, and have not asked since ({pack}). Leave them alone.",
                code="refused_lately",
            )
        case "called_just_now":
            return Conflict(
                "This number was called just now. Redial it only if the call dropped.",
                code="called_just_now",
            )
    return Conflict(
        f"This number was called as often as is allowed ({pack}). Use another number, or settle "
        "it.",
        code="called_enough",
    )
