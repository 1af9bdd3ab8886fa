"""Populate a migrated database with a small demo floor: invented people, each kind of row."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import django

django.setup()

from pullahead.base import clock  # noqa: E402
from pullahead.demo import data, play, simulated_agents  # noqa: E402
from pullahead.leads.models import Lead  # noqa: E402
from pullahead.team.models import Person  # noqa: E402
from pullahead.usecases.floor import demo, load  # noqa: E402
from pullahead.usecases.leads import consent, lifecycle, sale_outcome  # noqa: E402
from pullahead.usecases.work import claims, pull, settle, settle_input  # noqa: E402
from pullahead.usecases.work.home import ClaimView  # noqa: E402

LEADS = 24
AGENTS = 3
ENDS = (
    "no_answer", "not_interested", "won", "do_not_call", "release", "voicemail",
    "wrong_number", "not_interested", "callback", "no_answer", "qualified",
)  # fmt: skip
CALLBACKS = {"callback", "qualified"}
START = timedelta(hours=1)
CALL = timedelta(minutes=1)
STEP = timedelta(minutes=4)


def main() -> None:
    """Play an hour: leads come in, agents settle, a team lead parks, closes and records."""
    rng, real = Random(1), clock.now()
    source_id = demo.begin_making(source=data.SOURCE, half_life_hours=1 / 3)
    colleagues = [demo.DemoPerson(n, "agent", simulated=True) for n in data.COLLEAGUES[:AGENTS]]
    people = [demo.DemoPerson(data.LEADER, "leader"), demo.DemoPerson(data.ADMIN, "admin")]
    demo.add_missing([*people, *colleagues], team=data.TEAM)
    try:
        leads = _submit(rng, source_id, real - START)
        _work(real - START)
        demo.move_clock_to(real)
        _lead_acts(leads)
        # One claim is held while the database is upgraded.
        agent = demo.simulated_agents()[0]
        assert pull.next_lead(agent_id=agent.id).claim is not None
    finally:
        demo.finish_making()


def _submit(rng: Random, source_id: int, start: datetime) -> list[UUID]:
    """Receive leads, one each half minute, from zones where calls are allowed all the time."""
    demo.move_clock_to(start)
    zones = play.region_zones()
    awake = set(zones)
    for hours in (0.0, 0.5, 1.0, 1.25):
        awake &= set(load.open_zones(zones, start + timedelta(hours=hours)))
    blocks = [region.blocks[0] for region in data.REGIONS if region.blocks[0].zone in awake]
    found = []
    for number in range(LEADS):
        fields = play.person(rng, blocks[number % len(blocks)])
        at = start - timedelta(seconds=30 * (LEADS - number))
        found.append(demo.submit(source_id=source_id, fields=fields, at=at).lead_id)
    return found


def _work(start: datetime) -> None:
    """Let the agents pull and end each call in another way."""
    agents = demo.simulated_agents()
    for number, end in enumerate(ENDS):
        demo.move_clock_to(start + number * STEP)
        agent = agents[number % len(agents)]
        claim = pull.next_lead(agent_id=agent.id).claim
        assert claim is not None, f"no lead to pull for {end}"
        demo.move_clock_to(start + number * STEP + CALL)
        _end(claim, agent.id, end)


def _end(claim: ClaimView, agent_id: int, end: str) -> None:
    """Settle or release one claim."""
    if end == "release":
        claims.release(agent_id=agent_id, token=claim.token, reason=data.RELEASES[0])
        return
    # Soon, for calling hours may end.
    due = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=6)
    word = settle_input.SettleInput(
        end,
        simulated_agents.note_on(claim, data.ANY_NOTE),
        callback_at=due if end in CALLBACKS else None,
        amount=Decimal("850.00") if end == "won" else None,
        dialled=True,
    )
    settle.settle(agent_id=agent_id, token=claim.token, word=word)


def _lead_acts(leads: list[UUID]) -> None:
    """Park one open lead, close one, record a consent and a sale outcome."""
    by = Person.objects.get(name=data.LEADER)
    still_open = [pk for pk in leads if Lead.objects.filter(pk=pk, card__state="ready").exists()]
    lifecycle.park(lead_id=still_open[0], by=by)
    lifecycle.close(lead_id=still_open[1], disposition="duplicate", note="Here twice.", by=by)
    given = consent.ConsentGiven("form", "I agree to be called about my order.")
    consent.recorded_by_person(lead_id=still_open[2], given=given, by=by)
    told = sale_outcome.OutcomeReport("lost")
    sale_outcome.reported_by_person(lead_id=still_open[3], fact=told, by=by)


if __name__ == "__main__":
    main()
