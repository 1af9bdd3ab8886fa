"""Triggers that make the changes of a buyer append-only but for their answer."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pullahead.base import triggers

TABLE = "sprints_buyerchange"
FIRST = ("id", "deal_id", "step_id", "objective_id", "field", "heard_at")
FIXED = (*FIRST, "conversation_id")
# Words of a contact who is forgotten may be blanked
BLANKED = ("was", "now")
REFUSED = f"{TABLE} is append-only"


# Columns of dates by table; the database refuses infinity in them
FINITE = {
    TABLE: ("heard_at", "answered_at"),
    "sprints_objective": ("added_at",),
    "sprints_buyerstep": ("due", "added_at"),
    "sprints_offer": ("retired_at",),
    "sprints_concession": ("at",),
    "sprints_sprint": ("starts", "opened_at", "reviewed_at"),
    "sprints_item": ("added_at", "blocked_at"),
    "sprints_reallocation": ("at", "new_due", "agreed_at"),
}


def require_finite_dates(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse PostgreSQL's date `infinity`, which is no date."""
    triggers.require_finite(editor, FINITE)


def _altered(postgres: bool, fixed: tuple[str, ...]) -> str:
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    parts = [f"NEW.{one} {differs} OLD.{one}" for one in fixed]
    parts += [f"(NEW.{one} {differs} OLD.{one} AND NEW.{one} <> '')" for one in BLANKED]
    answer = f"NEW.answered_at {differs} OLD.answered_at OR NEW.answer {differs} OLD.answer"
    parts.append(f"(OLD.answered_at IS NOT NULL AND ({answer}))")
    return " OR ".join(parts)


def add_change_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of changes as they first were."""
    lay_change_triggers(editor, FIRST)


def cover_conversations(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Replace the triggers of changes after the column of their conversation was added."""
    lay_change_triggers(editor, FIXED)


def lay_change_triggers(editor: BaseDatabaseSchemaEditor, fixed: tuple[str, ...]) -> None:
    """Refuse DELETE, and every UPDATE but the one answer and a blanking."""
    if editor.connection.vendor != "postgresql":
        for act, when in (("update", f"WHERE {_altered(False, fixed)}"), ("delete", "")):
            editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{act}", params=None)
            editor.execute(
                f"CREATE TRIGGER {TABLE}_no_{act} BEFORE {act.upper()} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}') {when}; END",
                params=None,
            )
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_altered(True, fixed)} THEN RAISE EXCEPTION '{REFUSED}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        params=None,
    )
    for name, when in (
        ("guard", f"BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_guard()"),
        (
            "append_only",
            f"BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION pullahead_append_only()",
        ),
        (
            "no_truncate",
            f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT "
            "EXECUTE FUNCTION pullahead_append_only()",
        ),
    ):
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name} ON {TABLE}", params=None)
        editor.execute(f"CREATE TRIGGER {TABLE}_{name} {when}", params=None)
