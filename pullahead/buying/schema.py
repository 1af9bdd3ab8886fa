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


VALUE = "value_guard"
ROLE_OF_TWO_DEALS = (
    "EXISTS (SELECT 1 FROM pipeline_dealcontact WHERE id = NEW.member_id "
    "AND deal_id <> NEW.deal_id)"
)
DELIVERABLE_OF_TWO_DEALS = (
    "EXISTS (SELECT 1 FROM buying_valuerole WHERE id IN (NEW.giver_id, NEW.receiver_id) "
    "AND deal_id <> NEW.deal_id)"
)


def add_value_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse a role filled by a member of another deal, and a deliverable between two deals."""
    rows = (
        ("value_role", "buying_valuerole", ROLE_OF_TWO_DEALS),
        ("deliverable", "buying_deliverable", DELIVERABLE_OF_TWO_DEALS),
    )
    for name, table, when in rows:
        for act in ("INSERT", "UPDATE"):
            label = f"{name}_guard_{act.lower()}"
            triggers.guard(editor, label, table, act, when=when, wrong=VALUE)


def keep_job_marks(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the marks of buying jobs append-only."""
    triggers.append_only(editor, "buying_buyingjobmark")
