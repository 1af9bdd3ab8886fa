"""Sources, spend and terms of the demo floor: a form, an over-bought vendor and a dishonest one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Final

from pullahead.demo import data
from pullahead.usecases.floor import demo
from pullahead.usecases.settings import source_terms, spend
from pullahead.usecases.settings.source_terms import TermsInput
from pullahead.usecases.settings.spend import SpendInput

SPEND_DAYS: Final = 42


@dataclass(frozen=True, slots=True)
class DemoSource:
    """One source of the demo: its share of the leads, and its price or daily spend."""

    name: str
    share: int
    price: int | None = None
    spend: int | None = None
    margin: int = 35
    bad_numbers: float = 0.0  # share of its calls that find a wrong or disconnected number


FORM: Final = data.SOURCE
BOUGHT: Final = "Lead Harbor"
DISHONEST: Final = "QuickQuotes"
SOURCES: Final = (
    DemoSource(FORM, 5, spend=850),
    DemoSource(BOUGHT, 3, price=24),
    DemoSource(DISHONEST, 2, price=15, bad_numbers=0.45),
)


def lay(rng: Random, source_ids: dict[str, int]) -> None:
    """Set the terms of each source, and the spend of the last days."""
    by = demo.marketer(data.MARKETER)
    for one in SOURCES:
        price = None if one.price is None else Decimal(one.price)
        typed = TermsInput(price=price, margin=Decimal(one.margin))
        source_terms.set_terms(source_id=source_ids[one.name], typed=typed, by=by)
    rows = [
        SpendInput(
            source=one.name,
            day=spend.today() - timedelta(days=ago),
            amount=Decimal(round(one.spend * _of_weekday(ago) * rng.uniform(0.7, 1.3))),
            campaign=rng.choice(("Spring", "Search")),
        )
        for one in SOURCES
        if one.spend is not None
        for ago in range(SPEND_DAYS)
    ]
    spend.record_spend(typed=rows, by=by)


def _of_weekday(ago: int) -> float:
    """Return how much is spent on that day, relative to the usual day: less on a weekend."""
    return 0.5 if (spend.today() - timedelta(days=ago)).weekday() > 4 else 1.15


def finds_a_bad_number(rng: Random, name: str) -> bool:
    """Draw whether a call to a lead of this source finds a number that is none of the lead's."""
    return any(one.name == name and rng.random() < one.bad_numbers for one in SOURCES)


def pick(rng: Random) -> DemoSource:
    """Draw the source of the next lead."""
    return rng.choices(SOURCES, [one.share for one in SOURCES])[0]
