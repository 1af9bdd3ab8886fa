"""Lay the deal of Northgate Hotels: its group, talks, pods, steps, objectives and fits."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from pullahead.base import clock
from pullahead.base.errors import Problem
from pullahead.demo import buying_group, data, talks, value_network
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.deals import acts, edit, findings
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.floor import demo
from pullahead.usecases.floor.demo import DemoPerson
from pullahead.usecases.settings import clock as installation_clock
from pullahead.usecases.sprints import delivery, items, plan_acts, pods, requests
from pullahead.usecases.sprints.items import ItemInput
from pullahead.usecases.sprints.plan import deal_plan
from pullahead.usecases.sprints.plan_acts import StepInput
from pullahead.usecases.sprints.pods import PodInput

WHY: Final = "They asked us to go on."
# step, days from today, owner, what they need
STEPS: Final = (
    ("site visit", None, "Jon Weber", "two hours in house 3"),
    ("fire safety review", 7, "Jon Weber", "the fire certificate"),
    ("legal review", 35, "", "a contract of at most ten pages"),
    ("board", 42, "Ines Prado", "a business case on two pages"),
)
BOARD: Final = 12  # days from today, after the change
# objective, how they will see it
OBJECTIVES: Final = (
    ("no alarm trips", "no call-out in the first quarter"),
    ("we cannot lose one breakfast service", "every house serves on every morning"),
    ("48 kitchenettes by 31 January", "all 48 in use"),
)
# offer, kind, partner
OFFERS: Final = (
    ("Kitchenettes", "product", ""),
    ("Fire certificate", "service", ""),
    ("Fitting by empty nights", "service", "Nachtwerk"),
)
# objective, offer, fit, gap
FITS: Final = (
    (0, "Fire certificate", "yes", ""),
    (0, "Kitchenettes", "no", "needs the certificate"),
    (1, "Fitting by empty nights", "yes", ""),
    (2, "Kitchenettes", "part", "36 are in stock, 12 by 10 February"),
    (2, "Fitting by empty nights", "yes", ""),
)


def lay() -> UUID:
    """Play nine days of Northgate's deal: its group, talks, plan and pods; return its id."""
    seller, admin = demo.sellers()[0], demo.administrator()
    deal = _talked(seller)
    _plan(deal, seller)
    _delivery(deal, seller, admin)
    pricing = _pods(seller, admin)
    requests.ask(
        deal_id=deal,
        by=seller,
        what="discount",
        amount=Decimal(8),
        pod_id=pricing,
        why="Their board asks for it if January stays free.",
    )
    _priced(deal, seller, pricing)
    return deal


def _priced(deal: UUID, by: Person, pricing: int) -> None:
    """Add an item to the backlog of the shared pod, for its contributor to take."""
    board = next(one for one in deal_plan(deal_id=deal, viewer=by).steps if one.name == "board")
    typed = ItemInput("Price for 48 kitchenettes", "M", step_id=board.id)
    items.add(deal_id=deal, by=by, typed=typed, pod_id=pricing)


def _talked(by: Person) -> UUID:
    """Play the deal up to the talk with the person who decides; put the clock back."""
    real, offset = clock.now(), clock.offset()
    demo.move_clock_to(real - timedelta(days=9))
    typed = DealInput("48 kitchenettes", "Northgate Hotels", Decimal(186_000), chance=35)
    deal = edit.add(typed=typed, by=by)
    edit.change(deal_id=deal, typed=typed, by=by)
    with contextlib.suppress(Problem):
        acts.pull(deal_id=deal, by=by, override="The demo shows this deal.")
    buying_group.meet(deal, by)
    talks.visit(deal, by, real - timedelta(days=6))
    buying_group.map_group(deal, by)
    talked = real - timedelta(hours=20)
    demo.move_clock_to(talked - timedelta(days=2))
    buying_group.expect(deal, by, talked)
    buying_group.learn(deal, by, talks.call(deal, by, talked), real + timedelta(days=6))
    value_network.lay(deal, by)
    installation_clock.move_to(offset)
    with contextlib.suppress(Problem):  # a full stage: it stays where it is
        acts.pull(deal_id=deal, by=by, reason=WHY)
    return deal


def _plan(deal: UUID, by: Person) -> None:
    known = {one.name: one.id for one in findings.findings_of(deal).contacts}
    today: date = clock.now().date()
    for name, days, owner, needs in STEPS:
        due = _weekday(today, days) if days is not None else None
        typed = StepInput(name, due, known.get(owner), needs)
        plan_acts.add_step(deal_id=deal, by=by, typed=typed, first=True)
    for words, measure in OBJECTIVES:
        plan_acts.add_objective(deal_id=deal, by=by, words=words, measure=measure, first=True)
    steps = {one.name: one for one in deal_plan(deal_id=deal, viewer=by).steps}
    plan_acts.end_step(deal_id=deal, step_id=steps["site visit"].id, by=by, state="done")


def move_board(deal: UUID, by: Person) -> None:
    """Move the buyer's board forward: a change to answer, which re-orders the backlog."""
    known = {one.name: one.id for one in findings.findings_of(deal).contacts}
    board = next(one for one in deal_plan(deal_id=deal, viewer=by).steps if one.name == "board")
    due = _weekday(clock.now().date(), BOARD)
    typed = StepInput("board", due, known["Ines Prado"], board.needs)
    plan_acts.change_step(deal_id=deal, step_id=board.id, by=by, typed=typed)


def _weekday(today: date, days: int) -> date:
    """Return the first weekday from so many days on."""
    due = today + timedelta(days=days)
    return due + timedelta(days=max(0, 7 - due.weekday()) % 7 if due.weekday() > 4 else 0)


def _delivery(deal: UUID, by: Person, admin: Person) -> None:
    for name, kind, partner in OFFERS:
        delivery.save_offer(by=admin, name=name, kind=kind, partner=partner)
    found = delivery.delivery_of(deal)
    offers = {one.name: one.id for one in found.offers}
    for objective, offer, fit, gap in FITS:
        delivery.set_fit(
            deal_id=deal,
            by=by,
            objective_id=found.objectives[objective].id,
            offer_id=offers[offer],
            fit=fit,
            gap=gap,
        )


def _pods(seller: Person, admin: Person) -> int:
    """Give the team's pod a vision and a right, and add the shared pod; return its id."""
    demo.add_missing([DemoPerson(data.CONTRIBUTOR, "contributor")], team=data.TEAM)
    own = next(one for one in pods.pods_of(viewer=admin) if one.team_id == seller.team_id)
    typed = PodInput(
        own.name,
        "Houses that stay open while we work in them.",
        "Four hotels that would recommend us",
        stand_up_days=tuple("14"),
        hour_cost=Decimal(60),
    )
    pods.change_pod(pod_id=own.id, typed=typed, by=admin)
    pods.set_right(pod_id=own.id, what="discount", up_to=Decimal(5), by=admin)
    shared = PodInput("Pricing", "Prices that both sides can defend.", kind="shared")
    pricing = pods.add_pod(typed=shared, team_id=seller.team_id, by=admin)
    people = {name: pk for pk, name in pods.people_for(pod=own)}
    pods.set_member(pod_id=pricing, person_id=people[data.LEADER], share=20, by=admin)
    pods.set_member(pod_id=pricing, person_id=people[data.CONTRIBUTOR], share=50, by=admin)
    return pricing
