"""Constraints of the hot tables that Django cannot express; the first migration adds them."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def require_card_of_open_lead(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the foreign key from an open lead to its card on PostgreSQL.

    It is the one foreign key that points up a layer. On SQLite the column itself holds it
    (`leads.models.OpenCardId`).
    """
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE leads_lead ADD CONSTRAINT lead_has_card FOREIGN KEY (card_id) "
            "REFERENCES pull_card (lead_id) DEFERRABLE INITIALLY DEFERRED"
        )


def vacuum_cards_often(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Vacuum the card table early: no update is HOT, since each moves an indexed column."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE pull_card SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, "
            "autovacuum_vacuum_cost_delay = 0)"
        )


def require_finite_moments(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse PostgreSQL's timestamp `infinity`, which is no next moment."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE pull_card ADD CONSTRAINT card_finite CHECK (isfinite(next_at) "
            "AND isfinite(review_at) AND isfinite(owner_at) AND isfinite(due_at))"
        )
