"""Triggers of promises; the first migration adds them.

A CHECK sees one row, so it cannot compare a promise with its moves. Three triggers do:

1. a promise starts with n = 1 in *requested*, *countered* or *promised*;
2. its state, n and parties change only to match the move n + 1 that was inserted before;
3. a move fits the present state, and has the contact exactly when its speaker is one.

Two more keep moves: a move is never deleted, and its words can only be blanked.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pullahead.base import triggers
from pullahead.conversations.rules import FIRST_STATES, MAKES_PERFORMER, A, B, Move

WRONG = "promise_guard"
PROMISE, MOVE = "conversations_promise", "conversations_promisemove"
FINITE = {
    PROMISE: ("due_at", "first_due_at", "next_at", "made_at"),
    MOVE: ("at", "due_at", "blanked_at"),
    "conversations_conversation": ("held_at", "added_at", "recap_at", "answered_at"),
    "conversations_said": ("at", "blanked_at"),
}
PARTIES = ("person_id", "contact_id", "pod_id")
GUARDED = (
    ("promise_start", PROMISE),
    ("promise_change", PROMISE),
    ("promise_move_fits", MOVE),
    ("promise_move_blank", MOVE),
    ("promise_move_delete", MOVE),
)
KEPT = (
    "promise_id", "n", "before", "move", "after", "speaker", "at", "recorded_by_id", "contact_id",
    "conversation_id", "said_id", "due_at", "reason",
)  # fmt: skip


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in values)


def _differ(columns: tuple[str, ...], postgres: bool) -> str:
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    return "(" + " OR ".join(f"NEW.{one} {differs} OLD.{one}" for one in columns) + ")"


def _wrong_start() -> str:
    return f"NEW.n <> 1 OR NEW.state NOT IN ({_quoted(FIRST_STATES)})"


def _wrong_change(postgres: bool) -> str:
    """Return the condition under which an update of a promise has no move of its own."""
    requester = _differ(tuple(f"requester_{one}" for one in PARTIES), postgres)
    performer = _differ(tuple(f"performer_{one}" for one in PARTIES), postgres)
    state = _differ(("state", "n"), postgres)

    def no_move(more: str) -> str:
        return (
            f"NOT EXISTS (SELECT 1 FROM {MOVE} WHERE {MOVE}.promise_id = NEW.id "
            f"AND {MOVE}.n = NEW.n AND NEW.n = OLD.n + 1 AND {MOVE}.before = OLD.state "
            f"AND {MOVE}.after = NEW.state{more})"
        )

    makes = (*(str(one) for one in MAKES_PERFORMER), str(Move.FREED), str(Move.PASSED))
    passed = f" AND {MOVE}.move = '{Move.PASSED}'"
    taken = f" AND {MOVE}.move IN ({_quoted(makes)}) AND {MOVE}.speaker <> '{A}'"
    return (
        f"({state} AND {no_move('')}) OR ({requester} AND {no_move(passed)}) "
        f"OR ({performer} AND {no_move(taken)}) OR {_differ(('deal_id',), postgres)}"
    )


def _wrong_move(postgres: bool) -> str:
    """Return the condition under which a new move does not fit its promise."""
    equals = "IS NOT DISTINCT FROM" if postgres else "IS"
    return (
        f"NOT EXISTS (SELECT 1 FROM {PROMISE} WHERE {PROMISE}.id = NEW.promise_id "
        f"AND ((NEW.n = 1 AND {PROMISE}.n = 1 AND {PROMISE}.state = NEW.after) "
        f"OR (NEW.n > 1 AND NEW.n = {PROMISE}.n + 1 AND {PROMISE}.state = NEW.before)) "
        f"AND NEW.contact_id {equals} (CASE NEW.speaker "
        f"WHEN '{A}' THEN {PROMISE}.requester_contact_id "
        f"WHEN '{B}' THEN {PROMISE}.performer_contact_id END)) "
        # A promise returns only to the state in which a loss made it void
        f"OR (NEW.move = '{Move.REVIVED}' AND NOT EXISTS (SELECT 1 FROM {MOVE} "
        f"WHERE {MOVE}.promise_id = NEW.promise_id AND {MOVE}.n = NEW.n - 1 "
        f"AND {MOVE}.move = '{Move.VOID}' AND {MOVE}.before = NEW.after))"
    )


def _wrong_blanking(postgres: bool) -> str:
    return (
        f"{_differ(KEPT, postgres)} OR NEW.words <> '' OR NEW.blanked_at IS NULL "
        "OR OLD.blanked_at IS NOT NULL"
    )


def add_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of promises and their moves."""
    lay_guards(apps, editor)
    triggers.append_only(editor, "conversations_movebasis")


def remove_guards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers of promises, before their tables are altered."""
    for name, table in GUARDED:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}", params=None)


def lay_guards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers that compare promises with their moves."""
    postgres = editor.connection.vendor == "postgresql"
    guards = (
        ("promise_start", PROMISE, "INSERT", _wrong_start()),
        ("promise_change", PROMISE, "UPDATE", _wrong_change(postgres)),
        ("promise_move_fits", MOVE, "INSERT", _wrong_move(postgres)),
        ("promise_move_blank", MOVE, "UPDATE", _wrong_blanking(postgres)),
    )
    for name, table, act, when in guards:
        triggers.guard(editor, name, table, act, when=when, wrong=WRONG)
    keep_moves(editor)


def keep_moves(editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse to delete a move."""
    triggers.guard(editor, "promise_move_delete", MOVE, "DELETE", when="1 = 1", wrong=WRONG)


def require_finite_dates(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse PostgreSQL's timestamp `infinity`, which is no date."""
    triggers.require_finite(editor, FINITE)
