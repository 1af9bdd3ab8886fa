"""Trigger that limits the shares of a person to 100 %, whatever code writes them."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OVER = "share_over_100"
_IS_OVER = (
    "(SELECT SUM(share) FROM team_podmember WHERE team_podmember.person_id = NEW.person_id) > 100"
)
# The row of the person is the lock: two additions at once would not see each other's share.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION team_podmember_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM team_person WHERE team_person.id = NEW.person_id FOR NO KEY UPDATE;
  IF {_IS_OVER} THEN
    RAISE EXCEPTION '{OVER}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""


def limit_shares(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of shares."""
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        editor.execute(_FUNCTION, params=None)
    for act, when in (("insert", "INSERT"), ("update", "UPDATE")):
        head = f"CREATE TRIGGER team_podmember_share_{act} AFTER {when} ON team_podmember"
        body = (
            "FOR EACH ROW EXECUTE FUNCTION team_podmember_share()"
            if postgres
            else f"BEGIN SELECT RAISE(ABORT, '{OVER}') WHERE {_IS_OVER}; END"
        )
        editor.execute(f"{head} {body}", params=None)
