"""`pullahead check`: is this installation sound? Settings, tables, guards, the dead queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pullahead.base.errors import Problem
from pullahead.cli import bootstrap
from pullahead.config import Mode

LANES_AT_MOST = 500
"""Non-empty lanes above which pulls get slow: one look-up each."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that is not as it should be; `wrong` makes the check fail."""

    text: str
    wrong: bool = True


def findings() -> list[CheckFinding]:
    """Everything that is wrong or worth knowing, as far as it can be looked at."""
    try:
        settings = bootstrap.load()
        found = bootstrap.tables()
        bootstrap.refuse_newer(found)
    except Problem as problem:
        return [CheckFinding(problem.message)]
    if found.missing:
        names = f"{len(found.missing)} steps are missing, the first is {found.missing[0]}"
        return [*_django(), CheckFinding(f"The tables are not those of this version ({names}): "
                                    f"{bootstrap.MIGRATE}.")]  # fmt: skip
    return [*_django(), *_guards(), *_files(), *_leads(), *_demo(settings.mode)]


def _django() -> Iterator[CheckFinding]:
    """What Django itself finds in settings, models and addresses."""
    from django.core import checks

    for message in checks.run_checks():
        hint = f" {message.hint}" if message.hint else ""
        yield CheckFinding(f"{message.id}: {message.msg}{hint}", message.level >= checks.ERROR)


def _guards() -> Iterator[CheckFinding]:
    from pullahead.base import triggers

    for name in triggers.missing():
        yield CheckFinding(
            f"The database's own guard {name} is gone, so a mistake there would not be refused. "
            "Restore the database from a backup made by its own tools."
        )


def _files() -> Iterator[CheckFinding]:
    from django.db import connection

    from pullahead.base import private_files

    if connection.vendor != "sqlite":
        return
    name = str(connection.settings_dict["NAME"])
    for path in (name, f"{name}-wal", f"{name}-shm"):
        if private_files.readable_by_others(path):
            yield CheckFinding(
                f"Other users of this machine have rights on {path}, which holds people's names "
                "and numbers. Run “chmod 600” on it.",
                wrong=False,
            )


def _leads() -> Iterator[CheckFinding]:
    from pullahead.base import clock
    from pullahead.pull import models, queries, rules
    from pullahead.usecases.common.engine import ENGINE
    from pullahead.usecases.settings import compliance

    if not any(chosen.kind == rules.DispositionKind.FINAL for chosen in queries.dispositions()):
        yield CheckFinding("No final disposition can be chosen, so no lead can ever be closed.")
    if dead := queries.unreachable().count():
        yield CheckFinding(f"{dead} open leads have no next moment: nobody will ever get to them.")
    used = set(
        models.CardRow.objects.exclude(state=rules.CardState.PARKED).values_list(
            "lane_id", flat=True
        )
    )
    now, hours = clock.now(), queries.hours()
    lanes = [lane for lane in ENGINE.store.lanes() if lane.id in used]
    for lane in lanes:
        if hours.next_open(lane.windows, now) is None:
            yield CheckFinding(
                f"The calling windows never open for the leads of {lane.windows}. Give that "
                "jurisdiction a window, or close them."
            )
    for kept in compliance.lists(now):
        if kept.old:
            yield CheckFinding(
                f"The do-not-call list “{kept.name}” is {kept.days} days old, more than its pack "
                f"allows: numbers of {kept.country} without consent wait. Import it anew."
            )
    if len(lanes) > LANES_AT_MOST:
        yield CheckFinding(
            f"{len(lanes)} lanes hold leads, more than {LANES_AT_MOST}: pulls get slower. "
            "Check what zones the sources' phones tell.",
            wrong=False,
        )


def _demo(mode: Mode) -> Iterator[CheckFinding]:
    from pullahead.base import clock
    from pullahead.base import queries as base
    from pullahead.cli.clock_command import in_words
    from pullahead.usecases.settings import modes

    if refusal := modes.refusal():
        yield CheckFinding(refusal)
    if mode == Mode.PRODUCTION and base.setting("demo"):
        yield CheckFinding(
            "This is the demo's database, whose leads are invented, in production mode. Name "
            "another in PULLAHEAD_DATABASE_URL."
        )
    if offset := clock.offset():
        yield CheckFinding(f"The clock is moved by {in_words(abs(offset))}.", wrong=False)
