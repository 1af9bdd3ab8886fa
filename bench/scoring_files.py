"""Data sets of bench.scoring, and any CSV file, as histories to learn from."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pullahead.scoring.training_rows import TrainingHistory, Value

BANK = "bank-additional-full.csv"
LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"
OLIST_DAY = "%d-%m-%Y"
FEWEST = 20


class Wrong(Exception):
    """Error: an unusable argument or file; the text says what is wrong, and what to do."""


def bank(folder: Path, *, whole: bool = False) -> TrainingHistory | None:
    """Return the bank's campaigns in file order, or None; without `duration` unless `whole`."""
    path = folder / BANK
    if not _there(path):
        return None
    names, rows = read(path)
    kept = [n for n in names if n != "y" and (whole or n != "duration")]
    if "y" not in names or not rows:
        raise Wrong(f"{path} is not the bank’s data: it has no column y, or no rows.")
    return _history(
        {n: [row[n] for row in rows] for n in kept}, [row["y"] == "yes" for row in rows]
    )


def olist(folder: Path) -> TrainingHistory | None:
    """Return the marketplace's leads in time order: origin, page, weekday; None if absent.

    The file of deals has other fields beside the lead's id for winners only: a leak.
    """
    leads, deals = folder / LEADS, folder / DEALS
    if not (_there(leads) and _there(deals)):
        return None
    won = {row.get("mql_id") for row in read(deals)[1]}
    try:
        rows = [
            (datetime.strptime(row["first_contact_date"], OLIST_DAY), row)  # noqa: DTZ007
            for row in read(leads)[1]
        ]
        rows.sort(key=lambda pair: pair[0])
        columns: dict[str, Sequence[Value]] = {
            "origin": [row["origin"] or None for _, row in rows],
            "landing page": [row["landing_page_id"] for _, row in rows],
            "weekday": [day.strftime("%a") for day, _ in rows],
        }
    except (KeyError, ValueError) as error:
        raise Wrong(f"{leads} is not the marketplace’s data: {error}.") from None
    return _history(columns, [row["mql_id"] in won for _, row in rows])


def olist_with_deals(folder: Path) -> TrainingHistory | None:
    """Return the marketplace's leads with the fields of won deals: each of those is a leak."""
    history = olist(folder)
    if history is None:
        return None
    deals = {row["mql_id"]: row for row in read(folder / DEALS)[1]}
    rows = sorted(
        read(folder / LEADS)[1],
        key=lambda row: datetime.strptime(row["first_contact_date"], OLIST_DAY),  # noqa: DTZ007
    )
    empty: dict[str, str] = {}
    beside = {
        name: [deals.get(row["mql_id"], empty).get(name) or None for row in rows]
        for name in ("business_segment", "lead_type", "business_type", "sr_id")
    }
    return _history({**history.columns, **beside}, [y == 1.0 for y in history.outcomes])


def table_of(
    path: Path, *, outcome: str, positive: str, order: str | None, drop: Collection[str]
) -> TrainingHistory:
    """Return any CSV file as a history. Raise Wrong."""
    names, rows = read(path)
    for column in (outcome, *([order] if order else []), *drop):
        if column not in names:
            raise Wrong(f"{path.name} has no column {column!r}; it has: {', '.join(names)}.")
    if len(rows) < FEWEST:
        raise Wrong(f"{path.name} has {len(rows)} rows; at least {FEWEST} are needed.")
    if order:
        moments = [_moment(row[order], order, n) for n, row in enumerate(rows, 2)]
        rows = [rows[n] for n in sorted(range(len(rows)), key=moments.__getitem__)]
    won = [row[outcome] == positive for row in rows]
    if not any(won) or all(won):
        values = ", ".join(sorted({row[outcome] for row in rows})[:10])
        amount = "every row" if all(won) else "no row"
        raise Wrong(f"{amount} has {positive!r} in {outcome!r}; its values are: {values}.")
    kept = [n for n in names if n not in {outcome, order, *drop}]
    if not kept:
        raise Wrong("no column is left to learn from.")
    return _history({n: [row[n] or None for row in rows] for n in kept}, won)


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the columns and rows of a CSV file with a header; detect the delimiter. Raise
    Wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t|", key=first.count)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            names = next(reader, [])
            if len(names) < 2 or len(set(names)) < len(names) or not all(names):
                raise Wrong(f"{path.name} has no header of several columns, each named once.")
            return names, [_whole(names, row, reader.line_num, path) for row in reader if row]
    except OSError as error:
        raise Wrong(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Wrong(f"{path.name} is no UTF-8 text. Save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise Wrong(f"{path.name} is no CSV file: {error}.") from None


def _whole(names: list[str], row: list[str], line: int, path: Path) -> dict[str, str]:
    if len(row) != len(names):
        raise Wrong(f"{path.name}, line {line}: {len(row)} cells, but {len(names)} columns.")
    return dict(zip(names, row, strict=True))


def _moment(text: str, column: str, line: int) -> float:
    """Return a number, or an ISO date, as a sort key."""
    try:
        number = float(text)
    except ValueError:
        try:
            number = datetime.fromisoformat(text).timestamp()
        except (ValueError, OverflowError):
            raise Wrong(
                f"line {line}: {text[:40]!r} in {column!r} is neither a number nor a date such as "
                "2026-01-31 or 2026-01-31T10:00."
            ) from None
    if not math.isfinite(number):
        raise Wrong(f"line {line}: {text[:40]!r} in {column!r} is no finite number.")
    return number


def _there(path: Path) -> bool:
    if not path.is_file():
        print(f"left out: there is no {path.name} in {path.parent}")
        return False
    return True


def _history(columns: Mapping[str, Sequence[Value]], won: Sequence[bool]) -> TrainingHistory:
    """Return rows whose outcome was known at once, one a day."""
    days = [float(n) for n in range(len(won))]
    return TrainingHistory(columns, [float(w) for w in won], days, days)
