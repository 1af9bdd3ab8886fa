"""Delivery of a deal: objectives, offers, how they fit. Offers are settings."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.conversations.rules import SATISFIED
from pullahead.sprints import delivery_services, item_queries, plan_queries
from pullahead.sprints.measure_rules import HoursShare, hours_done
from pullahead.sprints.models import Fit, Offer
from pullahead.sprints.plan_rules import (
    FITS,
    NO,
    OFFER_KINDS,
    PART,
    YES,
    FitFacts,
    is_proven,
    progress,
)
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_code, clean_input
from pullahead.usecases.deals.access import ActContext
from pullahead.usecases.sprints.plan_acts import objective_of, on_open_deal

NAME, GAP = 120, 300
OFFERS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer; `partner` is blank for ours."""

    id: UUID
    name: str
    kind: str
    partner: str
    retired: bool


@dataclass(frozen=True, slots=True)
class FitView:
    """Cell of the Delivery: whether an offer meets an objective."""

    offer: OfferView
    fit: str
    gap: str
    proof: str  # the promise that proves it
    proven: bool
    item: UUID | None = None  # the open item that closes the gap

    @property
    def needs_item(self) -> bool:
        """Return whether a gap has no open item yet."""
        return self.fit in (PART, NO) and self.item is None


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """Row of the Delivery."""

    id: UUID
    words: str
    measure: str
    state: str
    proven: bool
    cells: tuple[FitView, ...]  # one for each offer of the Delivery


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """Objectives down, offers across, and the progress."""

    objectives: tuple[ObjectiveView, ...]
    offers: tuple[OfferView, ...]
    proven: int
    total: int
    hours: HoursShare  # of done items, of all that are not dropped


def delivery_of(deal_id: UUID) -> DeliveryView:
    """Return the Delivery of a deal: every live offer, and retired ones that it uses."""
    rows = list(plan_queries.objectives(deal_id))
    fits = {
        (one.objective_id, one.offer_id): one for one in plan_queries.fits([o.pk for o in rows])
    }
    used = {offer for _objective, offer in fits}
    work = item_queries.deal_items(deal_id)
    items = item_queries.capability_items(work)
    offers = [
        _offer(one)
        for one in plan_queries.offers(live=False)
        if one.retired_at is None or one.pk in used
    ]
    found, facts = [], []
    for one in rows:
        cells = []
        for offer in offers:
            fit = fits.get((one.pk, offer.id))
            item = items.get((one.pk, gap_text(offer, fit.gap))) if fit is not None else None
            cells.append(_cell(offer, fit, item))
        judged = [FitFacts(cell.fit, cell.proven) for cell in cells]
        facts.append((one.state, judged))
        found.append(
            ObjectiveView(
                one.pk, one.words, one.measure, one.state, is_proven(judged), tuple(cells)
            )
        )
    total = progress(facts)
    hours = hours_done((one.state, one.size, one.weighed_h) for one in work)
    return DeliveryView(tuple(found), tuple(offers), total.proven, total.total, hours)


def gap_text(offer: OfferView, gap: str) -> str:
    """Return the text of the item that closes a gap."""
    return f"{offer.name}: {gap}"[:200] if gap else offer.name


def _cell(offer: OfferView, fit: Fit | None, item: UUID | None) -> FitView:
    if fit is None:
        return FitView(offer, "unknown", "", "", False)
    proven = fit.proof is not None and fit.proof.state == SATISFIED
    return FitView(offer, fit.fit, fit.gap, fit.proof.what if fit.proof else "", proven, item)


def proofs_of(deal_id: UUID) -> tuple[tuple[str, str], ...]:
    """Return the promises that can prove a fit: those that the buyer declared satisfied."""
    return tuple((str(one.pk), one.what) for one in plan_queries.proofs(deal_id))


def set_fit(
    *,
    deal_id: UUID,
    by: Person,
    objective_id: UUID,
    offer_id: UUID,
    fit: str,
    gap: str = "",
    proof: UUID | None = None,
) -> None:
    """Store whether an offer meets an objective, the gap, and the proof of a *yes*.

    Proof is a promise of this deal that the buyer declared satisfied.
    """
    code = clean_code(fit)
    if code not in FITS:
        raise wrong("fit", "invalid", _("Choose yes, in part, no or unknown."))

    def verb(context: ActContext) -> None:
        objective = objective_of(deal_id, objective_id)
        offer = plan_queries.offer(offer_id)
        if offer is None:
            raise NotFound(_("Offer not found. Reload the page."))
        if proof is not None and not plan_queries.proofs(deal_id).filter(pk=proof).exists():
            said = _("Choose a promise that the customer confirmed.")
            raise wrong("proof", "unknown_proof", said)
        delivery_services.set_fit(
            objective,
            offer,
            by=context.by.pk,
            now=context.now,
            fit=code,
            gap=clean_input(gap)[:GAP] if code != YES else "",
            proof_id=proof if code == YES else None,
        )

    on_open_deal(deal_id, by, verb)


def offers(*, viewer: Person) -> tuple[OfferView, ...]:
    """Return all offers, for administrators."""
    administrators_only(viewer)
    return tuple(_offer(one) for one in plan_queries.offers(live=False))


@retried
def save_offer(
    *,
    by: Person,
    name: str,
    kind: str,
    partner: str = "",
    retired: bool = False,
    offer_id: UUID | None = None,
) -> None:
    """Add an offer, or change one. Raise Invalid for a name that is taken."""
    administrators_only(by)
    fields = {
        "name": clean_input(name)[:NAME],
        "kind": clean_code(kind),
        "partner": clean_input(partner)[:NAME],
    }
    if not fields["name"]:
        raise wrong("name", "invalid", _("Enter the name of the product or service."))
    if fields["kind"] not in OFFER_KINDS:
        raise wrong("kind", "invalid", _("Choose a product or a service."))
    with write_transaction() as now:
        there = plan_queries.offer(offer_id) if offer_id is not None else None
        if offer_id is not None and there is None:
            raise NotFound(_("Offer not found. Reload the page."))
        rows = plan_queries.offers(live=False)
        if rows.filter(name=fields["name"], partner=fields["partner"]).exclude(
            pk=offer_id or UUID(int=0)
        ):
            raise wrong("name", "name_taken", _("An offer with this name already exists."))
        if there is None:
            if rows.count() >= OFFERS_AT_MOST:
                raise Conflict(_("There are 200 offers. Nothing was added."), code="too_many")
            delivery_services.add_offer(by=by.pk, now=now, **fields)
            return
        ended = (there.retired_at or clock.now()) if retired else None
        delivery_services.change_offer(there, by=by.pk, now=now, retired_at=ended, **fields)


def _offer(one: Offer) -> OfferView:
    return OfferView(one.pk, one.name, one.kind, one.partner, one.retired_at is not None)
