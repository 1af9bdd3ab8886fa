"""*Tempo* and *My day*, as shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pullahead.reports.periods import last_days
from pullahead.reports.tempo import TempoReport, TempoRow
from pullahead.reports.tempo_figures import NO_FIGURES, TempoShapes
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor
from pullahead.web.views.tempo.people_page import page_of


def test_a_team_lead_compares_the_work_of_a_period(agent: Visitor, leader: Visitor) -> None:
    assert "No agent worked on a lead" in leader.see("/floor/tempo")
    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="no_answer")

    shown = leader.see("/floor/tempo?days=1&by=source")

    assert "Callbacks kept" in shown.split("Results saved")[0], "callbacks kept lead the page"
    assert "0 % of 1" in shown  # reached, of attempts
    assert "within 5 min" in shown
    assert "Time from arrival to the first attempt" in shown
    assert "/floor/tempo/speed?days=1&amp;by=source" in shown
    assert "In calling hours" in leader.see("/floor/tempo/speed?days=1&by=source")
    speeds = leader.get("/floor/tempo/speed?days=1&format=csv").content.decode("utf-8-sig")
    rows = [line.split(",")[:2] for line in speeds.splitlines()[1:]]
    assert rows == [["Web form", "1"], ["Total", "1"]]
    assert '"x": "15:00", "n": 1.0, "m": 0.0' in shown
    chart = leader.get("/floor/tempo?days=1&format=csv&chart=hours").content.decode("utf-8-sig")
    assert chart.splitlines() == ["group,now,before", "15:00,1,0"]
    assert "Integrity checks" in leader.see("/floor/tempo?by=person")
    assert "Use of time" in leader.text
    assert "Persistence" in leader.text
    assert "Callbacks agreed: 0; contacts: 0" in leader.text
    file = leader.get("/floor/tempo.csv?days=1&by=person").content.decode("utf-8-sig").splitlines()
    assert file[0].startswith("group,first day,last day,callbacks due")
    assert [line.split(",")[0] for line in file[1:]] == ["Robin", "Robin", "Total", "Total"]
    agent.see("/floor/tempo")
    assert agent.status == 404


def test_fifty_people_are_on_a_page() -> None:
    rows = tuple(TempoRow(n, f"Agent {n:03}", NO_FIGURES, NO_FIGURES) for n in range(120))
    period, none = (
        last_days(1, zone="UTC", now=datetime(2027, 9, 14, tzinfo=UTC)),
        TempoShapes((), (), ()),
    )
    report = TempoReport(period, "person", rows, rows[0], none, none)
    last, first = page_of(report, "9"), page_of(report, "-1")
    assert (last.number, last.pages, last.total, len(last.rows)) == (3, 3, 120, 20)
    assert (first.number, first.rows[-1].label) == (1, "Agent 049")
    assert len(page_of(replace(report, by="source"), "2").rows) == 120


def test_an_admin_switches_second_looks_off(agent: Visitor, leader: Visitor) -> None:
    assert "counted as alive if the customer" in leader.see("/floor/second-looks")
    assert "Switch second looks" not in leader.text
    admin = Visitor(factories.add("Cy", role="admin"))
    assert "Second looks are off." in admin.send("/floor/second-looks/switch", on="0")
    assert "An admin has switched second looks off." in leader.see("/floor/second-looks")
    agent.see("/floor/second-looks")
    assert agent.status == 404


def test_an_agent_sees_the_own_day(agent: Visitor, other: Visitor) -> None:
    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="no_answer")
    assert "Results saved</dt><dd>1</dd>" in agent.see("/my-day")
    file = agent.get("/my-day?format=csv&chart=hours").content.decode("utf-8-sig")
    assert file.startswith("group,now,before")
    assert other.get("/my-day?format=csv&chart=hours").status_code == 404
    assert "Results saved</dt><dd>0</dd>" in other.see("/my-day")

    assert "Enter a number from 1 to 1000" in agent.send("/my-day/goals", saved="0")
    assert agent.status == 422
    assert "1 of 4" in agent.send("/my-day/goals", saved="4", contacts="")
    assert "1 of 4" not in other.see("/my-day")
