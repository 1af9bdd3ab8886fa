"""Comparisons of call scripts, as shown: plan, drawn leads, and the result at the end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from pullahead.base import clock
from pullahead.pull.models import ClaimRow, ScriptComparisonRow, ScriptDrawRow
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


def drawn(row: ScriptComparisonRow, arm: str, agent: int, *, qualified: bool) -> None:
    """Store a drawn lead with one claim of ten minutes."""
    assert row.starts_at is not None
    lead, begins = factories.lead("Lead", phone="", email=f"{uuid4()}@x.io"), row.starts_at
    ScriptDrawRow.objects.create(
        lead_id=lead, comparison=row, arm=arm, probability=0.5, drawn_at=begins
    )
    ClaimRow.objects.create(
        token=uuid4(),
        lead_id=lead,
        agent_id=agent,
        round=1,
        slot=1,
        started_at=begins,
        ends_at=begins + timedelta(minutes=10),
        ended_at=begins + timedelta(minutes=10),
        end=ClaimRow.End.SETTLED,
        disposition="qualified" if qualified else "no_answer",
        note="Said so",
    )


def test_a_comparison_shows_its_result_at_the_end_and_not_before(
    agent: Visitor, leader: Visitor
) -> None:
    source = factories.source().pk
    assert "No comparison of call scripts or messages yet" in leader.see("/floor/experiments")
    leader.see(f"/floor/experiments/scripts/new?source={source}")
    sent = {"source": str(source), "yardstick": "qualified", "weeks": "1", "days": "2"}
    sent |= {"share_b": "50", "steps": "Ask for the budget"}
    shown = leader.send("/floor/experiments/scripts/plan", question="", **sent)
    assert "Enter the question to answer." in shown
    shown = leader.send("/floor/experiments/scripts/plan", question="Budget first?", **sent)
    assert "too few leads with and without a result" in shown
    row = ScriptComparisonRow.objects.get()
    path = f"/floor/experiments/scripts/{row.pk}"
    assert "Leads drawn so far" in leader.send(f"{path}/start")
    row.refresh_from_db()
    assert agent.who is not None
    for n in range(40):
        drawn(row, "ab"[n % 2], agent.who.pk, qualified=n % 2 == 1 or n < 10)
    shown = leader.see(path)
    assert "Leads drawn so far" in shown
    assert "Result</h2>" not in shown
    assert row.ends_at is not None
    factories.later(row.ends_at - clock.now() + timedelta(minutes=1))
    shown = leader.see(path)
    assert "<strong>B did better." in shown
    assert "5 of 20 leads" in shown
    assert "20 of 20 leads" in shown
    assert "90 % interval" in shown
    file = leader.get(f"{path}.csv").content.decode("utf-8-sig").splitlines()
    assert file[0] == "lead_id,drawn_at,arm,probability,result,minutes"
    assert (len(file), sum(",b,0.5,1,10" in line for line in file)) == (41, 20)
    assert "The source has had text B since" in leader.send(f"{path}/use")
    assert "Use B for this source" in leader.send(f"{path}/undo")
    agent.see(path)
    assert agent.status == 404


def test_messages_are_compared_and_a_stop_is_undone(leader: Visitor) -> None:
    assert "Message B: text" in leader.see("/floor/experiments/scripts/new?kind=message")
    sent = {"source": str(factories.source().pk), "yardstick": "sold", "weeks": "1", "days": "2"}
    sent |= {"kind": "message", "question": "Shorter?", "share_b": "50", "channel": "sms"}
    plan = "/floor/experiments/scripts/plan"
    assert "Enter a text." in leader.send(plan, **sent)
    shown = leader.send(plan, **sent, body="May I call?")
    assert "Message B</h2>" in shown
    assert "May I call?" in shown
    path = f"/floor/experiments/scripts/{ScriptComparisonRow.objects.get().pk}"
    leader.send(f"{path}/start")
    assert "no result is shown" in leader.send(f"{path}/stop")
    assert len(leader.get(f"{path}.csv").content.splitlines()) == 1  # the heading
    assert "The comparison goes on." in leader.send(f"{path}/undo-stop")
    assert "Shorter?" in leader.see("/floor/experiments")
