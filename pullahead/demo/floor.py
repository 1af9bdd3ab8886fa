"""`pullahead demo`: a floor that looks as if people had worked on it for three hours.

Its last hours are not written into tables but played through the real acts: the clock is moved
back, leads come in at their moments, colleagues pull and settle, and the clock comes forward
again. What stands there afterwards is what the engine makes of such hours.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.conf import settings

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, Problem
from pullahead.base.services import move_clock, set_setting
from pullahead.base.transaction import write_transaction
from pullahead.compliance.defaults.us import DEMO_WINDOWS
from pullahead.compliance.services import set_windows
from pullahead.config import Mode
from pullahead.demo import data, play, simulated_agents
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.pull.services import set_half_life
from pullahead.team.models import Person
from pullahead.team.queries import people as everybody
from pullahead.usecases.common.views import ClaimView
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.settings import users
from pullahead.usecases.work import claims, pull, settle, settle_input

DEMO, MAKING = "demo", "demo_making"
PLAYED = timedelta(hours=3)
STEP = timedelta(minutes=3)
CALL = timedelta(seconds=45)
CALLBACKS_SOON = (timedelta(minutes=6), timedelta(minutes=14), timedelta(minutes=31))
HALF_LIFE_HOURS = 1 / 3


def is_fresh() -> bool:
    """Nobody works here, and no lead ever came."""
    return not everybody().exists() and not _any_lead()


def is_half_made() -> bool:
    """Somebody stopped the making of the demo floor."""
    return bool(base.setting(MAKING))


def make(seed: int | None = None, played: timedelta = PLAYED) -> str:
    """Make the demo floor in a database without leads; says what is there.

    `played` is how long colleagues have worked on it before.

    Raises Conflict in another mode than demo or test, and where leads are. One whose making was
    stopped is taken as it is, with the clock put right.
    """
    if settings.MODE == Mode.PRODUCTION:
        raise Conflict(
            "The demo floor is made in demo mode only. Nothing was changed; set "
            "PULLAHEAD_MODE=demo, with a database of its own."
        )
    if is_half_made():
        _finish()
        return "The demo floor was half made; it is used as it stands."
    if _any_lead():
        raise Conflict(
            "There are leads in this database already, so it was left alone. The demo floor needs "
            "an empty one: name a new file in PULLAHEAD_DATABASE_URL, and migrate it."
        )
    rng = Random(seed)
    source_id = _lay()
    try:
        admitted = _play(rng, source_id, played)
        parked = _park(rng, source_id, admitted)
    finally:
        _finish()
    return (
        f"The demo floor is made: {len(admitted) + parked} leads, "
        f"{len(data.COLLEAGUES)} colleagues, {data.AGENT}, {data.LEADER} and "
        f"{data.ADMIN} to work as."
    )


def _any_lead() -> bool:
    return leads.received_since(simulated_agents.BEGINNING) > 0


def _lay() -> int:
    """Windows, people and the source; the source's id."""
    with write_transaction():
        set_setting(name=DEMO, value=True)
        set_setting(name=MAKING, value={"offset": clock.offset().total_seconds()})
        set_windows(windows=DEMO_WINDOWS)
        source = leads_write.source_named(name=data.SOURCE)
        # Enquiries by form, where minutes count: the freshest comes first on this floor
        set_half_life(source=source, hours=HALF_LIFE_HOURS)
    there = set(everybody().values_list("name", flat=True))
    roles = [
        (data.AGENT, Person.Role.AGENT, False),
        (data.LEADER, Person.Role.LEADER, False),
        (data.ADMIN, Person.Role.ADMIN, False),
        *((name, Person.Role.AGENT, True) for name in data.COLLEAGUES),
    ]
    for name, role, simulated in roles:
        if name not in there:
            users.add_person(name=name, role=role, team=data.TEAM, simulated=simulated)
    return source.pk


def _finish() -> None:
    """The clock goes where it stood before the floor was played."""
    making = base.setting(MAKING)
    # an earlier version kept no more than that it was being made
    seconds = making["offset"] if isinstance(making, dict) else 0.0
    with write_transaction():
        move_clock(offset=timedelta(seconds=seconds))
        set_setting(name=MAKING, value=False)


def _set_clock(moment: datetime) -> None:
    with write_transaction():
        move_clock(offset=clock.offset() + (moment - clock.now()))


def _play(rng: Random, source_id: int, played: timedelta) -> list[UUID]:
    """The last hours: leads come at their moments, colleagues work. The leads' ids."""
    real, offset = clock.now(), clock.offset()
    coming = deque(
        (real - age, fields)
        for age, fields in play.fresh_floor(rng, simulated_agents.awake_zones(real))
    )
    agents = list(everybody().filter(simulated=True).values_list("id", flat=True))
    admitted: list[UUID] = []
    moment = real - played
    callbacks = deque(CALLBACKS_SOON)
    while moment < real:
        _set_clock(moment)
        while coming and coming[0][0] <= moment:
            asked_at, fields = coming.popleft()
            admitted.append(simulated_agents.ask(source_id, fields, asked_at).lead_id)
        soon = callbacks if moment >= real - 4 * STEP else deque()
        _call(rng, rng.choice(agents), moment, real, soon)
        moment += STEP
    with write_transaction():
        move_clock(offset=offset)
    admitted += [simulated_agents.ask(source_id, fields, at).lead_id for at, fields in coming]
    return admitted


def _call(
    rng: Random, agent_id: int, moment: datetime, real: datetime, soon: deque[timedelta]
) -> None:
    """One colleague pulls, talks and settles; with `soon`, into a callback due so long from now."""
    hand = pull.next_lead(agent_id=agent_id).claim
    if hand is None:
        return
    _set_clock(moment + CALL)
    if soon and _own_callbacks(hand, agent_id, real + soon[0]):
        soon.popleft()
        return
    try:
        simulated_agents.end_call(hand, agent_id=agent_id, rng=rng)
    except Problem:
        claims.release(agent_id=agent_id, token=hand.token, reason=data.RELEASES[-1])


def _own_callbacks(hand: ClaimView, agent_id: int, due: datetime) -> bool:
    """Settle into a callback; False where they may not be called then."""
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


def _park(rng: Random, source_id: int, admitted: list[UUID]) -> int:
    """Three that are set aside, each for a reason of its own; how many are new."""
    block = data.REGIONS[0].blocks[0]
    written, toll_free = play.person(rng, block), play.person(rng, block)
    written |= {"phone": "", "message": "Please answer by e-mail, I cannot talk at work."}
    toll_free |= {"phone": data.TOLL_FREE, "message": "Ring our office and ask for me."}
    del toll_free["city"]
    now = clock.now()
    # who can only be written to can be at any hour, and must not come before who can be called
    for hours, fields in ((72, written), (2, toll_free)):
        simulated_agents.ask(source_id, fields, now - timedelta(hours=hours))
    leader = everybody().filter(role=Person.Role.LEADER).first()
    if leader is not None:
        _tried(lambda: lifecycle.park(lead_id=admitted[0], by=leader))
    return 2


def _tried(act: Callable[[], object]) -> None:
    """The oldest may be closed by now: then two are parked instead of three."""
    try:
        act()
    except Problem:
        return
