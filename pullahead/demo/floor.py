"""Make the demo floor of `pullahead demo`, with three hours of work behind it.

The hours are played through the ordinary use cases, not written into tables. The clock is moved
back, leads are received at their moments, simulated agents pull and settle, and the clock returns.
The six weeks before are planned here; history.py writes them while the floor is used.
"""

from __future__ import annotations

import contextlib
from collections import deque
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.conf import settings

from pullahead.base import clock
from pullahead.base.errors import Conflict, Problem
from pullahead.base.wording import counted
from pullahead.config import Mode
from pullahead.demo import (
    data,
    deals,
    experiments,
    history,
    northgate,
    play,
    rota,
    simulated_agents,
    sources,
    sprint_items,
)
from pullahead.usecases.floor import demo, demo_shifts, load
from pullahead.usecases.floor.demo import DemoPerson
from pullahead.usecases.settings import clock as installation_clock
from pullahead.usecases.settings import installation
from pullahead.usecases.work import claims, pull, settle, settle_input
from pullahead.usecases.work.home import ClaimView

PLAYED = timedelta(hours=3)
STEP = timedelta(minutes=3)
CALL = timedelta(seconds=45)
CALLBACKS_SOON = (timedelta(minutes=6), timedelta(minutes=14), timedelta(minutes=31))
HALF_LIFE_HOURS = 1 / 3


def is_fresh() -> bool:
    """Return whether the database has no user and no lead."""
    return not installation.has_people() and not demo.leads_received()


def make(
    seed: int | None = None, played: timedelta = PLAYED, history_days: int = history.DAYS
) -> str:
    """Make the demo floor in a database without leads and describe it.

    `played` is how long simulated agents have worked on it. `history_days` is how many days before
    are written while it is used; 0 for none. Raise Conflict in production, and if
    there are leads. A floor that was half made is used, with its clock restored.
    """
    if settings.MODE == Mode.PRODUCTION:
        raise Conflict(
            "The demo floor can be created only in demo mode. Nothing was changed. Set "
            "PULLAHEAD_MODE=demo, and use a separate database."
        )
    if demo.is_half_made():
        demo.finish_making()
        return "The demo floor is incomplete: an earlier run was stopped. It can be used."
    _require_no_leads()
    rng = Random(seed)
    source_ids, offset = _lay(rng, history_days), clock.offset()
    _lay_shifts(played, history_days)
    try:
        if played:
            agents = [one.id for one in demo.simulated_agents()]
            sources.lay_history(source_ids, agents, days=history_days)
        deal_count = _play_deals(seed, offset) if played else 0
        installation_clock.move_to(offset)
        admitted = _play(rng, source_ids, played)
        parked = _park(rng, source_ids[data.SOURCE], admitted)
        reached = _reached_elsewhere(rng, source_ids[data.SOURCE])
        demo.add_opt_outs(data.OPT_OUTS)
        _lay_experiments(source_ids[data.SOURCE], offset, history_days)
        history.plan((clock.now() - played).date() - timedelta(days=1), days=history_days)
    finally:
        demo.finish_making()
    return (
        f"The demo floor is ready: {counted(len(admitted) + parked + reached, 'lead')}, "
        f"{counted(deal_count, 'deal')}, {counted(len(data.COLLEAGUES), 'colleague')}, "
        f"{data.AGENT}, {data.LEADER}, {data.ADMIN} and {data.MARKETER} to work as."
    )


def _lay_experiments(source_id: int, offset: timedelta, history_days: int) -> None:
    experiments.lay(offset=offset, history_days=history_days)
    experiments.plan_scripts(source_id)


def _play_deals(seed: int | None, offset: timedelta) -> int:
    """Play ninety days of deals and lay Northgate's; return how many there are."""
    count = deals.play(Random(seed), clock.now())
    installation_clock.move_to(offset)
    sprint_items.lay(northgate.lay())
    return count + 3


def _require_no_leads() -> None:
    if demo.leads_received():
        raise Conflict(
            "This database already has leads. Nothing was changed. The demo floor needs an empty "
            "database: name a new file in PULLAHEAD_DATABASE_URL, and run “pullahead migrate”."
        )


def _lay(rng: Random, history_days: int) -> dict[str, int]:
    """Set up windows, people and the sources; return the id of each source by name."""
    # Web forms: on this floor the newest lead comes first, because minutes count
    source_id = demo.begin_making(source=data.SOURCE, half_life_hours=HALF_LIFE_HOURS)
    members = [
        DemoPerson(data.AGENT, "agent"),
        DemoPerson(data.LEADER, "leader"),
        DemoPerson(data.ADMIN, "admin"),
        DemoPerson(data.MARKETER, "marketer"),
        *(DemoPerson(name, "agent", simulated=True) for name in data.COLLEAGUES),
    ]
    demo.add_missing(members, team=data.TEAM)
    others = [one.name for one in sources.SOURCES if one.name != data.SOURCE]
    source_ids = {data.SOURCE: source_id} | {
        name: demo.add_source(name=name, half_life_hours=HALF_LIFE_HOURS) for name in others
    }
    sources.lay(rng, source_ids, days=history_days)
    return source_ids


