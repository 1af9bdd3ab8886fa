"""Findings about a migrated installation: guards, unreachable leads, lanes, the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from pullahead.base import clock, private_files, triggers
from pullahead.base.db import reader
from pullahead.base.wording import counted
from pullahead.config import Mode
from pullahead.conversations import checks as promises
from pullahead.pipeline import checks as deals
from pullahead.pull import cadence, card_queries, models, queries, rules
from pullahead.sprints import checks as items
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.settings import compliance, installation, modes
from pullahead.usecases.settings.clock import in_words

LANES_AT_MOST = 500
"""Number of non-empty lanes above which pulls are slow: each lane costs one lookup."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """A finding; `wrong` makes the check fail."""

    text: str
    wrong: bool = True


def findings() -> list[CheckFinding]:
    """Return all findings of this installation."""
    now = clock.now()
    return [
        *_guards(),
        *_files(),
        *_reader(),
        *_leads(),
        *_lanes(now),
        *_lists(now),
        *_deals(),
        *_promises(),
        *_items(),
        *_demo(),
    ]


def _guards() -> Iterator[CheckFinding]:
    for name in triggers.missing():
        yield CheckFinding(
            f"The database trigger {name} is missing, so invalid data would not be rejected. "
            "Restore the database from a backup made with the database's own tools."
        )


def _files() -> Iterator[CheckFinding]:
    if connection.vendor != "sqlite":
        return
    name = str(connection.settings_dict["NAME"])
    for path in (name, f"{name}-wal", f"{name}-shm"):
        if private_files.readable_by_others(path):
            yield CheckFinding(
                f"Other users of this machine can read {path}, which contains names and numbers "
                "of people. Run “chmod 600” on this file.",
                wrong=False,
            )


def _reader() -> Iterator[CheckFinding]:
    if why := reader.fault():
        yield CheckFinding(
            f"Reports cannot read the database in PULLAHEAD_READER_URL: {why}. Agents keep "
            "working. Correct or remove the setting, or wait for the replica."
        )


def _leads() -> Iterator[CheckFinding]:
    if not any(chosen.kind == cadence.DispositionKind.FINAL for chosen in queries.dispositions()):
        yield CheckFinding(
            "No final disposition is active, so no lead can be closed. Activate one."
        )
    if dead := card_queries.unreachable().count():
        yield CheckFinding(
            f"Dead leads: {dead}. They are open without a next moment, so no agent will get them."
        )


def _lanes(now: datetime) -> Iterator[CheckFinding]:
    working = models.CardRow.objects.exclude(state=rules.CardState.PARKED)
    used = set(working.values_list("lane_id", flat=True))
    hours = queries.hours()
    lanes = [lane for lane in ENGINE.store.lanes() if lane.id in used]
    for lane in lanes:
        if hours.next_open(lane.windows, now) is None:
            yield CheckFinding(
                f"The calling hours of {lane.windows} allow no call. Set calling hours for that "
                "jurisdiction, or close its leads."
            )
    if len(lanes) > LANES_AT_MOST:
        yield CheckFinding(
            f"Lanes with leads: {len(lanes)}. More than {LANES_AT_MOST} make pulls slower. "
            "Check the time zones of the phones of your sources.",
            wrong=False,
        )


def _lists(now: datetime) -> Iterator[CheckFinding]:
    for kept in compliance.lists(now):
        if kept.old:
            yield CheckFinding(
                f"The do-not-call list “{kept.name}” is {counted(kept.days, 'day')} old, more "
                f"than its pack allows. Numbers in {kept.country} without consent are not "
                "called. Import the current list."
            )


def _deals() -> Iterator[CheckFinding]:
    for limit, held in deals.miscounted():
        yield CheckFinding(
            f"Limit {limit.pk} of deals counts {limit.held}, but there are {held}. Publish the "
            "workflow again, which recounts."
        )
    for title, seq in deals.broken_sequences():
        yield CheckFinding(f"The deal “{title}” lacks transitions up to number {seq}.")


def _promises() -> Iterator[CheckFinding]:
    for promise in promises.broken_moves():
        yield CheckFinding(f"The moves of promise {promise} are not complete.")
    for promise in promises.early_rests():
        yield CheckFinding(f"Promise {promise} rested before ten working days had passed.")


def _items() -> Iterator[CheckFinding]:
    for what, state, promise in items.breaches():
        said = f"its promise is {promise}" if promise else "it has no promise"
        yield CheckFinding(f"The item “{what}” is in the state {state}, but {said}.")


def _demo() -> Iterator[CheckFinding]:
    if refusal := modes.refusal():
        yield CheckFinding(refusal)
    if settings.MODE == Mode.PRODUCTION and installation.has_demo_leads():
        yield CheckFinding(
            "Production mode uses a demo database with invented leads. Set another database in "
            "PULLAHEAD_DATABASE_URL."
        )
    if offset := clock.offset():
        yield CheckFinding(f"The clock is moved by {in_words(abs(offset))}.", wrong=False)
