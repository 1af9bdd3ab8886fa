"""Triggers and constraints of deals that Django cannot express; the first migration adds them.

The count trigger keeps `held` of every limit, and refuses a change that exceeds a limit. So a
limit holds for every statement, whatever code sends it. On SQLite a trigger may not alias the
table that it updates, so both databases use the full names of tables.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pullahead.base import triggers

COUNTED = "stage_id, holder_id, closed_at, pod_id, workflow_id"
GUARDED = ("stage_id", "half", "holder_id", "closed_at", "pod_id")
FULL = "pipeline_full"
WRONG = "pipeline_guard"
APPEND_ONLY = (
    "pipeline_transition",
    "pipeline_limitoverride",
    "pipeline_workflowversion",
    "pipeline_walkanswer",
)
FINITE = {
    "pipeline_deal": ("hold_until", "next_at", "closed_at", "created_at"),
    "pipeline_dealblock": ("review_at", "opened_at"),
    "pipeline_dealsignal": ("alarm_at", "at"),
}


def matches(row: str) -> str:
    """Return the condition under which a limit counts the deal of `row` (OLD or NEW)."""
    return (
        f"({row}.stage_id IS NOT NULL AND {row}.closed_at IS NULL AND ("
        f"pipeline_limit.stage_id = {row}.stage_id "
        f"OR (pipeline_limit.workflow_id = {row}.workflow_id AND pipeline_limit.stage_group = "
        f"(SELECT pipeline_stage.stage_group FROM pipeline_stage WHERE id = {row}.stage_id)) "
        f"OR pipeline_limit.person_id = {row}.holder_id OR pipeline_limit.pod_id = {row}.pod_id))"
    )


_LEFT = f"{matches('OLD')} IS TRUE AND {matches('NEW')} IS NOT TRUE"
_ENTERED = f"{matches('NEW')} IS TRUE AND {matches('OLD')} IS NOT TRUE"
_COUNT = (
    f"UPDATE pipeline_limit SET held = held - 1 WHERE {_LEFT}; "
    f"UPDATE pipeline_limit SET held = held + 1 WHERE {_ENTERED};"
)
_UNCOUNT = f"UPDATE pipeline_limit SET held = held - 1 WHERE {matches('OLD')} IS TRUE;"
_IS_FULL = (
    f"EXISTS (SELECT 1 FROM pipeline_limit WHERE {_ENTERED} AND held > size) AND NOT EXISTS "
    "(SELECT 1 FROM pipeline_limitoverride WHERE pipeline_limitoverride.id = NEW.override_id "
    "AND pipeline_limitoverride.deal_id = NEW.id AND pipeline_limitoverride.seq = NEW.seq)"
)


def _changed(postgres: bool) -> str:
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in GUARDED)


def _foreign(column: str) -> str:
    return (
        f"NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pipeline_stage WHERE "
        f"pipeline_stage.id = NEW.{column} AND pipeline_stage.workflow_id = NEW.workflow_id)"
    )


_WRONG_STAGE = f"({_foreign('stage_id')}) OR ({_foreign('entry_id')})"
_WRONG_INSERT = f"(NEW.stage_id IS NOT NULL AND NEW.closed_at IS NULL) OR {_WRONG_STAGE}"


def _wrong_update(postgres: bool) -> str:
    return (
        f"(({_changed(postgres)}) AND NEW.seq <> OLD.seq + 1) "
        f"OR NEW.seq NOT IN (OLD.seq, OLD.seq + 1) OR {_WRONG_STAGE}"
    )


def add_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of deals, and make three tables append-only."""
    for table in APPEND_ONLY:
        triggers.append_only(editor, table)
    if editor.connection.vendor == "postgresql":
        _on_postgres(editor)
    else:
        _on_sqlite(editor)


def _on_sqlite(editor: BaseDatabaseSchemaEditor) -> None:
    def refuse(name: str, when: str) -> str:
        return f"SELECT RAISE(ABORT, '{name}') WHERE {when};"

    wrong = refuse(WRONG, _wrong_update(False))
    for text in (
        f"CREATE TRIGGER pipeline_deal_insert BEFORE INSERT ON pipeline_deal "
        f"BEGIN {refuse(WRONG, _WRONG_INSERT)} END",
        f"CREATE TRIGGER pipeline_deal_guard BEFORE UPDATE ON pipeline_deal BEGIN {wrong} END",
        f"CREATE TRIGGER pipeline_deal_count AFTER UPDATE OF {COUNTED} ON pipeline_deal "
        f"BEGIN {_COUNT} {refuse(FULL, _IS_FULL)} END",
        f"CREATE TRIGGER pipeline_deal_delete AFTER DELETE ON pipeline_deal BEGIN {_UNCOUNT} END",
    ):
        editor.execute(text, params=None)


_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {body}
  RETURN {row};
END $$
"""
_RAISE = """IF {when} THEN
    RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
  END IF;"""


def _on_postgres(editor: BaseDatabaseSchemaEditor) -> None:
    bodies = {
        "insert": (_RAISE.format(when=_WRONG_INSERT, name=WRONG), "NEW", "BEFORE INSERT"),
        "guard": (_RAISE.format(when=_wrong_update(True), name=WRONG), "NEW", "BEFORE UPDATE"),
        "count": (
            f"{_COUNT} {_RAISE.format(when=_IS_FULL, name=FULL)}",
            "NULL",
            f"AFTER UPDATE OF {COUNTED}",
        ),
        "delete": (_UNCOUNT, "NULL", "AFTER DELETE"),
    }
    for name, (body, row, when) in bodies.items():
        function = f"pipeline_deal_{name}"
        editor.execute(_FUNCTION.format(name=function, body=body, row=row), params=None)
        editor.execute(
            f"CREATE TRIGGER {function} {when} ON pipeline_deal "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()",
            params=None,
        )
    editor.execute(
        "CREATE TRIGGER pipeline_deal_no_truncate BEFORE TRUNCATE ON pipeline_deal "
        "FOR EACH STATEMENT EXECUTE FUNCTION pullahead_append_only()"
    )


def require_finite_dates(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse PostgreSQL's timestamp `infinity`, which is no date."""
    triggers.require_finite(editor, FINITE)
