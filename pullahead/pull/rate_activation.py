"""Activation of contact rates, and return to the start values."""

from __future__ import annotations

from datetime import datetime

from pullahead.base.transaction import require_transaction
from pullahead.pull import models, reranking
from pullahead.pull.contact_rates import Rates, written

ORGANISATION = 0


def set_rates(*, rates: Rates | None, version: int | None, now: datetime) -> None:
    """Use these rates or, for None, the start values; a job moves open leads (pull.reranking)."""
    require_transaction()
    if rates is None or version is None:
        models.ActiveRates.objects.filter(pk=ORGANISATION).delete()
    else:
        values = {"figures": written(rates), "version": version}
        models.ActiveRates.objects.update_or_create(pk=ORGANISATION, defaults=values)
    reranking.ask(now=now)
