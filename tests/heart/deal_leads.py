"""Races of deals with their leads: settles, inquiries, closes, imports and overrides meanwhile."""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from pullahead.base.errors import Problem
from pullahead.base.transaction import write_transaction
from pullahead.leads import queries as leads
from pullahead.pipeline.models import Deal, Transition
from pullahead.team.models import Person
from pullahead.team.services import add_person
from pullahead.usecases.deals import acts, closing, edit, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.deals.imports import import_deals
from pullahead.usecases.intake.receive import receive
from pullahead.usecases.work import pull, settle_input
from pullahead.usecases.work import settle as settling
from tests.heart.deals import STAGE_SIZE, DealWorld, Seller, judged, typed
from tests.heart.processes import together
from tests.heart.scenarios import Result
from tests.heart.world import RaceWorld, Size, build, lead_in

WHY = "The race asks for it."


def deals_leads(folder: Path, size: Size) -> Result:
    """26: leads become deals, customers ask again, deals are closed, imported and overridden."""
    floor = build(folder, size, leads=max(60, size.pulls // 2))
    with write_transaction():
        people = Person.objects.filter(pk__in=floor.agents).select_related("team")
        admin = add_person(name="Boss", role="admin", team=people[0].team, password="x")
    workflow.publish_workflow(team_id=floor.team, typed=typed(), by=admin)
    for number in range(20):
        deal = edit.add(typed=DealInput(f"Deal {number}"), by=admin)
        for _stage in range(5 if number < 2 else 0):  # two wait at the close for a win
            acts.pull(deal_id=deal, by=admin, reason=WHY, override=WHY)
    world = DealWorld(size, folder, tuple(floor.agents), admin.pk, floor.team)
    crew = together(size.processes, lambda n: LeadSeller(world, floor, n).work())
    crew.wait()
    result = judged(world, crew)
    result.violations += [*exceeded_without_override(), *wrong_outcomes()]
    for act in ("qualify", "ask again", "win", "lose", "import", "override", "reopen"):
        result.need(act, result.counts.get(f"{act}: ok", 0))
    return result


class LeadSeller(Seller):
    """One process that works on leads, on deals and on the leads of deals."""

    def __init__(self, world: DealWorld, floor: RaceWorld, number: int) -> None:
        super().__init__(world, number, interferes=False)
        self.floor, self.files = floor, 0

    def _chosen(self, me: Person) -> tuple[str, Callable[[], object]]:
        deal = self._deal(me.pk)
        choices: list[tuple[int, str, Callable[[], object]]] = [
            (6, "qualify", lambda: self._qualify(me)),
            (6, "ask again", self._ask_again),
            (8, "pull", lambda: acts.pull(deal_id=deal, by=me, reason=WHY)),
            (3, "back", lambda: acts.back(deal_id=deal, by=me, to=self._before(deal), reason=WHY)),
            (4, "override", lambda: self._override(deal)),
            (3, "import", self._import),
            (4, "lose", lambda: self._lose(me)),
            (6, "win", self._win),
            (4, "reopen", lambda: closing.reopen(deal_id=self._closed(), by=self._admin())),
            (2, "take", lambda: acts.take(deal_id=deal, by=me)),
            (3, "undo", lambda: self._pull_and_undo(deal, me)),
        ]
        weights = [weight for weight, _name, _act in choices]
        _weight, name, act = self.dice.choices(choices, weights)[0]
        return name, act

    def _qualify(self, me: Person) -> None:
        claim = pull.next_lead(agent_id=me.pk).claim
        if claim is None:
            raise Problem("nothing to pull", code="nothing", status=409)
        word = settle_input.SettleInput(
            "qualified", f"They want {self.dice.random():.9f} offers.", None, dialled=True
        )
        settling.settle(agent_id=me.pk, token=claim.token, word=word)

    def _ask_again(self) -> None:
        number = self.dice.randrange(max(60, self.world.size.pulls // 2))
        again = replace(lead_in(self.dice, number), external_id=f"again {self.dice.random()}")
        receive(source_id=self.floor.source, lead=again)

    def _override(self, deal: UUID) -> None:
        acts.pull(deal_id=deal, by=self._admin(), reason=WHY, override=WHY)

    def _import(self) -> None:
        self.files += 1
        name = f"{self.number}-{self.files}"
        rows = [f"Imported {name}.{n},{name}.{n},{stage}" for n, stage in enumerate(_STAGES)]
        path = self.world.folder / f"import-{name}.csv"
        path.write_text("\n".join(["Title,ID,Stage", *rows, ""]), encoding="utf-8")
        import_deals(path=path, team="Sales", errors_to=path.with_suffix(".errors"))

    def _of_a_lead(self) -> UUID:
        rows = Deal.objects.filter(closed_at=None, lead__isnull=False)
        ids = list(rows.values_list("pk", flat=True))
        return self.dice.choice(ids) if ids else self._deal()

    def _lose(self, me: Person) -> None:
        closing.lose(deal_id=self._of_a_lead(), by=me, reason="wrong_person")

    def _win(self) -> None:
        ids = list(
            Deal.objects.filter(closed_at=None, stage__position=4).values_list("pk", flat=True)
        )
        deal = self.dice.choice(ids) if ids else self._of_a_lead()
        closing.win(deal_id=deal, by=self._admin(), value=Decimal(100))

    def _try(self, name: str, act: Callable[[], object]) -> None:
        try:
            super()._try(name, act)
        except Exception:
            self.counts["error"] += 1
            traceback.print_exc(file=sys.stderr)


_STAGES = ("Identify", "Meet", "Discovery", "Present")


def exceeded_without_override() -> list[str]:
    """Replay the transitions; return each entry into a full stage that has no override.

    A transition into a limit gets its id while it has that limit's lock, so ids give the order.
    """
    places: dict[UUID, int] = {}
    found = []
    for one in Transition.objects.order_by("pk"):
        before = places.pop(one.deal_id, None)
        if one.to_stage_id is not None and one.kind not in {"win", "lose", "discard"}:
            places[one.deal_id] = one.to_stage_id
            held = Counter(places.values())[one.to_stage_id]
            if held > STAGE_SIZE and before != one.to_stage_id and one.override_id is None:
                found.append(f"26 transition {one.pk} made {held} in a stage without an override")
    return found


def wrong_outcomes() -> list[str]:
    """Return leads with two open deals, and deals whose lead's sale outcome is another."""
    found = []
    rows = Deal.objects.filter(lead__isnull=False)
    twice = Counter(rows.filter(closed_at=None).values_list("lead_id", flat=True))
    found += [f"26 lead {lead} has {n} open deals" for lead, n in twice.items() if n > 1]
    for deal in rows.filter(closed_as="won"):
        if deal.lead_id is not None and rows.filter(lead_id=deal.lead_id).count() == 1:
            outcome = leads.outcome(deal.lead_id)
            if outcome is None or outcome.verdict != "won":
                found.append(f"26 lead {deal.lead_id} of a won deal is not won")
    return found
