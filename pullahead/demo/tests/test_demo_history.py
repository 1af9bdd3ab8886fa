"""History of the demo floor: real acts in memory, written behind the live floor, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from bench import recompute
from bench.recompute_shifts import work_today
from bench.stored_hours import store_hours
from pullahead.base import clock
from pullahead.base.models import Journal
from pullahead.demo import (
    data,
    experiments,
    history,
    history_draws,
    rota,
    simulated_agents,
    sources,
)
from pullahead.demo import floor as demo_floor
from pullahead.demo.history_draws import CallEnd
from pullahead.demo.tests.open_time import by_journal, by_reports
from pullahead.demo.tests.test_demo_floor import wednesday
from pullahead.leads.models import Lead, SaleOutcome
from pullahead.pull import card_queries, models
from pullahead.reports import buying, source_alerts
from pullahead.team.calendar import Calendar
from pullahead.team.calendar_input import read_hours
from pullahead.team.models import Person, Presence
from pullahead.team.shift_rules import shift_at
from pullahead.usecases.floor import demo, past_settings, past_write

DAYS = 4
MONDAY = date(2026, 11, 9)
FORM = history.SHAPES[0]
UNREACHED = {*history_draws.UNREACHED, "disconnected", "wrong_number"}


def arrivals(day: date) -> list[datetime]:
    """Draw the arrivals of one day of an over-bought source."""
    return history_draws.arrivals(Random(1), history.SHAPES[1], day, zone=past_write.zone())


def test_a_weekend_brings_fewer_leads() -> None:
    assert len(arrivals(MONDAY + timedelta(days=6))) < len(arrivals(MONDAY)) / 2


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("day", range(7))
def test_everybody_is_on_shift_when_the_demo_is_opened(day: int, hour: int) -> None:
    at = datetime.combine(MONDAY + timedelta(days=day), time(hour, 10), UTC)
    for colleague in range(len(data.COLLEAGUES)):
        week = tuple(read_hours(text) for text in rota.week_around(colleague, at))
        plan = Calendar("UTC", week)
        assert shift_at(plan, at).on
        assert shift_at(plan, at - timedelta(hours=2.5)).on
        assert plan.between(at, at + timedelta(days=7)) == timedelta(hours=4 * rota.HOURS)


def test_the_rota_has_four_people_on_a_weekday_and_leave() -> None:
    there = [[n for n in range(6) if rota.begins_at(n, weekday, 40)] for weekday in range(7)]
    assert [len(day) for day in there] == [4, 4, 4, 4, 4, 2, 0]
    assert rota.begins_at(5, 2, 22) is None


def ends_of(rng: Random, fate: history_draws.Fate, *, tried: int, last: bool) -> list[CallEnd]:
    """Draw the ends of calls to a lead that was never reached."""
    style = history_draws.STYLES[0]
    return [
        history_draws.call_end(
            rng, FORM, style, fate, tried=tried, last=last, touches=0, called_back=False
        )
        for _ in range(80)
    ]


def test_a_bad_number_is_never_reached() -> None:
    rng = Random(2)
    fates = [history_draws.fate(rng, FORM, ago=30) for _ in range(400)]
    bad = next(one for one in fates if one.bad)
    ends = ends_of(rng, bad, tried=0, last=False)
    assert not any(end.reached for end in ends)
    assert {end.code for end in ends} == {"disconnected", "wrong_number"}


def test_the_last_attempt_without_a_contact_is_final() -> None:
    rng = Random(3)
    good = next(f for f in (history_draws.fate(rng, FORM, ago=30) for _ in range(9)) if not f.bad)
    ends = ends_of(rng, good, tried=5, last=True)
    assert {end.code for end in ends if not end.reached} == {"disconnected"}


@pytest.mark.django_db
@pytest.mark.commands
@pytest.mark.slow
def test_days_are_written_behind_the_live_floor_and_a_stopped_process_continues() -> None:
    """Check all in one test, because playing the days takes longer than reading them."""
    plan = _floor_before(DAYS)
    demo_floor._lay_shifts(timedelta(hours=2), DAYS)
    began = datetime.combine(plan.last + timedelta(days=1), datetime.min.time(), UTC)
    assert next(history.write()) == 1, "one day, then the process is stopped"
    told: list[str] = []
    past = history.write()
    while simulated_agents.write_history(past, told.append) < 1.0:
        pass
    assert not told
    assert past_write.planned_past() is None
    assert list(history.write()) == []
    leads = Lead.objects.all()
    _all_of_it_is_of_the_past(began)
    _each_open_lead_has_its_card()
    _nothing_waits_for_the_visitor_alone()
    _work_agrees_with_the_journal()
    _open_time_agrees_with_the_journal(began - timedelta(days=DAYS))
    assert {lead.source.name for lead in leads} == {shape.name for shape in history.SHAPES}
    assert leads.filter(closed_at__isnull=False).count() >= 40
    assert SaleOutcome.objects.filter(lead__in=leads, value__gt=0).exists()
    work_today()
    store_hours()
    found = list(recompute.figures(DAYS))
    assert len({one.name for one in found}) >= 39
    assert [one for one in found if not one.agrees] == [], "reports and plain SQL differ"


def _floor_before(days: int) -> past_write.PastPlan:
    """Set up people and sources as of a Wednesday, and plan the days before."""
    wednesday()
    demo_floor._lay(Random(7), days)
    history.plan(clock.now().date() - timedelta(days=1), days=days)
    plan = past_write.planned_past()
    assert plan is not None
    return plan


def _all_of_it_is_of_the_past(began: datetime) -> None:
    assert not models.ClaimRow.objects.filter(started_at__gte=began).exists()
    assert not SaleOutcome.objects.filter(at__gte=began).exists()
    assert models.Attempt.objects.filter(at__lt=began).count() >= 100


def _each_open_lead_has_its_card() -> None:
    assert card_queries.unreachable().count() == 0
    open_leads = Lead.objects.filter(closed_at__isnull=True)
    assert models.CardRow.objects.count() == open_leads.count()
    assert not models.CardRow.objects.filter(state="held").exists()


def _nothing_waits_for_the_visitor_alone() -> None:
    visitor = Person.objects.get(name=data.AGENT)
    assert models.ClaimRow.objects.filter(agent=visitor).exists()
    assert not models.CardRow.objects.filter(owner=visitor).exists()


def _work_agrees_with_the_journal() -> None:
    """Check that an agent has one claim at a time, and each claim its lines and receipt."""
    claims = list(models.ClaimRow.objects.order_by("agent_id", "started_at"))
    for one, after in pairwise(claims):
        if one.agent_id == after.agent_id:
            assert one.ended_at is not None
            assert one.ended_at <= after.started_at
    made = Journal.objects.filter(kind="claim.made").count()
    settled = Journal.objects.filter(kind="claim.settled").count()
    receipts = models.ReceiptRow.objects.filter(token__isnull=False).count()
    assert made == receipts == len(claims)
    assert not models.ReceiptRow.objects.filter(token__isnull=False, value=None).exists()
    assert models.IntervalRow.objects.count() > len(claims) / 2
    assert models.CallbackRow.objects.filter(how="settled").exists()
    assert not models.Attempt.objects.filter(ended_at=None, claim__in=claims).exists()
    spans = list(Presence.objects.order_by("person_id", "from_at"))
    assert all(a.to_at <= b.from_at for a, b in pairwise(spans) if a.person_id == b.person_id)
    assert {span.state for span in spans} >= {"available", "claim", "wrap_up", "break"}
    assert settled == sum(claim.end == "settled" for claim in claims)


def _open_time_agrees_with_the_journal(since: datetime) -> None:
    """Check that each lead was ready, with an agent or scheduled as long as it was open."""
    now = clock.now()
    told, found = by_journal(now), by_reports(since, now)
    assert len(told) >= 100
    assert {pk: found[pk] for pk in told} == pytest.approx(told, abs=1e-3)


def _second_looks_agree_with_the_journal() -> None:
    """Check that another agent looked at a share of the dead leads, and that each line is there."""
    looks = list(models.SecondLook.objects.select_related("claim", "look"))
    found = [one for one in looks if one.look is not None]
    assert len(found) >= 4  # the draw is a secret of each installation
    for one in found:
        assert one.look is not None
        assert one.look.agent_id != one.agent_id
        assert one.claim.lead_id == one.look.lead_id == one.lead_id
        assert one.claim.ended_at
        assert timedelta(days=1) <= one.drawn_at - one.claim.ended_at <= timedelta(days=4)
        assert one.drawn_at <= one.look.started_at
        assert one.claim.disposition == "disconnected"  # no other outcome of the demo is dead
        assert one.success == (one.look.disposition not in UNREACHED)
    for kind, count in (("second_look.drawn", len(looks)), ("second_look.settled", len(found))):
        lines = Journal.objects.filter(kind=kind)
        assert lines.count() == count
        assert {one.lead_id for one in lines} <= {one.lead_id for one in looks}
    assert Journal.objects.filter(kind="lead.reopened", data__why="again").count() == len(looks)


@pytest.mark.django_db
@pytest.mark.slow
def test_the_same_plan_gives_the_same_days() -> None:
    plan = _floor_before(1)

    def played() -> list[tuple[str, str, int]]:
        days = history.played(plan)
        return [(str(one.id), one.closed_as, len(one.events)) for day in days for one in day.leads]

    assert played() == played()


@pytest.mark.django_db
def test_one_experiment_ended_in_the_history_which_follows_it_and_one_begins() -> None:
    offset = wednesday()
    demo.add_missing([demo.DemoPerson(data.LEADER, "leader")], team=data.TEAM)
    experiments.lay(offset=offset, history_days=history.DAYS)
    assert clock.offset() == offset
    rows = models.ExperimentRow.objects.order_by("pk")
    assert [row.state for row in rows] == ["over", "running"]
    ended, begins = rows[0].ends_at, rows[1].starts_at
    assert ended
    assert begins
    assert ended < clock.now() < begins
    settings = past_settings.read_settings([])
    blocks = models.ExperimentBlockRow.objects.filter(experiment=rows[0])
    found = [settings.trial_at(block.counts_from) for block in blocks]
    assert [one and one.ordering for one in found] == [block.ordering for block in blocks]
    assert {one and one.ordering.value for one in found} == {"ranking", "fifo"}
    assert settings.trial_at(clock.now()) is None


@pytest.mark.django_db
def test_without_days_no_history_is_planned() -> None:
    history.plan(MONDAY, days=0)
    assert list(history.write()) == []


@pytest.mark.django_db
@pytest.mark.commands
@pytest.mark.slow
def test_marketing_finds_the_sources_to_act_on_in_the_served_demo() -> None:
    """Check the floor that `bin/app` serves: the forty weeks joined with the six that are played.

    The last three hours and the deals are left out, because they take as long and change nothing.
    """
    plan = _floor_before(history.DAYS)
    agents = [one.id for one in demo.simulated_agents()]
    ids = {one.name: demo.source_id(one.name) for one in sources.SOURCES}
    sources.lay_history(ids, agents, days=plan.days)
    demo_floor._lay_shifts(timedelta(hours=3), plan.days)
    assert past_write.progress() == (0, plan.days)
    assert sum(1 for _ in history.write()) == plan.days + 1
    assert past_write.progress() is None

    _second_looks_agree_with_the_journal()
    _open_time_agrees_with_the_journal(clock.now() - timedelta(days=60))
    mia = Person.objects.get(role="marketer")
    page = buying.buying_page(viewer=mia, hour_cost=Decimal(0))
    advice = {row.name: (row.plan.advice.value, row.plan.reason.value) for row in page.rows}
    assert advice[sources.FORM] == ("more", "return")
    assert advice[sources.BOUGHT] == ("less", "capacity")
    assert advice[sources.DISHONEST][0] == "less"
    alerts = source_alerts.source_alerts(viewer=mia, cut=page.cut)
    assert {(one.source, one.kind.value) for one in alerts} == {
        (sources.BOUGHT, "over_bought"),
        (sources.DISHONEST, "bad_numbers"),
    }
