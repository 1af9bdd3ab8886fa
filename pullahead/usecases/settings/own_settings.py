"""A person's own settings: the language and the time zone that pages are shown in."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.compliance.places import zone_is_known
from pullahead.team import services as team_write
from pullahead.team.models import Person
from pullahead.team.queries import PersonLock
from pullahead.usecases.settings.installation import has_demo_leads


@retried
def change_own(*, zone: str, language: str, by: Person) -> None:
    """Save a person's own zone and language; blank means the organization's. Raise Invalid."""
    check_zone(zone)
    check_language(language)
    lock = PersonLock(by.pk)
    with write_transaction(lock=lock.take) as now:
        if (lock.person.zone, lock.person.language) == (zone, language):
            return
        team_write.set_display(person=lock.person, zone=zone, language=language)
        data = {"person": by.pk, "role": by.role, "zone": zone, "language": language}
        record(JournalEvent.PERSON_DISPLAY, now=now, actor_id=by.pk, data=data)


def hide_try_it(*, hidden: bool, by: Person) -> None:
    """Hide the demo's list of things to try, or show it again."""
    lock = PersonLock(by.pk)
    with write_transaction(lock=lock.take) as now:
        if lock.person.try_it_hidden == hidden:
            return
        team_write.set_try_it_hidden(person_id=by.pk, hidden=hidden)
        data = {"person": by.pk, "role": by.role, "try_it_hidden": hidden}
        record(JournalEvent.PERSON_DISPLAY, now=now, actor_id=by.pk, data=data)


def adopt_browser_zone(*, zone: str, by: Person) -> None:
    """Save the browser's zone for a person of the demo who has none; ignore an unknown zone."""
    if by.zone or not zone or not zone_is_known(zone) or not has_demo_leads():
        return
    change_own(zone=zone, language=by.language, by=by)


def check_zone(zone: str) -> None:
    """Raise Invalid for a zone that the tz database does not know."""
    if zone and not zone_is_known(zone):
        raise wrong(
            "zone",
            "invalid",
            _("“{zone}” is not a time zone. Use a name such as Europe/Berlin.").format(zone=zone),
        )


def check_language(language: str) -> None:
    """Raise Invalid for a language that is not offered."""
    if language and language not in dict(settings.LANGUAGES):
        raise wrong(
            "language",
            "invalid",
            _("“{language}” is not an offered language. Choose one from the list.").format(
                language=language
            ),
        )
