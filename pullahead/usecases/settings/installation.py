"""Facts about a whole installation, and the defaults that a fresh one gets."""

from __future__ import annotations

from django.conf import settings

from pullahead.base import queries as base
from pullahead.base.transaction import write_transaction
from pullahead.config import Mode
from pullahead.pull import services as pull_write
from pullahead.team.queries import people

DEMO = "demo"


def lay_defaults() -> None:
    """Create the missing dispositions, cadences and calling windows; leave changed ones."""
    with write_transaction():
        pull_write.lay_defaults()


def has_demo_leads() -> bool:
    """Return whether this database was made as a demo floor."""
    return bool(base.setting(DEMO))


def is_demo_floor() -> bool:
    """Return whether the simulated agents may work here: demo mode and a demo's database."""
    return settings.MODE == Mode.DEMO and has_demo_leads()


def has_people() -> bool:
    """Return whether any user was added who can sign in."""
    return people().exists()
