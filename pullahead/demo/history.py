"""Play the six weeks before the demo floor, day by day, while the floor is used already.

The real engine plays them in memory; `usecases.floor.past_write` writes each day in one short
transaction. The same seed and plan give the same weeks, up to the draw of second looks: its coins
depend on the secret key of the installation.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from random import Random
from typing import Final
from uuid import UUID

from pullahead.demo import data, history_draws, play, rota, sources
from pullahead.demo.history_draws import CallEnd, Fate, Shift, SourceShape
from pullahead.usecases.floor import load, past_settings, past_write
from pullahead.usecases.floor.past_floor import (
    Claim,
    PastFloor,
    PastOutcome,
    PastSale,
    PastSpan,
    PlayedLead,
    PresenceState,
    Receipt,
)
from pullahead.usecases.floor.past_looks import PastLooks
from pullahead.usecases.floor.past_write import PastPlan

SEED: Final = 13
DAYS: Final = 42
SHAPES: Final = (
    SourceShape(sources.FORM, 32, wins=0.025, qualifies=0.08, nurtures=0.14, value=3_900),
    SourceShape(
        sources.BOUGHT, 60, wins=0.012, qualifies=0.05, nurtures=0.07, value=3_200, contact=0.85,
    ),
    SourceShape(
        sources.DISHONEST, 11, wins=0.004, qualifies=0.02, nurtures=0.02, value=2_400, contact=0.7,
        bad=0.14, bad_now=0.7,
    ),
)  # fmt: skip
FORGOTTEN, RELEASED = 0.012, 0.02  # shares of claims
CLAIM: Final = timedelta(minutes=5)  # until a forgotten claim ends
LUNCH: Final = timedelta(minutes=40)
LOOKED, TIDIED, LEFT = time(6), time(18, 20), time(22)
UNTRIED_AT_MOST: Final = timedelta(days=5)
TOO_OLD: Final = "Nobody got to it in five days."
NOT_REACHED: Final = "Not reached, and we have newer ones."


def plan(last: date, *, days: int = DAYS) -> None:
    """Store that the weeks up to the day `last` are to be written. Without days: nothing."""
    if days:
        cast = past_write.past_cast(
            agents=data.COLLEAGUES,
            visitor=data.AGENT,
            leader=data.LEADER,
            sources=[shape.name for shape in SHAPES],
        )
        past_write.plan_past(PastPlan(SEED, last, days, cast))


def write() -> Iterator[int]:
    """Write the planned weeks, one day a step; the steps that a stopped process wrote are fast."""
    planned = past_write.planned_past()
    if planned is None:
        return
    for written, day in enumerate(played(planned), start=1):
        if written <= planned.written:
            continue
        step = replace(planned, written=written)
        past_write.write_past(step, day.leads, day.empty_pulls, day.spans)
        yield written


def played(planned: PastPlan) -> Iterator[DayPlayed]:
    """Play the planned days; yield the leads that closed on each, and at the end the open ones."""
    return _History(planned).played()


@dataclass(frozen=True, slots=True)
class DayPlayed:
    """Leads that closed on a day, pulls without a lead, and what the agents did."""

    leads: list[PlayedLead]
    empty_pulls: list[Receipt] = field(default_factory=list)
    spans: list[PastSpan] = field(default_factory=list)


@dataclass(slots=True)
class _History:
    """The weeks as they are played: one day's events by moment, and hidden facts of leads."""

    plan: PastPlan
    rng: Random = field(init=False)
    floor: PastFloor = field(init=False)
    looks: PastLooks = field(init=False)
    regions: list[tuple[data.Region, float]] = field(init=False)
    fates: dict[UUID, tuple[SourceShape, Fate]] = field(default_factory=dict)
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    people: int = 1

    def __post_init__(self) -> None:
        self.rng = Random(self.plan.seed)
        named = self.plan.cast.sources
        settings = past_settings.read_settings([named[shape.name] for shape in SHAPES])
        self.floor = PastFloor(settings, self._new_id)
        self.looks = PastLooks(self.floor)
        self.regions = self._callable_regions()

    def played(self) -> Iterator[DayPlayed]:
        """Play day by day; yield the leads that closed, and at the end those that are open."""
        for ago in range(self.plan.days, 0, -1):
            self._play_day(self.plan.last - timedelta(days=ago - 1), ago)
            done = self._known(self.floor.finished(self.looks.keeps))
            yield DayPlayed(done, self.floor.empty_pulls(), self.floor.spent())
        yield DayPlayed(self._known(self.floor.remaining()))

    def _known(self, leads: list[PlayedLead]) -> list[PlayedLead]:
        """Forget the hidden facts of leads that are over."""
        for lead in leads:
            self.fates.pop(lead.id, None)
        return leads

    # ---- a day

    def _play_day(self, day: date, ago: int) -> None:
        zone = past_write.zone()
        for shape in SHAPES:
            for at in history_draws.arrivals(self.rng, shape, day, zone=zone):
                self._at(at, partial(self._arrive, shape, ago))
        self._at(datetime.combine(day, LOOKED, zone), self.looks.run)
        shifts = self._shifts(day, ago)
        self.people = max(1, len(shifts))
        for shift in shifts:
            self._at(shift.begins, partial(self._next, shift))
        if day.weekday() < 5:
            self._at(datetime.combine(day, TIDIED, zone), self._tidy)
        if ago == 1:
            self._at(datetime.combine(day, LEFT, zone), self._leave)
        while self.agenda:
            now, _, act = heapq.heappop(self.agenda)
            act(now)

    def _shifts(self, day: date, ago: int) -> list[Shift]:
        """Draw who works on a day, by the rota and the leave of the colleagues."""
        cast, zone, found = self.plan.cast, past_write.zone(), list[Shift]()
        colleagues = [one for one in cast.agents if one != cast.visitor]
        for n, agent in enumerate(cast.agents):
            colleague = None if agent == cast.visitor else colleagues.index(agent)
            first = rota.begins_at(colleague, day.weekday(), ago)
            if first is not None:
                begins = datetime.combine(day, first, zone)
                style = history_draws.STYLES[n % len(history_draws.STYLES)]
                found.append(history_draws.shift(self.rng, agent, style, begins))
        return found

    def _at(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self.agenda, (moment.astimezone(UTC), next(self.order), act))

    def _arrive(self, shape: SourceShape, ago: int, now: datetime) -> None:
        fate = history_draws.fate(self.rng, shape, ago=ago)
        regions, weights = zip(*self.regions, strict=True)
        region = self.rng.choices(regions, weights)[0]
        fields = play.person(self.rng, self.rng.choice(region.blocks))
        if fate.bad:
            del fields["email"]  # a lead with an email address outlives its bad number
        fields |= sources.came_by(shape.name, f"{now.isoformat()} {fields['phone']}")
        source_id = self.plan.cast.sources[shape.name]
        lead = self.floor.receive(source_id=source_id, fields=fields, at=now)
        self.fates[lead.id] = shape, fate

    def _tidy(self, now: datetime) -> None:
        """Close the leads that the team lead gives up in the evening."""
        waiting = [one for one in self.floor.waiting() if not one.waits_for_look]
        old = [one for one in waiting if not one.attempts and now - one.at > UNTRIED_AT_MOST]
        tired = [one for one in waiting if self._given_up(one)]
        self.floor.close(old, by=self.plan.cast.leader, note=TOO_OLD, now=now)
        self.floor.close(tired, by=self.plan.cast.leader, note=NOT_REACHED, now=now)

    def _leave(self, now: datetime) -> None:
        self.floor.leave(self.plan.cast.visitor, now=now)

    def _given_up(self, lead: PlayedLead) -> bool:
        _, fate = self.fates[lead.id]
        reached = any(one.reached for one in lead.attempts)
        return not reached and len(lead.attempts) >= fate.attempts_at_most

    # ---- an agent's acts

    def _next(self, shift: Shift, now: datetime) -> None:
        """Let an agent pull, unless the shift is over or it is time for lunch."""
        if now >= shift.ends:
            return
        if now >= shift.lunch:
            later = replace(shift, lunch=shift.ends)
            self.floor.spend(shift.agent, PresenceState.BREAK, now, now + LUNCH, data.LUNCH)
            self._at(now + LUNCH, partial(self._next, later))
            return
        coin, chance = self.rng.random(), self.rng.random()
        claim = self.floor.pull(shift.agent, coin=coin, people=self.people, now=now)
        if claim is None:
            self._again(shift, now, self.rng.uniform(3, 8), PresenceState.AVAILABLE)
        elif chance < FORGOTTEN:
            self.floor.spend(shift.agent, PresenceState.CLAIM, now, now + CLAIM)
            self._again(shift, now + CLAIM, self.rng.uniform(7, 25), PresenceState.AWAY)
        elif chance < FORGOTTEN + RELEASED:
            seconds = self.rng.uniform(20, 80)
            self._at(now + timedelta(seconds=seconds), partial(self._release, shift, claim))
        else:
            self._call(shift, claim, now)

    def _again(
        self,
        shift: Shift,
        now: datetime,
        minutes: float,
        state: PresenceState = PresenceState.WRAP_UP,
    ) -> None:
        """Let an agent spend minutes in a state, then pull again."""
        until = now + timedelta(minutes=minutes)
        self.floor.spend(shift.agent, state, now, until)
        self._at(until, partial(self._next, shift))

    def _release(self, shift: Shift, claim: Claim, now: datetime) -> None:
        self.floor.release(claim, reason=self.rng.choice(data.RELEASES), now=now)
        self.floor.spend(shift.agent, PresenceState.CLAIM, claim.started_at, now)
        self._again(shift, now, shift.style.pause)

    def _call(self, shift: Shift, claim: Claim, now: datetime) -> None:
        lead = self.floor.leads[claim.lead_id]
        shape, fate = self.fates[lead.id]
        end = history_draws.call_end(
            self.rng,
            shape,
            shift.style,
            fate,
            tried=len(lead.attempts),
            last=self.floor.is_last(claim),
            touches=sum(one.outcome in {"quote_sent", "thinking"} for one in lead.attempts),
            called_back=any(one.outcome == "callback" for one in lead.attempts),
        )
        until = now + timedelta(minutes=end.minutes)
        self.floor.renew(claim, until=until)
        self._at(until, partial(self._settle, shift, claim, end))

    def _settle(self, shift: Shift, claim: Claim, end: CallEnd, now: datetime) -> None:
        lead = self.floor.leads[claim.lead_id]
        if not self.floor.settle(claim, self._outcome(shift, lead, end.code, now), now=now):
            # Calls are forbidden at the callback's time, or the plan has no touch left
            code = "not_interested" if end.reached else "disconnected"
            if self.floor.settle(claim, self._outcome(shift, lead, code, now), now=now):
                self.looks.note(lead, claim, code, now)
            else:
                self.floor.release(claim, reason=data.RELEASES[-1], now=now)
        else:
            self.looks.note(lead, claim, end.code, now)
        self.floor.spend(shift.agent, PresenceState.CLAIM, claim.started_at, now)
        if lead.closed_as == "qualified":
            self._sell_later(lead, now)
        self._again(shift, now, shift.style.pause * self.rng.uniform(0.5, 1.8))

    def _outcome(self, shift: Shift, lead: PlayedLead, code: str, now: datetime) -> PastOutcome:
        note = history_draws.note(self.rng, code, lead.row.name, len(lead.attempts) + 1)
        at = None
        if code == "callback":
            local = now.astimezone(past_write.zone())
            at = history_draws.callback_moment(self.rng, local, shift.ends).astimezone(UTC)
        amount = self._amount(lead) if code == "won" else None
        return PastOutcome(code, note, at, amount)

    def _amount(self, lead: PlayedLead) -> Decimal:
        shape, _ = self.fates[lead.id]
        usual = float(lead.row.value or shape.value)
        return Decimal(f"{usual * self.rng.uniform(0.75, 1.2):.2f}")

    def _sell_later(self, lead: PlayedLead, now: datetime) -> None:
        """Sell a qualified lead by a file of another system, if that was before the floor."""
        at = now + history_draws.sale_delay(self.rng)
        if at.date() <= self.plan.last and self.rng.random() < 0.45:
            told, by = at + timedelta(hours=self.rng.uniform(1, 20)), self.plan.cast.leader
            lead.sale = PastSale(self._amount(lead), at, told, by, from_file=True)

    # ---- places and ids

    def _callable_regions(self) -> list[tuple[data.Region, float]]:
        """Return the regions with their weights: people whom the floor's hours reach."""
        zone, day = past_write.zone(), self.plan.last
        hours = [datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in range(9, 18)]
        zones = play.region_zones()
        open_hours = [load.open_zones(zones, at) for at in hours]
        return [
            (region, region.share * share**2)
            for region, there in zip(data.REGIONS, zones, strict=True)
            if (share := sum(there in found for found in open_hours) / len(hours)) > 0.25
        ]

    def _new_id(self, at: datetime | None) -> UUID:
        """Draw an id: of a lead received at a moment (time first), or of a claim."""
        bits = self.rng.getrandbits(128)
        if at is None:
            return UUID(int=bits, version=4)
        value = int(at.timestamp() * 1_000) << 80 | bits >> 48
        value = value & ~(0xF << 76) | 0x7 << 76
        return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
