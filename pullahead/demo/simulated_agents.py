"""Play the demo floor's six simulated agents and its arriving leads: `pullahead colleagues`.

The simulated agents use the same use cases as people. One thread runs all of them: each agent is
the time of its next step. The process refuses to run outside demo mode or a demo's database.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TextIO

from django.db import Error, connection

from pullahead.base import clock
from pullahead.base.errors import Problem
from pullahead.config import VAR
from pullahead.demo import data as demo_data
from pullahead.demo import history, play, rota, sources
from pullahead.usecases.floor import demo, demo_shifts, load
from pullahead.usecases.intake.receive_batch import ASKED_AGAIN
from pullahead.usecases.intake.source_full import SourceFull
from pullahead.usecases.work import claims, disputes, pull, settle, settle_input
from pullahead.usecases.work.home import ClaimView

LOOKED_AT = 60.0  # seconds between two looks at who is on shift
AWAY = timedelta(minutes=10)  # after a leader sent someone home
BETWEEN_DAYS = 0.05  # seconds between two days of the history
AFTER_TROUBLE = 10.0  # seconds until the next try after something failed
LOOKED_BACK = 2_000  # journal lines read at the start, for who was sent home just before
DRAWS = 30  # tries to find someone whose number is free
REMEMBERED = 40  # recent askers, of whom one now and then inquires again
DAY = timedelta(days=1)


# ---- calls, also used by floor


def end_call(hand: ClaimView, *, agent_id: int, rng: Random) -> str:
    """Settle or release a claim as a call might end; return the disposition or “released”."""
    now = clock.now()
    # An invented customer asks for no agent by name
    kinds = {
        choice.code: choice.kind for choice in pull.choices(hand.lead.id) if not choice.for_one
    }
    until = hand.lead.legal_until
    ends = play.call_ends(
        rng,
        round=hand.round,
        rounds=hand.lead.rounds,
        kinds=kinds,
        in_work=load.in_work(now),
        open_for=until - now if until else None,
    )
    if sources.finds_a_bad_number(rng, demo.source_of(hand.lead.id)) and "wrong_number" in kinds:
        ends = play.Ends("wrong_number", demo_data.NOTES["wrong_number"][0])
    reason = play.disputed(Random(hand.token.int), ends)
    if reason:
        disputes.dispute(agent_id=agent_id, token=hand.token, reason=reason)
    if ends.release:
        claims.release(agent_id=agent_id, token=hand.token, reason=ends.release)
        return "released"
    due = now.replace(second=0, microsecond=0) + ends.callback_in if ends.callback_in else None
    word = settle_input.SettleInput(ends.disposition, note_on(hand, ends.note), due, dialled=True)
    settle.settle(agent_id=agent_id, token=hand.token, word=word)
    return ends.disposition


def note_on(hand: ClaimView, note: str) -> str:
    """Add the lead's name to a note, because a repeated note is refused."""
    return f"{note} ({hand.lead.name or 'no name given'}, attempt {hand.round})"


# ---- the crew


@dataclass(slots=True)
class SimulatedAgent:
    """One simulated agent: when the next step is due (monotonic seconds) and the claim held."""

    id: int
    name: str
    at: float
    hand: ClaimView | None = None


