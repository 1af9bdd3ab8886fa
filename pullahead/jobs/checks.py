"""`pullahead check`: is this installation sound? Settings, tables, guards, the dead queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pullahead.base.errors import Problem
from pullahead.config import Mode
from pullahead.jobs import boot

LANES_AT_MOST = 500
"""Non-empty lanes above which pulls get slow: one look-up each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be; `wrong` makes the check fail."""

    text: str
    wrong: bool = True


def findings() -> list[Finding]:
    """Everything that is wrong or worth knowing, as far as it can be looked at."""
    try:
        settings = boot.load()
        found = boot.tables()
        boot.refuse_newer(found)
    except Problem as problem:
        return [Finding(problem.message)]
    if found.missing:
        names = f"{len(found.missing)} steps are missing, the first is {found.missing[0]}"
        return [*_django(), Finding(f"The tables are not those of this version ({names}): "
                                    f"{boot.MIGRATE}.")]  # fmt: skip
    return [*_django(), *_guards(), *_files(), *_leads(), *_demo(settings.mode)]


def _django() -> Iterator[Finding]:
    """What Django itself finds in settings, models and addresses."""
    from django.core import checks

    for message in checks.run_checks():
        hint = f" {message.hint}" if message.hint else ""
        yield Finding(f"{message.id}: {message.msg}{hint}", message.level >= checks.ERROR)


def _guards() -> Iterator[Finding]:
    from pullahead.base import guards

    for name in guards.missing():
        yield Finding(
            f"The database's own guard {name} is gone, so a mistake there would not be refused. "
            "Restore the database from a backup made by its own tools."
        )


def _files() -> Iterator[Finding]:
    from django.db import connection

    from pullahead.base import private_files

    if connection.vendor != "sqlite":
        return
    name = str(connection.settings_dict["NAME"])
    for path in (name, f"{name}-wal", f"{name}-shm"):
        if private_files.readable_by_others(path):
            yield Finding(
                f"Other users of this machine have rights on {path}, which holds people's names "
                "and numbers. Run “chmod 600” on it.",
                wrong=False,
            )


def _leads() -> Iterator[Finding]:
    from pullahead.base import clock
    from pullahead.desk import rulebook
    from pullahead.desk.work import ENGINE
    from pullahead.pull import models, queries, rules

    if not any(chosen.kind == rules.Kind.FINAL for chosen in queries.dispositions()):
        yield Finding("No final disposition can be chosen, so no lead can ever be closed.")
    if dead := queries.unreachable().count():
        yield Finding(f"{dead} open leads have no next moment: nobody will ever get to them.")
    used = set(
        models.Card.objects.exclude(state=rules.State.PARKED).values_list("lane_id", flat=True)
    )
    now, hours = clock.now(), queries.hours()
    lanes = [lane for lane in ENGINE.store.lanes() if lane.id in used]
    for lane in lanes:
        if hours.next_open(lane.windows, now) is None:
            yield Finding(
                f"The calling windows never open for the leads of {lane.windows}. Give that "
                "jurisdiction a window, or close them."
            )
    for kept in rulebook.lists(now):
        if kept.old:
            yield Finding(
                f"The do-not-call list “{kept.name}” is {kept.days} days old, more than its pack "
                f"allows: numbers of {kept.country} without consent wait. Import it anew."
            )
    if len(lanes) > LANES_AT_MOST:
        yield Finding(
            f"{len(lanes)} lanes hold leads, more than {LANES_AT_MOST}: pulls get slower. "
            "Check what zones the sources' phones tell.",
            wrong=False,
        )


def _demo(mode: Mode) -> Iterator[Finding]:
    from pullahead.base import clock
    from pullahead.base import queries as base
    from pullahead.desk import modes
    from pullahead.jobs.clocks import in_words

    if refusal := modes.refusal():
        yield Finding(refusal)
    if mode == Mode.PRODUCTION and base.setting("demo"):
        yield Finding(
            "This is the demo's database, whose leads are invented, in production mode. Name "
            "another in PULLAHEAD_DATABASE_URL."
        )
    if offset := clock.offset():
        yield Finding(f"The clock is moved by {in_words(abs(offset))}.", wrong=False)
