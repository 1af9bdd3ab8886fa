"""Answer a page's figures as a CSV file: the page's own address with `format=csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse

Cell = str | int | float | Decimal | date | datetime | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wants_csv(request: HttpRequest) -> bool:
    """Return whether the figures were asked for as a file."""
    return request.GET.get("format") == "csv"


def csv_answer(name: str, rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return a file in UTF-8 that spreadsheets open, without a cell that runs as a formula."""
    text = io.StringIO()
    out = csv.writer(text)
    for row in rows:
        out.writerow([written(cell) for cell in row])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def written(cell: Cell) -> str:
    """Return a cell as text: figures with a point, an unknown figure empty."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    if isinstance(cell, float):
        return f"{cell:.6g}"
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date | int):
        return str(cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell
