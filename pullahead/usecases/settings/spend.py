"""Spend by day, source and campaign: typed, sent to the API, or read from a CSV file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.base.errors import FieldError, Invalid, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.leads import source_money
from pullahead.leads.models import Source, Spend
from pullahead.leads.parsing.fields import read_value
from pullahead.leads.rules import BadField, clean_text
from pullahead.team.models import Person
from pullahead.usecases.common.csv_reader import NotText, opened, refuse_binary, rows
from pullahead.usecases.common.permissions import sources_only
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.settings.change_log import record_change

AMOUNT_BELOW = Decimal(10**10)
CAMPAIGN_LENGTH = 100
ROWS_AT_MOST = 20_000
ERRORS_SHOWN = 20
FIRST_YEAR = 2000
LISTED = 100
COLUMNS = {
    "day": ("day", "date", "reporting starts", "fecha", "data", "datum"),
    "source": ("source", "channel", "vendor", "platform", "fuente", "fonte"),
    "campaign": ("campaign", "campaign name", "campaña", "campanha"),
    "amount": ("amount", "spend", "cost", "amount spent", "gasto", "custo", "importe", "valor"),
}
_ZERO = re.compile(r"\A\D{0,4}0+([.,]0+)?\D{0,4}\Z")


@dataclass(frozen=True, slots=True)
class SpendInput:
    """Spend of one day, source and campaign. A later amount replaces the earlier one."""

    source: str
    day: date
    amount: Decimal
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class SpendRow:
    """One row of spend in the list."""

    id: int
    day: date
    source: str
    campaign: str
    amount: Decimal


def today() -> date:
    """Return the current day of the organization."""
    return clock.now().astimezone(ZoneInfo(organisation_zone())).date()


def latest(*, viewer: Person, source_id: int | None = None) -> tuple[SpendRow, ...]:
    """Return the latest rows of spend, newest day first."""
    sources_only(viewer)
    found = Spend.objects.select_related("source").order_by("-day", "source__name", "campaign")
    if source_id is not None:
        found = found.filter(source_id=source_id)
    return tuple(
        SpendRow(one.pk, one.day, one.source.name, one.campaign, one.amount)
        for one in found[:LISTED]
    )


def record_spend(*, typed: Sequence[SpendInput], by: Person) -> int:
    """Set the spend of days and campaigns, all or none. Return the number of rows.

    Raise Invalid for an unknown source, a source with a price per lead, a day in the
    future, or an amount that is none.
    """
    sources_only(by)
    checked = [_checked(one) for one in typed]
    names = {one.source for one in checked}
    with write_transaction() as now:
        known = {source.name: source for source in _lock_sources(names)}
        for one in checked:
            _refuse_source(one.source, known.get(one.source))
        for one in checked:
            _set(one, known[one.source].pk, by, now)
    return len(checked)


def remove_spend(*, spend_id: int, by: Person) -> SpendRow:
    """Delete a row of spend, and return it for an undo."""
    sources_only(by)
    with write_transaction() as now:
        there = 0 < spend_id < 2**63
        row = Spend.objects.select_related("source").filter(pk=spend_id).first() if there else None
        if row is None or not source_money.remove_spend(spend_id=spend_id):
            raise NotFound(_("This spend was already deleted. Reload the page."))
        _record(by, now, row.source_id, spend_id, row.day, None, row.amount)
    return SpendRow(row.pk, row.day, row.source.name, row.campaign, row.amount)


def import_spend(*, raw: IO[bytes], by: Person) -> int:
    """Set the spend that a CSV file names, all or none. Return the number of rows set.

    Columns: day, source, campaign (optional), amount. Lines of one day, source and campaign are
    added up, since ad platforms export a line for each ad. Raise Invalid, which names the lines.
    """
    sources_only(by)
    try:
        refuse_binary(raw)
        lines = list(rows(opened(raw)))
    except NotText as error:
        raise wrong("file", "invalid", f"{_('The file cannot be read.')} {error}") from error
    except UnicodeError as error:
        said = _("The file is not text in UTF-8. Save it as CSV in UTF-8. Nothing was saved.")
        raise wrong("file", "invalid", said) from error
    header = lines[0].cells if lines else []
    at = _columns(header)
    if len(lines) - 1 > ROWS_AT_MOST:
        said = _("The file has more than {limit} lines. Split it. Nothing was saved.")
        raise wrong("file", "too_many", said.format(limit=f"{ROWS_AT_MOST:,}"))
    sums: dict[tuple[str, date, str], Decimal] = defaultdict(Decimal)
    faults: list[str] = []
    for line in lines[1:]:
        try:
            one = _read_line(line.cells, at) if not line.error else None
            if one is None:
                raise wrong("file", "invalid", line.error)
            sums[(one.source, one.day, one.campaign)] += one.amount
        except Invalid as problem:
            faults.append(_("Line {line}: {reason}").format(line=line.line, reason=problem.message))
    _refuse_lines(faults)
    typed = [SpendInput(source, day, amount, c) for (source, day, c), amount in sums.items()]
    if not typed:
        raise wrong("file", "invalid", _("The file has no line of spend. Nothing was saved."))
    return record_spend(typed=typed, by=by)


def _refuse_lines(faults: Sequence[str]) -> None:
    if faults:
        more = len(faults) - ERRORS_SHOWN
        shown = list(faults[:ERRORS_SHOWN])
        if more > 0:
            shown.append(ngettext("{n} more line.", "{n} more lines.", more).format(n=more))
        said = _("Nothing was saved. Correct the file.") + " " + " ".join(shown)
        raise Invalid(said, errors=[FieldError("file", "invalid", said)])


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    """Return the index of each column. Raise Invalid for a missing one."""
    names = [" ".join(cell.replace("_", " ").split()).casefold() for cell in header]
    found = {}
    for column, known in COLUMNS.items():
        index = next((names.index(name) for name in known if name in names), None)
        if index is not None:
            found[column] = index
        elif column != "campaign":
            said = _("The column “{column}” is missing. Use: day, source, campaign, amount.")
            said = said.format(column=column) + " " + _("Nothing was saved.")
            raise wrong("file", "missing", said)
    return found


def _read_line(cells: Sequence[str], at: Mapping[str, int]) -> SpendInput:
    def cell(column: str) -> str:
        index = at.get(column)
        return cells[index].strip() if index is not None and index < len(cells) else ""

    return _checked(
        SpendInput(
            source=cell("source"),
            day=_day(cell("day")),
            amount=_amount(cell("amount")),
            campaign=cell("campaign"),
        )
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        said = _("“{text}” is not a day. Write it as 2026-05-04.").format(text=text[:40])
        raise wrong("day", "not_a_time", said) from None


def _amount(text: str) -> Decimal:
    if _ZERO.match(text):
        return Decimal(0)
    read = read_value(text)
    if isinstance(read, BadField):
        said = _("“{text}” is not an amount. Write it as 1234.50.").format(text=text[:40])
        raise wrong("amount", "not_an_amount", said)
    return read


def _checked(one: SpendInput) -> SpendInput:
    """Return the row with clean texts. Raise Invalid."""
    if not one.amount.is_finite() or not 0 <= one.amount < AMOUNT_BELOW:
        raise wrong("amount", "not_an_amount", _("Enter an amount of 0 or more, such as 1234.50."))
    if one.amount != one.amount.quantize(Decimal("0.01")):
        raise wrong("amount", "not_an_amount", _("Enter an amount with at most 2 decimals."))
    if one.day > today():
        raise wrong("day", "in_the_future", _("Enter a day that is not in the future."))
    if one.day.year < FIRST_YEAR:
        raise wrong("day", "out_of_range", _("Enter a day in the year 2000 or later."))
    campaign = clean_text(one.campaign, CAMPAIGN_LENGTH + 1)
    if len(campaign) > CAMPAIGN_LENGTH:
        said = _("Enter a campaign of at most {limit} characters.").format(limit=CAMPAIGN_LENGTH)
        raise wrong("campaign", "too_long", said)
    return SpendInput(clean_text(one.source, 101), one.day, one.amount, campaign)


def _refuse_source(name: str, source: Source | None) -> None:
    if source is None:
        said = _("No source is named “{name}”. Nothing was saved.").format(name=name[:100])
        raise wrong("source", "unknown_source", said)
    if source.cost is not None:
        said = _(
            "{name} has a price per lead, so spend would count its cost twice. Nothing was saved. "
            "Remove the price first."
        ).format(name=name)
        raise wrong("source", "price_exists", said)


def _lock_sources(names: set[str]) -> list[Source]:
    """Lock the named sources by id, so that two files never wait for each other in a circle."""
    ids = Source.objects.filter(name__in=names).order_by("id").values_list("id", flat=True)
    locked = [source_money.lock_source(source_id) for source_id in list(ids)]
    return [source for source in locked if source is not None]


def _set(one: SpendInput, source_id: int, by: Person, now: datetime) -> None:
    spend_id, was = source_money.set_spend(
        source_id=source_id,
        day=one.day,
        campaign=one.campaign,
        amount=one.amount,
        now=now,
        actor_id=by.pk,
    )
    if was != one.amount:
        _record(by, now, source_id, spend_id, one.day, one.amount, was)


def _record(
    by: Person,
    now: datetime,
    source_id: int,
    spend_id: int,
    day: date,
    amount: Decimal | None,
    was: Decimal | None,
) -> None:
    record_change(
        JournalEvent.SPEND_CHANGED,
        by,
        now,
        source=source_id,
        spend=spend_id,
        day=day.isoformat(),
        amount=None if amount is None else str(amount),
        was=None if was is None else str(was),
    )
