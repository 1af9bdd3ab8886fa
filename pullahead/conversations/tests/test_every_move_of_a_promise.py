"""Each (state, move, speaker) by service and by raw SQL: only the moves of rules.py pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from pullahead.base.errors import Conflict
from pullahead.base.transaction import write_transaction
from pullahead.conversations import checks, rules, services
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import RULES, STATES, Move
from pullahead.conversations.services import NewPromise, PromiseAct
from pullahead.conversations.tests.ground import DUE, NOW, ground, promise_in

pytestmark = pytest.mark.django_db
POSTGRES = connection.vendor == "postgresql"
ALLOWED = {(one.before, one.move, one.speaker, one.after) for one in RULES}
INSERT = (
    "INSERT INTO conversations_promisemove "
    "(promise_id, n, before, move, after, speaker, at, contact_id, words, reason) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '')"
)
UPDATE = (
    "UPDATE conversations_promise SET state = %s, n = %s, next_at = %s, "
    "due_at = made_at, first_due_at = made_at WHERE id = %s"
)


class Undo(Exception):
    pass


def sql(text: str, *values: Any) -> None:
    given = [v.hex if hasattr(v, "hex") and not POSTGRES else v for v in values]
    with connection.cursor() as cursor:
        cursor.execute(text, given)


@contextmanager
def refused(by: str) -> Iterator[None]:
    """Expect a refusal by the database that names the constraint or trigger."""
    with pytest.raises(DatabaseError, match=by), transaction.atomic():
        yield


def accepted(promise: Promise, move: str, speaker: str, after: str, contact: object) -> bool:
    """Try a move in raw SQL: the row of the move, then the promise; undo it."""
    try:
        with transaction.atomic():
            n, before = promise.n + 1, promise.state
            words = "Said so." if contact else ""
            sql(INSERT, promise.pk, n, before, move, after, speaker, NOW, contact, words)
            sql(UPDATE, after, n, NOW if after in rules.LIVE else None, promise.pk)
            raise Undo
    except DatabaseError:
        return False
    except Undo:
        return True


def test_there_are_31_moves() -> None:
    assert len(RULES) == len(ALLOWED) == 31
    assert len([one for one in RULES if one.before]) == 28


@pytest.mark.parametrize("state", STATES)
def test_raw_sql_makes_only_the_moves_of_the_table(state: str) -> None:
    world = ground()
    promise = promise_in(state, world)
    ines = world.ines.contact
    found = {
        (state, move, speaker, after)
        for move in Move
        for speaker in rules.SPEAKERS
        for after in {rules.state_after(state, move, speaker) or "promised", "satisfied"}
        if accepted(promise, move, speaker, after, ines if speaker == "A" else None)
    }
    assert found == {one for one in ALLOWED if one[0] == state}


def test_the_service_makes_only_the_moves_of_the_table() -> None:
    world = ground()
    for state in STATES:
        promise = promise_in(state, world)
        done = {str(move) for move in Move if _done(promise, move)}
        assert done == {move for before, move, _speaker, _after in ALLOWED if before == state}


def _done(promise: Promise, move: str) -> bool:
    """Try a move by the service, and undo it."""
    try:
        with write_transaction():
            services.move_promise(promise.pk, PromiseAct(move, words="So."), now=NOW)
            raise Undo
    except Conflict as refusal:
        return refusal.code != "not_allowed_now"
    except Undo:
        return True


def test_raw_sql_cannot_pass_the_three_triggers() -> None:
    world = ground()
    promise = promise_in("promised", world)
    ines, jon = world.ines.contact, world.jon.contact
    for state, n in (("reported", 1), ("promised", 2), ("reported", 2)):
        with refused("promise_guard"):
            sql(UPDATE.replace("next_at = %s", "made_at = %s"), state, n, NOW, promise.pk)
    taken = f"performer_person_id = {world.chiara.person}"
    for what in ("state = 'reported', n = 2", "n = 2", taken):
        with refused("promise_guard"):
            sql(f"UPDATE conversations_promise SET {what} WHERE id = %s", promise.pk)
    move = (promise.pk, 2, "promised", "withdraw", "withdrawn", "A", NOW)
    with refused("promise_guard"):
        sql(INSERT, *move, None, "")
    with refused("promise_guard"):
        sql(INSERT, *move, jon, "Stop.")
    with refused("promise_move_words"):
        sql(INSERT, *move, ines, "")
    with refused("promise_guard"):
        sql(INSERT, promise.pk, 3, "promised", "report", "reported", "B", NOW, None, "")
    with refused("promise_"):
        sql(INSERT, promise.pk, 2, "", "promise", "promised", "B", NOW, None, "")
    with refused("promise_guard"):
        sql("DELETE FROM conversations_promisemove WHERE promise_id = %s", promise.pk)


def test_words_of_a_move_can_only_be_blanked() -> None:
    world = ground()
    promise = promise_in("declined", world)
    change = "UPDATE conversations_promisemove SET {} WHERE promise_id = %s AND n = 1"
    moment = "'2026-12-03 10:00:00+00:00'"
    for what in ("words = 'No.'", "words = ''", f"blanked_at = {moment}", "move = 'offer'"):
        with refused("promise_guard"):
            sql(change.format(what), promise.pk)
    sql(change.format(f"words = '', blanked_at = {moment}"), promise.pk)
    with refused("promise_guard"):
        sql(change.format(f"words = '', blanked_at = {moment}"), promise.pk)


@pytest.mark.parametrize(
    ("what", "by"),
    [
        ("what = ''", "promise_what"),
        ("next_at = NULL", "promise_next"),
        ("due_at = NULL", "promise_due"),
        ("first_due_at = NULL", "promise_due"),
    ],
)
def test_a_promise_without_its_parts_is_refused(what: str, by: str) -> None:
    promise = promise_in("promised", ground())
    with refused(by):
        sql(f"UPDATE conversations_promise SET {what} WHERE id = %s", promise.pk)


def test_parties_are_two_and_not_both_of_the_buyer() -> None:
    world = ground()
    pairs = ((world.dev, world.dev), (world.pod, world.pod), (world.ines, world.jon))
    for requester, performer in pairs:
        new = NewPromise("request", "x", requester, performer, due_at=DUE)
        with write_transaction(), refused("promise_parties"):
            services.add_promise(world.deal, new, PromiseAct("request", words="x"), now=NOW)
    new = NewPromise("promise", "x", world.ines, world.pod, due_at=DUE)
    with write_transaction(), refused("promise_due"):
        services.add_promise(world.deal, new, PromiseAct("promise"), now=NOW)


@pytest.mark.parametrize("state", rules.LIVE)
def test_only_a_void_promise_returns_and_only_to_its_state(state: str) -> None:
    world = ground()
    promise = promise_in(state, world)
    moment = promise.next_at
    assert not accepted(promise_in("withdrawn", world), "revived", "", state, None)
    with write_transaction():
        void = services.void_promises([world.deal.pk], now=NOW, by=None)
    promise.refresh_from_db()
    found = {one for one in rules.LIVE if accepted(promise, "revived", "", one, None)}
    assert found == {state}
    with write_transaction():
        services.revive_promises(void, now=NOW, by=None)
    promise.refresh_from_db()
    assert (promise.state, promise.next_at) == (state, moment)
    assert list(checks.broken_moves()) == []


def test_the_second_of_two_moves_on_one_promise_is_refused() -> None:
    world = ground()
    promise = promise_in("promised", world)
    with write_transaction():
        services.move_promise(promise.pk, PromiseAct("report", n=1), now=NOW)
    with pytest.raises(Conflict) as caught, write_transaction():
        services.move_promise(promise.pk, PromiseAct("revoke", n=1), now=NOW)
    assert caught.value.code == "moved_on"
    assert Promise.objects.get(pk=promise.pk).state == "reported"
    assert list(checks.broken_moves()) == []


def test_a_person_who_leaves_strands_no_promise() -> None:
    world = ground()
    team_pod, left = world.pod, world.dev
    owed = promise_in("promised", world)
    reported = promise_in("reported", world)
    asked = promise_in("requested", world)
    with write_transaction():
        wanted = services.add_promise(
            world.deal,
            NewPromise("promise", "prices", left, world.chiara, due_at=DUE),
            PromiseAct("promise"),
            now=NOW,
        )
        of_pod = services.add_promise(
            world.deal,
            NewPromise("promise", "sketch", team_pod, left, due_at=DUE),
            PromiseAct("promise"),
            now=NOW,
        )
        to_pod = services.add_promise(
            world.deal, NewPromise("request", "x", left, team_pod), PromiseAct("request"), now=NOW
        )
    assert left.person is not None
    with write_transaction():
        assert services.leave_promises(left.person, now=NOW, by=None) == 5
    found = {one.pk: one for one in Promise.objects.all()}
    freed = found[owed.pk]
    assert (freed.state, freed.performer_pod_id, freed.due_at) == ("requested", team_pod.pod, DUE)
    assert freed.next_at == NOW
    assert found[reported.pk].state == "reported"
    assert found[asked.pk].performer_pod_id == team_pod.pod
    assert found[wanted.pk].requester_pod_id == team_pod.pod
    assert found[wanted.pk].state == "promised"
    assert found[of_pod.pk].state == found[to_pod.pk].state == "withdrawn"
