"""The rates in use are put in use, or taken back."""

from __future__ import annotations

from datetime import datetime

from pullahead.base.write import require_write
from pullahead.pull import models, replacing
from pullahead.pull.rates import Rates, written

ORGANISATION = 0


def set_rates(*, rates: Rates | None, version: int | None, now: datetime) -> None:
    """Put these in use, or (None) the start values; open leads move to their new places by a
    job (pull.replacing)."""
    require_write()
    if rates is None or version is None:
        models.RatesInUse.objects.filter(pk=ORGANISATION).delete()
    else:
        values = {"figures": written(rates), "version": version}
        models.RatesInUse.objects.update_or_create(pk=ORGANISATION, defaults=values)
    replacing.ask(now=now)
