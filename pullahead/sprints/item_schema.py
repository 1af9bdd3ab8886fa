"""Triggers of items: one promise in the sprint, hours of the week, and a kept list of moves.

1. An item in the sprint has a promise that is promised or reported, of its deal, by its performer.
2. A promise cannot end, or change its performer, while its item is in the sprint.
3. Entering a sprint needs a row of hours, locks it, and fails with `capacity_full` beyond it.
4. A sprint starts on a Monday. A reallocation changes once: when its person agrees.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pullahead.base import triggers

ITEM, PROMISE = "sprints_item", "conversations_promise"
CAPACITY, MOVED = "sprints_capacity", "sprints_reallocation"
WRONG, FULL, MISSING = "item_guard", "capacity_full", "capacity_missing"
KEPT = (
    "id", "at", "by_id", "person_id", "from_item_id", "to_item_id", "hours", "reason",
    "day_cost_from", "day_cost_to", "new_due", "told_about_id", "reverses_id",
)  # fmt: skip
_LIVE = "('promised', 'reported')"


def _performs(item: str, promise: str) -> str:
    """Return the condition that the promise is by the item's performer, or by a contact."""
    return (
        f"(({item}.performer_id IS NOT NULL "
        f"AND {promise}.performer_person_id = {item}.performer_id)"
        f" OR ({item}.performer_id IS NULL AND {promise}.performer_contact_id IS NOT NULL))"
    )


WITHOUT_PROMISE = (
    f"NEW.state = 'sprint' AND NOT EXISTS (SELECT 1 FROM {PROMISE} "
    f"WHERE {PROMISE}.id = NEW.promise_id AND {PROMISE}.deal_id = NEW.deal_id "
    f"AND {PROMISE}.state IN {_LIVE} AND {_performs('NEW', PROMISE)})"
)
STILL_IN_SPRINT = (
    f"EXISTS (SELECT 1 FROM {ITEM} WHERE {ITEM}.promise_id = NEW.id AND {ITEM}.state = 'sprint' "
    f"AND (NEW.state NOT IN {_LIVE} OR NOT {_performs(ITEM, 'NEW')}))"
)
_COUNTED = "NEW.state = 'sprint' AND NEW.performer_id IS NOT NULL"
_HOURS = (
    f"SELECT {CAPACITY}.hours FROM {CAPACITY} "
    f"WHERE {CAPACITY}.sprint_id = NEW.sprint_id AND {CAPACITY}.person_id = NEW.performer_id"
)
_SUM = (
    f"SELECT COALESCE(SUM({ITEM}.left_h), 0) FROM {ITEM} WHERE {ITEM}.sprint_id = NEW.sprint_id "
    f"AND {ITEM}.performer_id = NEW.performer_id AND {ITEM}.state = 'sprint'"
)


def _enters(postgres: bool) -> str:
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    changed = " OR ".join(
        f"NEW.{one} {differs} OLD.{one}" for one in ("state", "sprint_id", "performer_id")
    )
    return f"{_COUNTED} AND ({changed})"


def _altered(postgres: bool) -> str:
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    parts = [f"NEW.{one} {differs} OLD.{one}" for one in KEPT]
    return " OR ".join([*parts, "OLD.agreed_at IS NOT NULL"])


def add_item_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of items, sprints and reallocations."""
    postgres = editor.connection.vendor == "postgresql"
    monday = (
        "EXTRACT(ISODOW FROM NEW.starts) <> 1" if postgres else "strftime('%w', NEW.starts) <> '1'"
    )
    guards = (
        ("sprints_item_promise_insert", ITEM, "INSERT", WITHOUT_PROMISE),
        ("sprints_item_promise_update", ITEM, "UPDATE", WITHOUT_PROMISE),
        ("sprints_promise_of_item", PROMISE, "UPDATE", STILL_IN_SPRINT),
        ("sprints_sprint_monday", "sprints_sprint", "INSERT", monday),
        ("sprints_reallocation_kept", MOVED, "UPDATE", _altered(postgres)),
        ("sprints_reallocation_delete", MOVED, "DELETE", "1 = 1"),
    )
    for name, table, act, when in guards:
        triggers.guard(editor, name, table, act, when=when, wrong=WRONG)
    if postgres:
        _capacity_on_postgres(editor)
    else:
        _capacity_on_sqlite(editor)


def _capacity_on_sqlite(editor: BaseDatabaseSchemaEditor) -> None:
    for act, when in (
        ("INSERT", _COUNTED),
        ("UPDATE OF state, sprint_id, performer_id", _enters(False)),
    ):
        name = f"sprints_item_capacity_{act.split()[0].lower()}"
        editor.execute(
            f"CREATE TRIGGER {name} AFTER {act} ON {ITEM} WHEN {when} BEGIN "
            f"SELECT RAISE(ABORT, '{MISSING}') WHERE NOT EXISTS ({_HOURS}); "
            f"SELECT RAISE(ABORT, '{FULL}') WHERE NEW.over_reason = '' "
            f"AND ({_SUM}) > ({_HOURS}); END",
            params=None,
        )


def capacity_function(lock: str = "FOR NO KEY UPDATE") -> str:
    """Return the trigger's function; a test of the protection leaves out its lock."""
    return f"""
CREATE OR REPLACE FUNCTION sprints_item_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE room numeric;
BEGIN
  {_HOURS} INTO room {lock};
  IF room IS NULL THEN
    RAISE EXCEPTION '{MISSING}' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.over_reason = '' AND ({_SUM}) > room THEN
    RAISE EXCEPTION '{FULL}' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""


def _capacity_on_postgres(editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(capacity_function(), params=None)
    for act, when in (
        ("INSERT", _COUNTED),
        ("UPDATE OF state, sprint_id, performer_id", _enters(True)),
    ):
        name = f"sprints_item_capacity_{act.split()[0].lower()}"
        editor.execute(
            f"CREATE TRIGGER {name} AFTER {act} ON {ITEM} FOR EACH ROW WHEN ({when}) "
            "EXECUTE FUNCTION sprints_item_capacity()",
            params=None,
        )