@dataclass(slots=True)
class AgentCrew:
    """All simulated agents and the arrivals. `step` does what is due and never sleeps."""

    rng: Random
    source_id: int
    colleagues: list[SimulatedAgent]
    arrival_at: float
    recent: deque[dict[str, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    sent_home: dict[int, datetime] = field(default_factory=dict)
    journal_id: int = 0
    trouble: Callable[[str], None] = lambda text: None
    off_shift: frozenset[int] = frozenset()
    shifts_at: float = -LOOKED_AT

    def step(self, at: float) -> float:
        """Do one thing that is due at `at`; return the seconds until the next, at least 0.05.

        A failed step (a busy database, a lead that a team lead closed) is tried again later.
        """
        if at - self.shifts_at >= LOOKED_AT:
            self.shifts_at = at
            self._tried(self._look_at_shifts)
        first = min(self.colleagues, key=lambda colleague: colleague.at, default=None)
        if first is not None and first.at <= min(at, self.arrival_at):
            first.at = at + self._tried(lambda: self._work(first))
        elif self.arrival_at <= at:
            self.arrival_at = at + self._tried(self._arrive)
        times = [colleague.at for colleague in self.colleagues]
        return max(0.05, min([*times, self.arrival_at]) - at)

    def _tried(self, act: Callable[[], float]) -> float:
        try:
            return max(1.0, act())
        except Problem as problem:
            self.trouble(problem.message)
        except (Error, OSError) as error:
            self.trouble(f"{type(error).__name__}: {error}")
            # The next step begins on a new connection, whatever broke this one
            connection.close()
        return AFTER_TROUBLE * self.rng.uniform(0.5, 1.5)

    def _look_at_shifts(self) -> float:
        """Note who is off shift; move the shifts to now if too few are on shift."""
        self.off_shift = demo_shifts.off_shift()
        people = in_rota()
        if len(people) - len(self.off_shift) < rota.ON_SHIFT:
            now = demo_shifts.local_now()
            demo_shifts.move_shifts({pk: rota.week_around(n, now) for n, pk in enumerate(people)})
            self.off_shift = demo_shifts.off_shift()
        return LOOKED_AT

    def _work(self, colleague: SimulatedAgent) -> float:
        """Do the next step of one agent; return the seconds until the following step."""
        if colleague.hand is not None:
            hand, colleague.hand = colleague.hand, None
            end_call(hand, agent_id=colleague.id, rng=self.rng)
            return play.pause(self.rng)
        now = clock.now()
        if (until := self._away_until(colleague, now)) is not None:
            # The installation's clock may be moved meanwhile, so look again soon
            return min(30.0, (until - now).total_seconds())
        colleague.hand = claims.current_claim(agent_id=colleague.id)
        if colleague.hand is None and colleague.id in self.off_shift:
            return LOOKED_AT
        if colleague.hand is None and load.callable_now(now) > play.KEEP_FOR_PEOPLE:
            colleague.hand = pull.next_lead(agent_id=colleague.id).claim
        if colleague.hand is None:
            return play.pause(self.rng) * 2
        return play.talk(self.rng)

    def _away_until(self, colleague: SimulatedAgent, now: datetime) -> datetime | None:
        self._read_journal()
        sent = self.sent_home.get(colleague.id)
        if sent is None or not timedelta() <= now - sent < AWAY:
            return None
        return sent + AWAY

    def _read_journal(self) -> None:
        """Note whose shift was ended since the last look."""
        self.journal_id, sent = demo.sent_home_after(self.journal_id)
        self.sent_home |= sent

    def _arrive(self) -> float:
        """Submit a lead, now and then a repeated one; return the seconds until the next."""
        now = clock.now()
        with contextlib.suppress(SourceFull):  # a person may have capped or paused the source
            if self.recent and self.rng.random() < 0.04:
                again = self.rng.choice(self.recent)
                fields = again | {"message": "Me again: when will you call?"}
                answer = demo.submit(source_id=self.source_id, fields=fields, at=now)
                if answer.outcome == ASKED_AGAIN:
                    self.recent.remove(again)
            else:
                fields = self._someone_new(now)
                name = sources.pick(self.rng).name
                fields |= sources.came_by(name, fields["email"])
                demo.submit(source_id=demo.source_id(name), fields=fields, at=now)
                self.recent.append(fields)
        return play.next_arrival(
            self.rng,
            in_work=load.in_work(now),
            open_leads=load.open_leads(now),
            made=demo.leads_received(),
        )

    def _someone_new(self, now: datetime) -> dict[str, str]:
        """Draw fields whose number had no lead within a day, in at most thirty tries.

        Blocks are small, and a number may be called three times a day. Leads that share a number
        would be scheduled more often than worked.
        """
        awake = load.open_zones(play.region_zones(), now)
        for _ in range(DRAWS):
            fields = play.person(self.rng, play.pick_block(self.rng, awake))
            addresses = {fields["phone"], fields["email"]}
            if not demo.had_a_lead_within(source_id=self.source_id, addresses=addresses, span=DAY):
                break
        return fields


def in_rota() -> list[int]:
    """Return the ids of the simulated agents in the order of the rota."""
    return sorted(one.id for one in demo.simulated_agents())


def gather(rng: Random, at: float, trouble: Callable[[str], None] = lambda text: None) -> AgentCrew:
    """Build the crew of this database; spread the first steps over half a minute."""
    rows = [
        SimulatedAgent(one.id, one.name, at + n * 3 + rng.uniform(0, 3))
        for n, one in enumerate(demo.simulated_agents())
    ]
    return AgentCrew(
        rng=rng,
        source_id=demo.source_id(demo_data.SOURCE),
        colleagues=rows,
        arrival_at=at + rng.uniform(5, 15),
        journal_id=max(0, demo.last_journal_id() - LOOKED_BACK),
        trouble=trouble,
    )


# ---- the process


def run() -> int:
    """Run until TERM, Ctrl+C or the end of the parent process; return the exit code."""
    demo.refuse_elsewhere()
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: over.set())
    parent = os.getppid()
    with _lock_file().open("w") as held:
        while not _alone(held):  # another process plays this database
            if over.wait(2) or os.getppid() != parent:
                return 0
        told = _Told().say
        crew, past = gather(Random(), time.monotonic(), told), history.write()
        while not over.wait(min(1.0, crew.step(time.monotonic()), write_history(past, told))):
            if os.getppid() != parent:
                return 0
    return 0


def write_history(past: Iterator[int], trouble: Callable[[str], None]) -> float:
    """Write one day of the weeks before the floor; return the seconds until the next.

    After an error the rest is written when this process starts again.
    """
    try:
        return BETWEEN_DAYS if next(past, None) is not None else 1.0
    except (Problem, Error, OSError, KeyError, ValueError) as error:
        trouble(f"The history of the demo is incomplete: {error}")
        connection.close()
        return 1.0


def _lock_file() -> Path:
    """Return the lock file of this database."""
    database = connection.settings_dict
    name = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    VAR.mkdir(parents=True, exist_ok=True)
    return VAR / f"colleagues-{hashlib.sha256(name.encode()).hexdigest()[:12]}.lock"


def _alone(held: TextIO) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class _Told:
    """Report trouble on stderr, at most once a minute."""

    def __init__(self) -> None:
        self.next = 0.0

    def say(self, text: str) -> None:
        """Report a text unless the last report was within a minute."""
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + 60
            said = f"colleagues: {text}; the simulated agents continue"
            print(said, file=sys.stderr, flush=True)
