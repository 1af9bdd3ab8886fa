"""Protect real leads from demo and test mode, which sign people in without a password."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from pullahead.base import queries as base
from pullahead.base.errors import Conflict
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.config import Mode
from pullahead.leads.models import Lead
from pullahead.team.models import Person

DEMO, PRODUCTION = "demo", "production"  # marks, stored in the database


def mark() -> None:
    """Mark the database as production's, in production mode."""
    if settings.MODE == Mode.PRODUCTION and not base.setting(PRODUCTION):
        with write_transaction():
            set_setting(name=PRODUCTION, value=True)


def refusal() -> str:
    """Return the reason why this mode must not serve this database; "" for none.

    The command `demo` made a demo database. Tests make databases of many kinds, so test mode
    refuses only those that production used. People of production are refused without leads, too.
    """
    if settings.MODE == Mode.PRODUCTION or base.setting(DEMO):
        return ""
    real = settings.MODE == Mode.DEMO or base.setting(PRODUCTION)
    people = base.setting(PRODUCTION) and Person.objects.exists()
    if not real or not (people or Lead.objects.exists()):
        return ""
    return _(
        "This database holds leads or users that the demo did not make, so {mode} mode, where "
        "anyone can sign in without a password, does not serve it. Nothing was changed. Set "
        "PULLAHEAD_MODE=production, or name another database in PULLAHEAD_DATABASE_URL."
    ).format(mode=settings.MODE)


def refuse_real_leads() -> None:
    """Raise Conflict with the reason, if there is one."""
    if said := refusal():
        raise Conflict(said)
