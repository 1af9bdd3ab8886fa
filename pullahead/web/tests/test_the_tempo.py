"""*Tempo* of a small day, worked out by hand and recomputed from the raw journal."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from pullahead.base import clock
from pullahead.base.errors import Invalid, NotFound
from pullahead.leads.models import Inquiry, Lead
from pullahead.reports.honesty import CallbackCounts
from pullahead.reports.speed import Spread
from pullahead.reports.tempo import TempoReport, latest_speed, tempo
from pullahead.reports.tempo_figures import TempoFigures
from pullahead.team.models import Person
from pullahead.usecases.leads import sale_outcome
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, austin, later, pulled, settle
from pullahead.usecases.work import attempts, claims, settle_input, undo
from pullahead.usecases.work import settle as settling

MINUTE = 60.0
SLOW = 20.0  # seconds that a slow machine may need between the steps


@pytest.fixture
def lee(db: None) -> Person:
    """Return the team lead after the golden day, at 16:18."""
    factories.lay_floor()
    ana, bo = factories.person("Ana"), factories.person("Bo")
    admitted("Lead 1", austin(101))  # 15:00
    later(minutes=3)
    hand = pulled(ana)
    later(minutes=1.5)
    settle(ana, hand)  # no answer; first attempt after 4.5 min
    admitted("Lead 2", austin(102))
    later(minutes=1)
    hand = pulled(bo)
    later(minutes=3.5)
    settle(bo, hand, "callback", callback_at=clock.now() + timedelta(minutes=60))
    admitted("Lead 3", austin(103))  # 15:09, and nobody calls
    later(minutes=62)
    hand = pulled(bo)
    later(minutes=2.5)
    settle(bo, hand, "won", amount=None)  # 16:13, the callback of 16:09 is kept
    later(minutes=5)
    return factories.person("Lee", role="leader")


def report(lee: Person, by: str = "person", **asked: Any) -> TempoReport:
    return tempo(viewer=lee, by=by, days="1", zone="UTC", **asked)


def journal() -> list[Any]:
    """Read the raw journal: lead, kind, agent, moment, outcome."""
    outcome = "data ->> 'as'" if connection.vendor == "postgresql" else "data ->> '$.as'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT lead_id, kind, actor_id, at, {outcome} FROM base_journal ORDER BY id"
        )
        return [(str(a), b, c, clock.moment(d), e) for a, b, c, d, e in cursor.fetchall()]


def test_the_golden_day_by_person(lee: Person) -> None:
    found = report(lee)
    assert [row.label for row in found.rows] == ["Ana", "Bo"]
    ana, bo = (row.now for row in found.rows)
    assert (ana.settled, ana.contacts, ana.attempts, ana.reached, ana.wins) == (1, 0, 1, 0, 0)
    assert (bo.settled, bo.contacts, bo.attempts, bo.reached, bo.wins) == (2, 2, 2, 2, 1)
    assert (ana.contact_rate, bo.contact_rate, bo.by_itself_rate) == (0, 1, 0)
    assert bo.callbacks == CallbackCounts(due=1, kept=1)
    assert ana.callbacks.share is None
    assert [bo.handle.mean, bo.handle.median] == pytest.approx([180, 150], abs=SLOW)
    assert ana.first is None
    assert found.total.before.handle == Spread(0, None, None, None)


def test_the_golden_day_as_a_whole(lee: Person) -> None:
    first = report(lee).total.now.first
    assert first is not None
    assert (first.n, first.open, first.never) == (3, 1, 0)
    assert first.median == pytest.approx(4.5 * MINUTE, abs=SLOW)
    by_hour = {row.label: row.now for row in report(lee, "hour").rows}
    assert {label: now.settled for label, now in by_hour.items()} == {"15:00": 2, "16:00": 1}
    assert by_hour["16:00"].callbacks.kept == 1
    shapes = report(lee).shapes
    assert shapes.handle == (0, 1, 1, 1, 0, 0, 0, 0, 0)
    assert [round(share, 2) for share in shapes.waits[:4]] == [0, 0, 0.67, 0.67]


def test_the_latest_waits_are_on_three_clocks_by_team_and_hour(lee: Person) -> None:
    Inquiry.objects.filter(lead__name="Lead 3").update(asked_at=clock.now() - timedelta(hours=3))
    for by, group in (("source", None), ("team", None), ("hour", "15:00")):
        found = latest_speed(viewer=lee, by=by, days="1", zone="UTC").clocks
        (row,) = found.rows.values()
        assert row.label == (group or row.label)
        waits: dict[str, Any] = {
            name: (one.n, one.open, one.median) for name, one in row.estimates.items()
        }
        assert waits["elapsed"] == (3, 1, pytest.approx(4.5 * MINUTE, abs=SLOW))
        assert waits["callable"] == waits["elapsed"] == waits["call"]
        there = [1.5 * MINUTE, 4.5 * MINUTE]  # Ana is there from her pull, after 3 min
        assert sorted(row.waits["staffed"].ended) == pytest.approx(there, abs=SLOW)
        assert waits["contact"][:2] == (3, 2)
        assert (row.lag.n, row.late) == (3, 0)
        assert row.lag.p90 == pytest.approx(110.5 * MINUTE, abs=2 * SLOW)


def test_the_raw_journal_gives_the_same_figures(lee: Person) -> None:
    reached = {"callback", "won"}
    began: dict[str, Any] = {}
    received: dict[str, Any] = {}
    first: dict[str, float] = {}
    settled: defaultdict[int, int] = defaultdict(int)
    contacts: defaultdict[int, int] = defaultdict(int)
    handled: defaultdict[int, list[float]] = defaultdict(list)
    for lead, kind, actor, at, code in journal():
        if kind == "lead.received":
            received[lead] = at
        if kind == "claim.made":
            began[lead] = at
        if kind == "claim.settled":
            settled[actor] += 1
            contacts[actor] += code in reached
            handled[actor].append((at - began[lead]).total_seconds())
            first.setdefault(lead, (at - received[lead]).total_seconds())
    found = report(lee)
    for row in found.rows:
        assert (row.now.settled, row.now.contacts) == (settled[row.key], contacts[row.key])
        assert row.now.handle.n == len(handled[row.key])
        assert row.now.handle.mean == pytest.approx(sum(handled[row.key]) / row.now.handle.n)
    total = found.total.now
    assert total.first is not None
    assert (total.first.n, total.first.open) == (len(received), len(received) - len(first))
    assert total.first.median == pytest.approx(sorted(first.values())[1], abs=1)


def test_it_is_for_the_team_lead_of_the_team(lee: Person) -> None:
    stranger = factories.person("Ole", role="leader", team="North")
    assert report(stranger).total.now.settled == 0
    for viewer, team in ((stranger, lee.team_id), (Person.objects.get(name="Ana"), None)):
        with pytest.raises(NotFound):
            report(viewer, team_id=team)
    admin = factories.person("Cy", role="admin", team="North")
    assert [row.label for row in report(admin, "team").rows] == ["Sales"]
    assert report(admin, team_id=lee.team_id).total.now.settled == 3


def test_work_counts_for_the_team_of_its_time(lee: Person) -> None:
    bo, cy = Person.objects.get(name="Bo"), factories.person("Cy", role="admin", team="North")
    ole = factories.person("Ole", role="leader", team="North")
    users.change(person_id=bo.pk, role="agent", team="North", zone="", by=cy)
    later(minutes=30)
    settle(bo, pulled(bo))  # Lead 3, no answer
    teams = {row.label: row.now for row in report(cy, "team").rows}
    assert {name: (now.settled, now.wins) for name, now in teams.items()} == {
        "Sales": (3, 1), "North": (1, 0)
    }  # fmt: skip
    assert (teams["Sales"].callbacks.kept, teams["North"].callbacks.due) == (1, 0)
    first = teams["Sales"].first  # the source is routed to Sales
    assert first is not None
    assert (first.n, teams["North"].first) == (3, None)
    for leader, saved in ((lee, {"Ana": 1, "Bo": 2}), (ole, {"Bo": 1})):
        assert {row.label: row.now.settled for row in report(leader).rows} == saved


def test_pulls_without_a_lead_are_counted_by_reason(lee: Person) -> None:
    ana = Person.objects.get(name="Ana")
    for _lead in ("Lead 3", "Lead 1 again"):
        settle(ana, pulled(ana))
    factories.nothing(ana)
    time = report(lee).time
    assert time is not None
    assert (time.callbacks_made, time.total.contacts, time.callbacks_a_contact) == (1, 2, 0.5)
    assert (time.pulls, time.empty, time.empty_share) == (6, {"none_ready": 1 / 6}, 1 / 6)


def test_a_day_is_beside_as_much_of_the_day_before(lee: Person) -> None:
    later(days=1)
    found = report(lee)
    assert (found.total.now.settled, found.total.before.settled) == (0, 3)
    assert found.period.before.until == found.period.until - timedelta(days=1)
    # a period that no date names is the usual one
    assert tempo(viewer=lee, since="x", until="9999-99-99", zone="UTC").period.days == 7
    chosen = tempo(viewer=lee, since="2026-05-05", until="2026-05-05", zone="UTC")
    assert chosen.total.now.settled == 3


def test_honest_work_is_counted_with_its_denominators(lee: Person) -> None:
    ana = Person.objects.get(name="Ana")
    for n in range(2):
        admitted(f"Lead {n + 4}", austin(110 + n))
    for length in (5, 40):
        hand = pulled(ana)
        to = hand.lead.contact_points[0].id
        attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=to, channel="call")
        later(seconds=length)
        attempts.hang_up(agent_id=ana.pk, token=hand.token)
        word = settle_input.SettleInput("not_interested", f"Same words {hand.round}, again.")
        with contextlib.suppress(Invalid):  # a copied note is refused at once
            settling.settle(agent_id=ana.pk, token=hand.token, word=word)
        if claims.current_claim(agent_id=ana.pk):
            word = replace(word, note=f"Other words {hand.token}")
            settling.settle(agent_id=ana.pk, token=hand.token, word=word)
    mine = next(one for one in report(lee).honest if one.label == "Ana")
    assert (mine.short, mine.calls) == (1, 2)
    assert (mine.copied, mine.notes) == (0, 2)
    assert (mine.unverified, mine.attempts) == (0, 3)
    assert (mine.looked_up, mine.claims) == (0, 3)


def test_figures_as_known_at_a_moment_are_those_that_were_shown_then(lee: Person) -> None:
    bo = Person.objects.get(name="Bo")
    shown, then = {by: _totals(lee, by) for by in ("person", "source")}, clock.now().isoformat()
    later(minutes=1)
    hand = pulled(bo)
    later(minutes=2)
    settle(bo, hand, "not_interested")
    won = Lead.objects.get(closed_as="won")
    sale_outcome.record(lead_id=won.pk, verdict="lost", value="", on=None, by=lee)
    later(minutes=1)
    assert _totals(lee, "person") != shown["person"]
    for by, figures in shown.items():
        assert _totals(lee, by, known=then) == figures, by
    assert _totals(lee, "person", known="not a moment") == _totals(lee, "person")


def test_a_result_undone_later_was_known_before(lee: Person) -> None:
    bo = Person.objects.get(name="Bo")
    hand = pulled(bo)
    later(minutes=2)
    settle(bo, hand, "not_interested")
    later(seconds=10)
    shown, then = _totals(lee, "person").settled, clock.now().isoformat()
    later(seconds=10)
    undo.undo(agent_id=bo.pk, token=hand.token)
    later(seconds=10)
    assert _totals(lee, "person").settled == shown - 1
    assert _totals(lee, "person", known=then).settled == shown


def _totals(viewer: Person, by: str, known: str = "") -> TempoFigures:
    found = tempo(viewer=viewer, by=by, days="1", zone="UTC", known=known).total.now
    # an open lead waits on from call to call
    return replace(found, first=replace(found.first, longest=0) if found.first else None)
