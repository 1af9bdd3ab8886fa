"""State machine: Hypothesis searches for the shortest row of acts that breaks an invariant."""

from __future__ import annotations

from contextlib import ExitStack
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pullahead.pull.store.port import EngineEvent
from pullahead.pull.tests.deeds import Deeds
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import Ground, MemoryGround, database_ground
from pullahead.pull.tests.invariants import broken

NUMBER = st.integers(0, 40)


class HeartMachine(RuleBasedStateMachine):
    """Any act at any moment, on the memory store."""

    on_database: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.deeds = Deeds(Floor(self.make_ground()))
        self.journal: list[EngineEvent] = []

    def make_ground(self) -> Ground:
        return self.stack.enter_context(database_ground()) if self.on_database else MemoryGround()

    def teardown(self) -> None:
        self.stack.close()

    @rule(a=NUMBER, b=NUMBER)
    def admit(self, a: int, b: int) -> None:
        self.deeds.admit(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def ask_again(self, a: int, b: int) -> None:
        self.deeds.ask_again(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def close(self, a: int, b: int) -> None:
        self.deeds.close(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def park(self, a: int, b: int) -> None:
        self.deeds.park(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def unpark(self, a: int, b: int) -> None:
        self.deeds.unpark(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def opt_out(self, a: int, b: int) -> None:
        self.deeds.opt_out(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def lose_or_find_a_number(self, a: int, b: int) -> None:
        self.deeds.lose_or_find_a_number(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def pull(self, a: int, b: int) -> None:
        self.deeds.pull(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def pull_without_taking_back(self, a: int, b: int) -> None:
        self.deeds.pull_without_taking_back(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def settle(self, a: int, b: int) -> None:
        self.deeds.settle(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def replay(self, a: int, b: int) -> None:
        self.deeds.replay(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def extend(self, a: int, b: int) -> None:
        self.deeds.extend(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def release(self, a: int, b: int) -> None:
        self.deeds.release(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def show_a_stale_token(self, a: int, b: int) -> None:
        self.deeds.show_a_stale_token(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def guess_a_token(self, a: int, b: int) -> None:
        self.deeds.guess_a_token(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def take(self, a: int, b: int) -> None:
        self.deeds.take(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def hand_over(self, a: int, b: int) -> None:
        self.deeds.hand_over(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def undo(self, a: int, b: int) -> None:
        self.deeds.undo(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def requeue_due(self, a: int, b: int) -> None:
        self.deeds.requeue_due(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def time_passes(self, a: int, b: int) -> None:
        self.deeds.time_passes(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def send_home(self, a: int, b: int) -> None:
        self.deeds.send_home(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def disable(self, a: int, b: int) -> None:
        self.deeds.disable(a, b)

    @rule(a=NUMBER, b=NUMBER)
    def enable(self, a: int, b: int) -> None:
        self.deeds.enable(a, b)

    @invariant()
    def nothing_is_broken(self) -> None:
        assert broken(self.deeds.floor.ground) == []

    @invariant()
    def the_journal_only_grows(self) -> None:
        after = self.deeds.floor.ground.journal()
        assert after[: len(self.journal)] == self.journal, "a line of the journal was changed"
        self.journal = after


class DatabaseMachine(HeartMachine):
    """Any act at any moment, on the database under test."""

    on_database = True
