"""Leads that another system reached come in with their stage, and begin their plan here."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pullahead.leads.models import Lead
from pullahead.pull.models import CardRow
from pullahead.usecases.leads.detail import lead_detail
from pullahead.usecases.tests.factories import START, austin, later, person, pulled, settle
from pullahead.usecases.tests.test_importing_a_file import errors, run

pytestmark = pytest.mark.usefixtures("floor")
MAPS = ("Deal stage=nurturing_stage", "Last contacted=contacted_at")
CRM = (
    "Name,Phone,Deal stage,Last contacted\n"
    f"Ana Um,{austin(101)},Proposal made,2026-05-04 15:00\n"
    f"Bo Dois,{austin(102)},Thinking it over,2025-12-01\n"
    f"Cy Tres,{austin(103)},Moonwalk,2026-05-04\n"
    f"Di Quatro,{austin(104)},Closed lost,2026-05-04\n"
    f"Ed Cinco,{austin(105)},New,\n"
)


def cards() -> dict[str, CardRow]:
    return {lead.name.split()[0]: lead.card for lead in Lead.objects.filter(closed_at=None)}


def test_a_stage_begins_the_plan_and_an_unknown_one_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "crm.csv"
    counts = run(path, CRM, *MAPS)
    assert (counts.admitted, counts.noted, counts.refused) == (5, 1, 0)
    [(line, column, reason)] = errors(path)
    assert (line, column) == ("4", "Deal stage")
    assert "“Moonwalk” is not a known stage" in reason

    found = cards()
    ana, contact = found["Ana"], datetime.fromisoformat("2026-05-04T15:00+00:00")
    due = contact + timedelta(days=2)
    assert (ana.stage, ana.state, ana.first_at, ana.next_at) == (
        *("quote_sent", "scheduled", contact),
        due,
    )
    bo = found["Bo"]
    assert bo.touch_at is not None
    assert (bo.stage, bo.state, bo.touch_at.date()) == ("thinking", "ready", START.date())
    assert (found["Cy"].stage, found["Ed"].stage) == ("", "")
    assert Lead.objects.get(name="Cy Tres").attributes["stage"] == "Moonwalk"
    assert Lead.objects.get(name="Di Quatro").closed_as == "lost"

    assert run(path, None, *MAPS).already_here == 5
    assert cards()["Ana"].touch_at == due


def test_an_agent_continues_the_plan_of_another_system(tmp_path: Path) -> None:
    run(tmp_path / "crm.csv", "\n".join(CRM.splitlines()[:2]) + "\n", *MAPS)
    ana = person("Ana")
    lead = cards()["Ana"].lead_id
    story = lead_detail(lead_id=lead, viewer=person("Lee", role="leader"))
    assert (story.nurturing, story.rounds) == ("Interested: quote sent", 7)
    titles = [one.title for one in story.timeline]
    assert "Received, already contacted: Interested: quote sent" in titles
    later(days=1)
    hand = pulled(ana)
    assert hand.why.startswith("Follow-up 1 is due: Interested: quote sent.")
    settle(ana, hand, "thinking", note="Wants to compare two offers")
    assert (cards()["Ana"].round, cards()["Ana"].stage) == (2, "thinking")
