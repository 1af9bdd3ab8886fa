"""Leads that can never be called as they are, and the rule that prevents it, in words.

Leads that wait for an hour, an attempt or a count become callable by themselves. These need a
change of the lead, a rule pack or a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.compliance import rules as compliance
from pullahead.compliance.calling_hours import Hours, Window, chain, place_in, windows_for
from pullahead.compliance.packs import windows_as_text
from pullahead.leads import queries as leads
from pullahead.leads.models import Lead
from pullahead.pull import models, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.rules import Park
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.timezones import windows_of_lead
from pullahead.usecases.settings.compliance import windows_now

PARKED_FOR = (Park.NO_PHONE, Park.NO_ZONE, Park.NEVER_OPEN, Park.ON_A_LIST)


def uncallable_reason(lead: Lead, card: models.CardRow | None) -> str:
    """Return the rule that bars every call to this open lead, in words.

    Return "" for a lead that can be called now or later, and for a closed one.
    """
    if card is None:
        return ""
    now = clock.now()
    limits = pull_queries.limits(now)
    numbers, opted_out = pull_queries.numbers(lead.pk, now, limits)
    if opted_out:
        return _("The customer opted out of calls. The lead closes at the next pull.")
    windows = windows_of_lead(lead, pull_queries.overrides())
    if windows is None:
        return _("The lead has no valid phone and no email.")
    parked = card.state == rules.CardState.PARKED
    in_lane = card.lane.windows if card.lane and not parked else windows
    if not in_lane:
        return _("The phone does not determine a time zone, so the calling hours are unknown.")
    hours = pull_queries.hours(limits.packs)
    if hours.next_open(in_lane, now) is None:
        return _never_open(in_lane, limits.packs)
    verdicts = [compliance.may_dial(number, limits, now=now) for number in numbers]
    if verdicts and all(verdict.park for verdict in verdicts):
        names = sorted({f"“{verdict.origin}”" for verdict in verdicts})
        text = ngettext(
            "The only number is on a do-not-call list, without consent: {lists}.",
            "All {count} numbers are on a do-not-call list, without consent: {lists}.",
            len(verdicts),
        )
        return text.format(count=len(verdicts), lists=", ".join(names))
    return ""


def _never_open(windows: str, packs: Sequence[compliance.RulePackRules]) -> str:
    """Name the calling hours that leave no moment."""
    place, stored = place_in(windows), windows_now()
    laws = "; ".join(_hours_of(one, stored, packs) for one in place.jurisdiction.split("+"))
    zones = ", ".join(zone.rpartition("/")[2].replace("_", " ") for zone in place.zones)
    text = ngettext(
        "The calling hours allow no call in {zones} within two weeks: {hours}.",
        "The calling hours allow no call in all of {zones} at once within two weeks: {hours}.",
        len(place.zones),
    )
    return text.format(zones=zones, hours=laws)


def _hours_of(
    jurisdiction: str, stored: Sequence[Window], packs: Sequence[compliance.RulePackRules]
) -> str:
    """Return the hours of one jurisdiction, and the packs that set them."""
    found = windows_for(jurisdiction, stored)
    if not found:
        return _("no calling hours are set for {country}").format(country=jurisdiction)
    name = found[0].jurisdiction
    on = [pack for pack in packs if not pack.off]
    own = [pack.label for pack in on if pack.jurisdiction == name and pack.windows]
    days = [p.label for p in on if p.holidays and p.jurisdiction in chain(jurisdiction)]
    rule = own[-1] if own else _hours_named(name)
    hours = windows_as_text(found).replace("\n", ", ")
    text = _("{rule}: {hours}, and holidays of {packs}") if days else _("{rule}: {hours}")
    return text.format(rule=rule, hours=hours, packs=", ".join(days))


def _hours_named(jurisdiction: str) -> str:
    if jurisdiction == "*":
        return _("hours of all other countries")
    return _("hours of {country}").format(country=jurisdiction)


def closed_lanes(now: datetime, hours: Hours) -> list[int]:
    """Return the lanes whose calling hours leave no moment within two weeks."""
    lanes = ENGINE.store.lanes()
    return [lane.id for lane in lanes if hours.next_open(lane.windows, now) is None]


def in_closed_lanes(shut: Sequence[int]) -> Q:
    """Select leads in such lanes that are not parked: the hours changed after they came in."""
    return Q(card__lane_id__in=list(shut)) & ~Q(card__state=rules.CardState.PARKED)


def uncallable_leads(shut: Sequence[int]) -> Q:
    """Select the open leads that can never be called as they are."""
    parked = Q(card__state=rules.CardState.PARKED, card__park_reason__in=PARKED_FOR)
    return parked | in_closed_lanes(shut)


def reason_text(*, lead_id: UUID) -> str:
    """Return `uncallable_reason` for a lead that the caller has checked for this viewer."""
    lead = leads.lead(lead_id)
    card = models.CardRow.objects.select_related("lane").filter(pk=lead_id).first()
    return uncallable_reason(lead, card) if lead is not None else ""
