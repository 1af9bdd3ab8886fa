"""Trigger that adds the messages of an event in the commit of its journal line.

A trigger, because several code paths write the journal, one of them in hand-written SQL. None of
them can forget the messages, and without endpoints the cost is one look into an empty index.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAME = "outbox_journal_line"
_INSERT = """
INSERT INTO outbox_outboxmessage (endpoint_id, event_id, subject_id, mail_to, mail_subject,
    mail_body, state, failures, made_at, next_at)
SELECT e.id, NEW.id, COALESCE(NEW.lead_id, NEW.deal_id), '', '', '', 'waiting', 0, NEW.at, NEW.at
FROM outbox_endpointevent f JOIN outbox_endpoint e ON e.id = f.endpoint_id
WHERE f.kind = NEW.kind AND e.disabled_at IS NULL;
"""
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {_INSERT}
  RETURN NULL;
END $$
"""


def add_trigger(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the trigger to the journal."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_FUNCTION, params=None)
        editor.execute(
            f"CREATE TRIGGER {NAME} AFTER INSERT ON base_journal "
            f"FOR EACH ROW EXECUTE FUNCTION {NAME}()"
        )
        return
    editor.execute(
        f"CREATE TRIGGER {NAME} AFTER INSERT ON base_journal BEGIN {_INSERT} END", params=None
    )