def _lay_shifts(played: timedelta, history_days: int) -> None:
    """Set the shifts and the leave of the colleagues: of the past weeks, and around now."""
    now, people = demo_shifts.local_now(), simulated_agents.in_rota()
    today = now.date()
    demo_shifts.lay_shifts(
        past={pk: rota.past_week(n) for n, pk in enumerate(people)},
        first=today - timedelta(days=history_days),
        weeks={pk: rota.week_around(n, now) for n, pk in enumerate(people)},
        since=now - played,
    )
    for colleague, first, last in rota.LEAVES:
        if first <= history_days:
            days = (today - timedelta(days=ago) for ago in (first, last))
            demo_shifts.lay_leave(people[colleague], *days)


def _play(rng: Random, source_ids: dict[str, int], played: timedelta) -> list[UUID]:
    """Play the last hours and return the ids of the leads received."""
    real, offset = clock.now(), clock.offset()
    coming = deque(
        (real - age, fields)
        for age, fields in play.fresh_floor(rng, load.open_zones(play.region_zones(), real))
    )
    agents = [one.id for one in demo.simulated_agents()]
    admitted: list[UUID] = []
    moment = real - played
    callbacks = deque(CALLBACKS_SOON)
    while moment < real:
        demo.move_clock_to(moment)
        while coming and coming[0][0] <= moment:
            asked_at, fields = coming.popleft()
            admitted.append(_submit(rng, source_ids, fields, asked_at))
        soon = callbacks if moment >= real - 4 * STEP else deque()
        _call(rng, rng.choice(agents), moment, real, soon)
        moment += STEP
    installation_clock.move_to(offset)
    return admitted + [_submit(rng, source_ids, fields, at) for at, fields in coming]


def _submit(rng: Random, source_ids: dict[str, int], fields: dict[str, str], at: datetime) -> UUID:
    """Receive a lead of a source that is drawn."""
    name = sources.pick(rng).name
    fields = fields | sources.came_by(name, fields["email"])
    return demo.submit(source_id=source_ids[name], fields=fields, at=at).lead_id


def _call(
    rng: Random, agent_id: int, moment: datetime, real: datetime, soon: deque[timedelta]
) -> None:
    """Let one simulated agent pull and settle; with `soon`, into a callback due after that time."""
    hand = pull.next_lead(agent_id=agent_id).claim
    if hand is None:
        return
    demo.move_clock_to(moment + CALL)
    if soon and _own_callbacks(hand, agent_id, real + soon[0]):
        soon.popleft()
        return
    try:
        simulated_agents.end_call(hand, agent_id=agent_id, rng=rng)
    except Problem:
        claims.release(agent_id=agent_id, token=hand.token, reason=data.RELEASES[-1])


def _own_callbacks(hand: ClaimView, agent_id: int, due: datetime) -> bool:
    """Settle into a callback; return False if calling is not allowed then."""
    try:
        word = settle_input.SettleInput(
            "callback",
            simulated_agents.note_on(hand, data.NOTES["callback"][0]),
            callback_at=due.replace(second=0, microsecond=0),
            dialled=True,
        )
        settle.settle(agent_id=agent_id, token=hand.token, word=word)
    except Problem:
        return False
    return True


def _reached_elsewhere(rng: Random, source_id: int) -> int:
    """Receive leads that a former CRM reached, with their stages there; return how many."""
    now = clock.now()
    for stage, days in data.STAGES:
        contact = now - timedelta(days=days)
        fields = play.person(rng, data.REGIONS[0].blocks[0])
        fields |= {"nurturing_stage": stage, "contacted_at": contact.isoformat()}
        demo.submit(source_id=source_id, fields=fields, at=contact)
    return len(data.STAGES)


def _park(rng: Random, source_id: int, admitted: list[UUID]) -> int:
    """Park up to three leads, each for another reason; return how many are new."""
    block = data.REGIONS[0].blocks[0]
    written, toll_free = play.person(rng, block), play.person(rng, block)
    written |= {"phone": "", "message": "Please answer by email, I cannot talk at work."}
    toll_free |= {"phone": data.TOLL_FREE, "message": "Ring our office and ask for me."}
    del toll_free["city"]
    now = clock.now()
    # A lead with only an email address is always open and must not come before callable ones
    for hours, fields in ((72, written), (2, toll_free)):
        demo.submit(source_id=source_id, fields=fields, at=now - timedelta(hours=hours))
    # The oldest may be closed by now: then two leads are parked instead of three
    with contextlib.suppress(Problem):
        demo.park_as_leader(admitted[0])
    return 2
