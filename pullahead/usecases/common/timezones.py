"""Time zones of people and the organization, and window sets of leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings

from pullahead.compliance.calling_hours import MAIL, window_set
from pullahead.compliance.places import Location, PrefixOverride, place_of, with_address
from pullahead.leads import queries as leads
from pullahead.leads.models import Lead
from pullahead.team.models import Person

NOTHING_SAID: Mapping[str, object] = MappingProxyType({})


def organisation_zone() -> str:
    """Return the organization's time zone."""
    return str(settings.CONFIG.time_zone)


def zone_of(person_id: int) -> str:
    """Return the zone in which this person reads times."""
    found = Person.objects.filter(pk=person_id).values_list("zone", flat=True).first()
    return found or organisation_zone()


def windows_of_lead(lead: Lead, overrides: Sequence[PrefixOverride]) -> str | None:
    """Return the window set of a lead's first number.

    A lead with only an email address has the window set of emails. Return "" where no zone is
    known, and None where neither a call nor an email is possible.
    """
    phone = leads.first_phone(lead.pk)
    if phone is not None:
        zone = lead.source.zone
        return windows_of(phone.value, overrides, zone, lead.zone, lead.attributes)
    return MAIL if leads.mailable(lead.pk)[0] else None


def windows_of(
    phone: str,
    overrides: Sequence[PrefixOverride],
    source_zone: str,
    stated_zone: str = "",
    attributes: Mapping[str, object] = NOTHING_SAID,
) -> str:
    """Return the window set of a phone's owner; "" where no zone is known.

    Where phone and address suggest several places, all of them count. A stated zone replaces them:
    it is asked for only where prefixes fail.
    """
    place = place_of(phone, overrides, stated_zone or source_zone)
    place = with_address(place, attributes, phone)
    if stated_zone:
        place = Location((stated_zone,), place.jurisdiction if place else "*")
    return window_set(place) if place else ""


def start_of_day(now: datetime, zone: str) -> datetime:
    """Return the midnight before `now` in `zone`."""
    local = now.astimezone(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
