"""Columns of the CSV files of sources: counts and money of a cohort."""

from __future__ import annotations

from pullahead.reports.costs import Money
from pullahead.reports.source_table import SourceCounts
from pullahead.web.csv_answer import Cell

COUNTS = (
    "leads",
    "attempted",
    "first_attempt_median_seconds",
    "first_attempt_p90_seconds",
    "first_attempt_within_5_min",
    "first_contact_median_seconds",
    "first_contact_p90_seconds",
    "reached",
    "qualified",
    "won",
    "bad_numbers",
)
MONEY = (
    "cost",
    "cost_per_lead",
    "cost_per_contact",
    "cost_per_qualified",
    "cost_per_won",
    "value",
    "roas",
    "roi",
)


def counts_cells(counts: SourceCounts) -> tuple[Cell, ...]:
    """Return the cells of COUNTS."""
    waits, contact = counts.first_attempt, counts.first_contact
    return (
        counts.leads,
        counts.attempted,
        waits.median,
        waits.p90,
        waits.in_time,
        contact.median,
        contact.p90,
        counts.reached,
        counts.qualified,
        counts.won,
        counts.bad_numbers,
    )


def money_cells(money: Money) -> tuple[Cell, ...]:
    """Return the cells of MONEY."""
    return (
        money.cost,
        money.per_lead,
        money.per_contact,
        money.per_qualified,
        money.per_won,
        money.value,
        money.roas,
        money.roi,
    )
