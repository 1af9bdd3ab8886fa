"""Triggers that delete the stored facts of an hour when one of its facts changes.

Triggers, because many acts change past work: undo, correction, reopening, withdrawal, import. None
of them can forget the hour. The last three hours have no row, so that the usual acts of a floor
look for one and write nothing.

A change also adds one to the version. The worker stores an hour only under the version that it
read before the facts. The row lock of the update makes one of the two wait for the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CLAIM, ATTEMPT = "pull_claim", "pull_attempt"
LEAD, INQUIRY, PRESENCE = "leads_lead", "leads_inquiry", "team_presence"
DISPOSITION = "pull_disposition"
CLAIM_COLUMNS = 'agent_id, started_at, ended_at, "end", disposition, note, ground, pull_reason'
ATTEMPT_COLUMNS = "agent_id, claim_id, lead_id, at, reached, outcome, source, channel"


def add_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers to the tables of work."""
    postgres = editor.connection.vendor == "postgresql"
    for name, event, table, first, when, marks in _triggers(_TriggerSql(postgres)):
        change = " ".join(
            f"UPDATE floor_hour SET version = version + 1, body = NULL WHERE {hours};"
            for hours in marks
        )
        if not postgres:
            editor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {when} BEGIN {change} END",
                params=None,
            )
            continue
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {when} THEN {change} END IF; RETURN NULL; END $$",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW "
            f"WHEN ({first}) EXECUTE FUNCTION {name}()",
            params=None,
        )


class _TriggerSql:
    """Expressions in the words of each database."""

    def __init__(self, postgres: bool) -> None:
        self.postgres = postgres
        self.now = "now()" if postgres else "strftime('%Y-%m-%d %H:%M:%f', 'now')"

    def hour(self, at: str) -> str:
        """Return the start of the UTC hour of a moment."""
        if self.postgres:
            return f"date_trunc('hour', {at}, 'UTC')"
        return f"strftime('%Y-%m-%d %H:00:00', {at})"

    def outside(self, at: str) -> str:
        """Return the condition that no row can be missed: not among the last hours.

        PostgreSQL checks it without calling the function. A moved clock of tests is ahead of it.
        """
        return f"{at} NOT BETWEEN now() - interval '2 hours' AND now() + interval '1 hour'"

    def stored(self, at: str) -> str:
        """Return the condition that the hour of a moment, or a later one, has a row."""
        return f"EXISTS (SELECT 1 FROM floor_hour WHERE hour >= {self.hour(at)})"

    def between(self, since: str, until: str) -> str:
        """Return the condition of the hours that a span touches."""
        return f"hour BETWEEN {self.hour(since)} AND {until}"

    def lead(self, lead_id: str) -> str:
        """Return the condition of the hours in which a lead arrived and was closed."""
        return (
            f"hour IN (SELECT {self.hour('admitted_at')} FROM {INQUIRY} WHERE lead_id = {lead_id} "
            f"UNION SELECT {self.hour('closed_at')} FROM {LEAD} "
            f"WHERE id = {lead_id} AND closed_at IS NOT NULL)"
        )


def _triggers(sql: _TriggerSql) -> Iterator[tuple[str, str, str, str, str, list[str]]]:
    """Yield name, event, table, first and whole condition, and marked hours of each trigger.

    The first condition reads the row alone.
    """
    yield from _of_rows(sql)
    differs = "IS DISTINCT FROM" if sql.postgres else "IS NOT"
    yield (
        "floor_hour_lead_update", "UPDATE OF closed_at, closed_as, source_id", LEAD, "true",
        f"OLD.closed_at IS NOT NULL OR NEW.closed_as = 'withdrawn' "
        f"OR NEW.source_id {differs} OLD.source_id OR {sql.stored('NEW.closed_at')}",
        [
            sql.lead("NEW.id"),
            f"hour = {sql.hour('OLD.closed_at')}",
            f"OLD.source_id <> NEW.source_id AND hour IN (SELECT {sql.hour('ended_at')} "
            f"FROM {CLAIM} WHERE lead_id = NEW.id UNION SELECT {sql.hour('at')} "
            f"FROM {ATTEMPT} WHERE lead_id = NEW.id)",
        ],
    )  # fmt: skip
    yield (
        "floor_hour_disposition_update", "UPDATE OF tried, reached, bad_number, opt_out",
        DISPOSITION, "true", "1 = 1", ["1 = 1"],
    )  # fmt: skip


def _of_rows(sql: _TriggerSql) -> Iterator[tuple[str, str, str, str, str, list[str]]]:
    """Yield the triggers of claims, attempts, inquiries and presence."""

    def span(row: str) -> str:
        return sql.between(f"{row}.started_at", f"coalesce({row}.ended_at, {sql.now})")

    def claim(row: str) -> list[str]:
        return [span(row), sql.lead(f"{row}.lead_id")]

    def attempt(row: str) -> list[str]:
        return [f"hour = {sql.hour(f'{row}.at')}", sql.lead(f"{row}.lead_id")]

    def inquiry(row: str) -> list[str]:
        return [f"hour = {sql.hour(f'{row}.admitted_at')}", sql.lead(f"{row}.lead_id")]

    def presence(row: str) -> list[str]:
        return [sql.between(f"{row}.from_at", f"{row}.to_at")]

    for table, columns, at, marked in (
        (CLAIM, CLAIM_COLUMNS, "started_at", claim),
        (ATTEMPT, ATTEMPT_COLUMNS, "at", attempt),
        (INQUIRY, "lead_id, admitted_at, asked_at", "admitted_at", inquiry),
        (PRESENCE, "person_id, state, from_at, to_at", "from_at", presence),
    ):
        name = f"floor_hour_{table.partition('_')[2]}"
        new, old = sql.stored(f"NEW.{at}"), sql.stored(f"OLD.{at}")
        # a person is away for a night, and no figure counts that
        late = f"NEW.state <> 'away' AND {new}" if table == PRESENCE else new
        is_new, is_old = sql.outside(f"NEW.{at}"), sql.outside(f"OLD.{at}")
        yield f"{name}_insert", "INSERT", table, is_new, late, marked("NEW")
        both, either = [*marked("OLD"), *marked("NEW")], f"{is_old} OR {is_new}"
        yield f"{name}_update", f"UPDATE OF {columns}", table, either, f"{old} OR {new}", both
        yield f"{name}_delete", "DELETE", table, is_old, old, marked("OLD")
