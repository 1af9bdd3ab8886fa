"""A deal with two sellers and two contacts, for the tests of promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pullahead.base.transaction import write_transaction
from pullahead.conversations import services
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import Move
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.leads.contacts import add_contact
from pullahead.pipeline import finding_services, publish
from pullahead.pipeline import services as deals
from pullahead.pipeline.models import Deal, Stage
from pullahead.team.services import add_person, add_team, default_pod

NOW = datetime(2026, 12, 2, 10, 20, tzinfo=UTC)
DUE = NOW + timedelta(days=1)
# How a promise comes into each state: its first move, and the moves after it
PATHS: dict[str, tuple[str, ...]] = {
    "requested": (Move.REQUEST,),
    "countered": (Move.OFFER,),
    "promised": (Move.PROMISE,),
    "reported": (Move.PROMISE, Move.REPORT),
    "satisfied": (Move.PROMISE, Move.REPORT, Move.SATISFIED),
    "rested": (Move.PROMISE, Move.REPORT, Move.REST),
    "declined": (Move.REQUEST, Move.DECLINE),
    "revoked": (Move.PROMISE, Move.REVOKE),
    "withdrawn": (Move.REQUEST, Move.WITHDRAW),
}


@dataclass(frozen=True, slots=True)
class TalkGround:
    """A deal, its pod, two sellers, two contacts."""

    deal: Deal
    dev: Party
    chiara: Party
    ines: Party
    jon: Party
    pod: Party


def ground() -> TalkGround:
    """Make a deal in a fresh database."""
    with write_transaction():
        team = add_team(name="Sales")
        dev, chiara = (
            Party(person=add_person(name=name, role="agent", team=team, password="x").pk)
            for name in ("Dev", "Chiara")
        )
        pod = default_pod(team=team).pk
        flow = publish.make_workflow(name="Sales")
        publish.set_team(team_id=team.pk, workflow=flow)
        stages = publish.WorkflowDefinition(stages=(publish.StageDefinition("One", 9, ""),))
        publish.publish(workflow=flow, definition=stages, remap={}, by=None, now=NOW)
        entry = Stage.objects.get(workflow=flow).pk
        new = deals.NewDeal("Northgate", "Northgate Hotels", team.pk, pod, flow.pk, entry, NOW)
        deal = deals.add_deal(new, now=NOW, actor=None)
        contacts = [add_contact(now=NOW, name=name) for name in ("Ines Prado", "Jon Weber")]
        for one in contacts:
            finding_services.add_to_deal(deal, one.pk, decides=False, sees=False, now=NOW)
        ines, jon = (Party(contact=one.pk) for one in contacts)
    return TalkGround(deal, dev, chiara, ines, jon, Party(pod=pod))


def promise_in(state: str, world: TalkGround) -> Promise:
    """Make a promise of Dev to Ines, and bring it into this state."""
    first, *later = PATHS[state]
    with write_transaction():
        new = NewPromise(first, "fire certificate", world.ines, world.dev, due_at=DUE)
        promise = services.add_promise(world.deal, new, PromiseAct(first, words="Yes."), now=NOW)
        for move in later:
            act = PromiseAct(move, words="Said so.")
            promise = services.move_promise(promise.pk, act, now=NOW)
    return promise
