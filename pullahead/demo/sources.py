"""Sources, spend and terms of the demo floor: a form, an over-bought vendor and a dishonest one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from string import ascii_letters
from typing import Final

from pullahead.demo import data, source_history
from pullahead.demo.source_history import SourceHistory
from pullahead.usecases.floor import demo, demo_history
from pullahead.usecases.settings import source_terms, spend
from pullahead.usecases.settings.source_terms import TermsInput
from pullahead.usecases.settings.spend import SpendInput

HISTORY_SEED: Final = 14  # the same history in every demo, whatever the floor's own draws


@dataclass(frozen=True, slots=True)
class DemoSource:
    """One source of the demo: its share of today's leads, and its price or daily spend."""

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


HISTORY: Final = (
    SourceHistory(FORM, leads=25, win=0.35, value=780, spend=30, swing=0.4),
    SourceHistory(BOUGHT, leads=14, win=0.2, value=600, grows=3.0, untried_now=0.6),
    SourceHistory(DISHONEST, leads=12, win=0.06, value=500, bad=0.08, bad_now=0.8),
)


def lay(rng: Random, source_ids: dict[str, int], *, days: int) -> None:
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
        for ago in range(days)
    ]
    if rows:
        spend.record_spend(typed=rows, by=by)


def lay_history(source_ids: dict[str, int], agents: Sequence[int], *, days: int) -> int:
    """Write forty weeks of leads and spend; return the number of leads.

    They end before the last `days`, which the floor's own history writes.
    """
    rng, zone, today = Random(HISTORY_SEED), demo_history.zone(), spend.today()
    last = today - timedelta(days=days)
    monday = today - timedelta(days=today.weekday())
    drawn: list[source_history.Drawn] = []
    rows: list[SpendInput] = []
    for one in HISTORY:
        for n, amount in enumerate(source_history.spend_by_week(rng, one)):
            ago = source_history.WEEKS - n
            start = monday - timedelta(weeks=ago - 1)
            count = source_history.leads_of_week(rng, one, amount, ago)
            week = source_history.draw_week(rng, one, count, start, zone, today)
            drawn += [lead for lead in week if lead.at.astimezone(zone).date() < last]
            if amount and start <= last:
                rows += _spend_rows(one.name, start, amount)
    leads, claims = source_history.dated(
        rng, drawn, source_ids=source_ids, agents=agents, zone=zone, today=today
    )
    demo_history.write(leads, claims)
    spend.record_spend(typed=rows, by=demo.marketer(data.MARKETER))
    return len(leads)


def _spend_rows(name: str, day: date, amount: float) -> list[SpendInput]:
    """Share a week's spend among two campaigns, as their leads are shared."""
    return [
        SpendInput(source=name, day=day, amount=Decimal(round(amount * share)), campaign=campaign)
        for campaign, share in (("Spring", 0.6), ("Search", 0.4))
    ]


def _of_weekday(ago: int) -> float:
    """Return how much is spent on that day, relative to the usual day: less on a weekend."""
    return 0.5 if (spend.today() - timedelta(days=ago)).weekday() > 4 else 1.15


def finds_a_bad_number(rng: Random, name: str) -> bool:
    """Draw whether a call to a lead of this source finds a number that is none of the lead's."""
    return any(one.name == name and rng.random() < one.bad_numbers for one in SOURCES)


def came_by(name: str, asker: str) -> dict[str, str]:
    """Return the campaign and the click that brought someone; {} for leads bought one by one.

    They follow from the asker's address, so that the draws of the floor do not change.
    """
    rng = Random(asker)
    campaign = rng.choice(source_history.CAMPAIGNS) if name == FORM else ""
    if not campaign:
        return {}
    click = "".join(rng.choices(ascii_letters, k=24))
    own = {"gclid": f"Demo{click}"} if campaign == "Search" else {"fbclid": f"IwDemo{click}"}
    return {"utm_campaign": campaign} | own


def pick(rng: Random) -> DemoSource:
    """Draw the source of the next lead."""
    return rng.choices(SOURCES, [one.share for one in SOURCES])[0]
