"""The rates in use are put in use, or taken back."""

from __future__ import annotations

from datetime import datetime

from pullahead.base.transaction import require_transaction
from pullahead.pull import models, reranking
from pullahead.pull.contact_rates import Rates, written

ORGANISATION = 0


def set_rates(*, rates: Rates | None, version: int | None, now: datetime) -> None:
    """Put these in use, or (None) the start values; open leads move to their new places by a
    job (pull.replacing)."""
    require_transaction()
    if rates is None or version is None:
        models.ActiveRates.objects.filter(pk=ORGANISATION).delete()
    else:
        values = {"figures": written(rates), "version": version}
        models.ActiveRates.objects.update_or_create(pk=ORGANISATION, defaults=values)
    reranking.ask(now=now)
