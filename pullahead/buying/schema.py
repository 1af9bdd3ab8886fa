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
    for act in ("INSERT", "UPDATE"):
        triggers.guard(editor, f"{WRONG}_{act.lower()}", TABLE, act, when=_TWO_DEALS, wrong=WRONG)


def keep_job_marks(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the marks of buying jobs append-only."""
    triggers.append_only(editor, "buying_buyingjobmark")
