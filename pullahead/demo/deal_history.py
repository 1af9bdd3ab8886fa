"""Deals that the demo's team closed in the year before its workflow, as the file of another CRM."""

from __future__ import annotations

import csv
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from pullahead.demo import deal_data
from pullahead.usecases.deals.imports import import_deals

NUMBER: Final = 44
HEADINGS: Final = (
    *("ID", "Title", "Organization", "Value", "Created", "Won time", "Lost time"),
    "Lost reason",
)


def import_history(rng: Random, team: str, published: datetime) -> None:
    """Import the closed deals: their days are those before limits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "last-year.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(HEADINGS)
            lines.writerows(_row(rng, number, published) for number in range(NUMBER))
        import_deals(path=path, team=team, errors_to=Path(folder) / "refused.csv")


def _row(rng: Random, number: int, published: datetime) -> list[object]:
    title, company, value = deal_data.DEALS[number % len(deal_data.DEALS)]
    closed = published - timedelta(days=3 + number * 6)
    created = closed - timedelta(days=round(rng.triangular(5, 45, 18)))
    won = number % 3 != 0
    days = [f"{closed:%Y-%m-%d}", ""] if won else ["", f"{closed:%Y-%m-%d}"]
    lost = "" if won else "Chose a competitor"
    return [f"crm-{number}", title, company, value, f"{created:%Y-%m-%d}", *days, lost]
