"""Limits, standing and skills that end, as the gate reads and shows them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Invalid
from pullahead.pull.models import ReceiptRow
from pullahead.team.models import Person, Standing
from pullahead.team.queries import skills_of
from pullahead.usecases.settings import users, work_limits
from pullahead.usecases.settings.work_limits import LimitInput, StandingRow
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    later,
    nothing,
    pulled,
    settle,
)
from pullahead.usecases.work import home, own_gate, presence

pytestmark = pytest.mark.usefixtures("floor")


def lines(person: Person) -> dict[str, tuple[str, bool]]:
    """Return what the page of the gate shows: name → value, and whether it shuts the gate."""
    found = own_gate.own_gate(viewer=Person.objects.get(pk=person.pk))
    return {line.name: (line.value, line.shuts) for line in found.lines}


def test_limits_of_the_person_replace_those_of_the_team(ana: Person, lee: Person) -> None:
    for n in range(4):
        admitted(f"Lead {n}", austin(100 + n))
    work_limits.save_limits(typed=LimitInput(per_day=0), by=lee, team_id=ana.team_id)
    assert nothing(ana)[0].startswith("You got 0 leads today; your limit is 0.")
    work_limits.save_limits(typed=LimitInput(open_work=1, per_hour=2), by=lee, person_id=ana.pk)
    settle(ana, pulled(ana), "callback", callback_at=clock.now() + timedelta(hours=2))
    assert nothing(ana)[0].startswith("Your open callbacks and follow-ups: 1. Your limit is 1.")
    work_limits.save_limits(typed=LimitInput(per_hour=2), by=lee, person_id=ana.pk)
    settle(ana, pulled(ana))
    (said,) = nothing(ana)
    assert said.startswith(
        "You got 2 leads in the last hour; your limit is 2. You can get new leads from 16:00"
    )
    assert home.today(agent_id=ana.pk).gate == said
    assert lines(ana)["Leads in the last hour"] == ("2 of 2", True)
    later(hours=1, minutes=1)
    settle(ana, pulled(ana))
    work_limits.save_limits(typed=LimitInput(), by=lee, person_id=ana.pk)
    with pytest.raises(Invalid):
        work_limits.save_limits(typed=LimitInput(per_day=-1), by=lee, person_id=ana.pk)


def test_a_low_standing_prefers_tried_leads_while_fresh_ones_are_scarce(
    ana: Person, bo: Person
) -> None:
    def publish(every: int) -> None:
        work_limits.publish_standing([StandingRow(ana.pk, 31.0, {"worked": 0.4}, 55, every)])

    tried = admitted("Tried", austin(100))
    settle(bo, pulled(bo))
    later(minutes=50)
    admitted("Fresh", austin(101))
    publish(2)
    assert (
        lines(ana)["Standing"][0]
        == "31 of 100, from 55 leads in 28 days; Leads worked on time 40 %"
    )
    assert Standing.objects.get().first_at <= clock.now()
    settle(ana, pulled(ana))  # in the trial, the fresh lead
    later(days=28, minutes=1)
    presence.signed_in(person_id=bo.pk)
    admitted("Fresh again", austin(102))
    publish(2)
    hand = pulled(ana)  # after a fresh lead, the one that was tried longest ago
    assert hand.lead.id == tried
    receipt = ReceiptRow.objects.filter(agent_id=ana.pk).latest("id")
    assert receipt.seen["gate"]["throttled"]
    settle(ana, hand, "won")
    later(days=3)
    pulled(ana)  # two days old: no effect
    assert "throttled" not in ReceiptRow.objects.filter(agent_id=ana.pk).latest("id").seen["gate"]
    assert lines(ana)["Standing"][0] == "Not measured in the last two days"


def test_a_skill_ends_after_its_last_day(ana: Person, cy: Person) -> None:
    def set_skills(text: str) -> None:
        users.change(person_id=ana.pk, role="agent", team="Sales", skills=text, by=cy)

    set_skills("lang:es@2026-05-05 lic:US-TX")
    assert skills_of(ana.pk) == {"lang:es", "lic:US-TX"}
    assert lines(ana)["Skills"] == ("lang:es until 2026-05-05, lic:US-TX", False)
    later(hours=10)
    assert skills_of(ana.pk) == {"lic:US-TX"}
    member = users.member(person_id=ana.pk, viewer=cy)
    assert (member.skills, member.expiring) == ("lang:es@2026-05-05 lic:US-TX", ("lang:es",))
    for wrong in ("lang:es@tomorrow", "lang:es@", "es@2027-01-01"):
        with pytest.raises(Invalid):
            set_skills(wrong)
    set_skills("lang:es@9999-12-31")
    assert "lang:es" in skills_of(ana.pk)
