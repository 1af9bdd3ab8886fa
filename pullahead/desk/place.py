"""Whose clock is shown: a person's own zone, else the organisation's."""

from __future__ import annotations

from django.conf import settings

from pullahead.team.models import Person


def organisation_zone() -> str:
    """The organisation's time zone."""
    return str(settings.CONFIG.time_zone)


def zone_of(person_id: int) -> str:
    """The zone that this person's times are shown in."""
    found = Person.objects.filter(pk=person_id).values_list("zone", flat=True).first()
    return found or organisation_zone()
