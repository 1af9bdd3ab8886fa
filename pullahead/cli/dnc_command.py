"""`pullahead dnc`: do-not-call lists from files."""

from __future__ import annotations

from pathlib import Path

from pullahead.base import clock
from pullahead.base.errors import Invalid
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.times import read_time
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.settings.dnc_import import import_list


def keep_list(*, file: Path, name: str, country: str, as_of: str) -> str:
    """Put the list in the place of the version before it; what to print."""
    moment = None
    if as_of:
        read = read_time(as_of, organisation_zone(), clock.now())
        if isinstance(read, BadField):
            raise Invalid(f"--as-of {as_of[:40]}: {read.message}. Nothing was changed.")
        moment = read
    made, told = import_list(path=file, name=name, country=country.strip().upper(), as_of=moment)
    lines = [f"{made.count} numbers on the list “{made.name}”, of {made.as_of:%Y-%m-%d}"]
    if told.refused:
        lines.append(f"{told.refused} lines are no numbers: {'; '.join(told.why)}")
    return "\n".join(lines)
