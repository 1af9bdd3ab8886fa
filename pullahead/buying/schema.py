"""Triggers of buying groups that Django cannot express; the migrations add them."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pullahead.base import triggers

WRONG = "influence_guard"
TABLE = "buying_influence"


def _deal_of(column: str) -> str:
    return f"(SELECT deal_id FROM pipeline_dealcontact WHERE id = NEW.{column})"


_TWO_DEALS = f"{_deal_of('who_id')} <> {_deal_of('whom_id')}"


def add_influence_trigger(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse an influence between members of two deals."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {WRONG}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {_TWO_DEALS} THEN RAISE EXCEPTION '{WRONG}' USING ERRCODE = 'check_violation'; "
            "END IF; RETURN NEW; END $$",
            params=None,
        )
        for act in ("INSERT", "UPDATE"):
            editor.execute(
                f"CREATE TRIGGER {WRONG}_{act.lower()} BEFORE {act} ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {WRONG}()"
            )
        return
    for act in ("INSERT", "UPDATE"):
        editor.execute(
            f"CREATE TRIGGER {WRONG}_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{WRONG}') WHERE {_TWO_DEALS}; END",
            params=None,
        )


def keep_job_marks(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the marks of buying jobs append-only."""
    triggers.append_only(editor, "buying_buyingjobmark")
