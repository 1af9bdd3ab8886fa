"""Triggers for rules that Django cannot express. Migrations add them, and tests check them.

To alter a table on SQLite, Django creates it anew and loses its triggers. The migration that alters
such a table must add its triggers again. `missing()` lists lost triggers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY = (
    "base_journal",
    "pull_receipt",
    "compliance_rulepack",
    "pipeline_transition",
    "pipeline_limitoverride",
    "pipeline_workflowversion",
    "pipeline_walkanswer",
    "pipeline_flowbaseline",
    "conversations_movebasis",
    "buying_buyingjobmark",
)
# Triggers of deals, added by pipeline/schema.py
DEALS = (
    "pipeline_deal_insert",
    "pipeline_deal_guard",
    "pipeline_deal_count",
    "pipeline_deal_delete",
)
# Triggers of the shares of people in pods, added by team/schema.py
SHARES = ("team_podmember_share_insert", "team_podmember_share_update")
# Tables that are append-only but for one answer, added by sprints/schema.py
ANSWERED_ONCE = ("sprints_buyerchange",)
# Triggers of promises, added by conversations/schema.py
PROMISES = (
    "promise_start",
    "promise_change",
    "promise_move_fits",
    "promise_move_blank",
    "promise_move_delete",
)
# Triggers of items and reallocations, added by sprints/item_schema.py
ITEMS = (
    "sprints_item_promise_insert",
    "sprints_item_promise_update",
    "sprints_item_capacity_insert",
    "sprints_item_capacity_update",
    "sprints_promise_of_item",
    "sprints_sprint_monday",
    "sprints_reallocation_kept",
    "sprints_reallocation_delete",
)
# Triggers of influences between members, added by buying/schema.py
INFLUENCES = ("influence_guard_insert", "influence_guard_update")
# Triggers of value networks, added by buying/schema.py
NETWORKS = (
    "value_role_guard_insert",
    "value_role_guard_update",
    "deliverable_guard_insert",
    "deliverable_guard_update",
)
# Triggers that delete the stored facts of an hour, added by floor/schema.py
HOURS = (
    "floor_hour_claim_insert",
    "floor_hour_claim_update",
    "floor_hour_claim_delete",
    "floor_hour_attempt_insert",
    "floor_hour_attempt_update",
    "floor_hour_attempt_delete",
    "floor_hour_inquiry_insert",
    "floor_hour_inquiry_update",
    "floor_hour_inquiry_delete",
    "floor_hour_presence_insert",
    "floor_hour_presence_update",
    "floor_hour_presence_delete",
    "floor_hour_lead_update",
    "floor_hour_disposition_update",
)
# Trigger of the journal that adds the messages of an event, added by outbox/schema.py
OUTBOX = "outbox_journal_line"

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION pullahead_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


_GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {when} THEN
    RAISE EXCEPTION '{wrong}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN {row};
END $$
"""


def guard(
    editor: BaseDatabaseSchemaEditor, name: str, table: str, act: str, *, when: str, wrong: str
) -> None:
    """Refuse an INSERT, UPDATE or DELETE of `table` with the message `wrong` where `when` holds."""
    if editor.connection.vendor != "postgresql":
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{wrong}') WHERE {when}; END",
            params=None,
        )
        return
    row = "OLD" if act == "DELETE" else "NEW"
    editor.execute(_GUARD_FUNCTION.format(name=name, when=when, wrong=wrong, row=row), params=None)
    editor.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        params=None,
    )


def require_finite(editor: BaseDatabaseSchemaEditor, tables: Mapping[str, Sequence[str]]) -> None:
    """Refuse PostgreSQL's timestamp `infinity`, which is no date, in these columns by table."""
    if editor.connection.vendor == "postgresql":
        for table, columns in tables.items():
            finite = " AND ".join(f"isfinite({column})" for column in columns)
            editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_finite CHECK ({finite})")


def append_only(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL) on `table`."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_FUNCTION, params=None)
        editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION pullahead_append_only()"
        )
        editor.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION pullahead_append_only()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def journal_append_only(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's step for the journal."""
    append_only(editor, "base_journal")


def receipt_append_only(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's step for receipts."""
    append_only(editor, "pull_receipt")


def rule_pack_append_only(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's step for rule packs: the rules of every earlier check stay readable."""
    append_only(editor, "compliance_rulepack")


def missing() -> list[str]:
    """Return the names of missing triggers."""
    wanted = {OUTBOX, *DEALS, *SHARES, *PROMISES, *ITEMS, *INFLUENCES, *NETWORKS, *HOURS}
    kept = (*APPEND_ONLY, *ANSWERED_ONCE)
    if connection.vendor == "postgresql":
        wanted |= {f"{t}_{s}" for t in kept for s in ("append_only", "no_truncate")}
        wanted |= {f"{t}_guard" for t in ANSWERED_ONCE}
        wanted |= {"lead_has_card", "pipeline_deal_no_truncate"}
        sql = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
            "UNION SELECT conname FROM pg_constraint"
        )
    else:
        wanted |= {f"{t}_no_{a}" for t in kept for a in ("update", "delete")}
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {row[0] for row in cursor.fetchall()}
    return sorted(wanted - there)
