"""Grant something to the buyer of a deal, within a right of its pod."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Conflict, Forbidden, wrong
from pullahead.conversations.rules import PROMISED, REPORTED, REQUESTED, RESTED, SATISFIED
from pullahead.pipeline.rules import DealAct
from pullahead.sprints import concession_services
from pullahead.sprints.models import Concession
from pullahead.sprints.right_rules import RightVerdict, judge
from pullahead.team import pod_queries, pod_services
from pullahead.team.models import Person
from pullahead.team.pod_models import RightKind
from pullahead.usecases.common.sanitize import clean_code
from pullahead.usecases.deals.access import ActContext, ActRequest, perform, visible_deal
from pullahead.usecases.sprints.pods import checked_amount

REFUSED = {
    RightVerdict.ABOVE: gettext_lazy(
        "This is more than your pod may grant ({up_to}). Nothing was granted. Ask a shared pod "
        "for it."
    ),
    RightVerdict.AGAIN: gettext_lazy(
        "This deal already has a concession of this kind. Nothing was granted. Ask a "
        "shared pod for a second one."
    ),
}
GRANTED = dict.fromkeys((PROMISED, REPORTED, SATISFIED, RESTED), "granted")
CODES = {RightVerdict.ABOVE: "above_right", RightVerdict.AGAIN: "granted_before"}


@dataclass(frozen=True, slots=True)
class ConcessionView:
    """A concession of a deal."""

    id: UUID
    what: str
    amount: Decimal
    by: str
    at: datetime
    state: str = "granted"  # asked, granted or declined
    pod: str = ""  # that is asked
    granted_by: str = ""


@dataclass(frozen=True, slots=True)
class ConcessionsOfDeal:
    """Concessions of a deal, and what the viewer's pod may grant without asking."""

    rows: tuple[ConcessionView, ...]
    rights: tuple[tuple[str, Decimal], ...]  # those not used yet
    pod_id: int
    pod: str


def concessions_of(*, deal_id: UUID, viewer: Person) -> ConcessionsOfDeal:
    """Return the concessions of a deal. Raise NotFound for a deal of another team."""
    deal = visible_deal(deal_id, viewer)
    rows = list(concession_services.concessions(deal_id))
    used = {one.what for one in rows if one.right_id is not None}
    may = deal.closed_at is None and pod_queries.is_member(viewer, deal.pod)
    rights = pod_queries.rights([deal.pod_id]) if may else ()
    return ConcessionsOfDeal(
        rows=tuple(_view(one) for one in rows),
        rights=tuple((one.what, one.up_to) for one in rights if one.what not in used),
        pod_id=deal.pod_id,
        pod=deal.pod.name,
    )


def _view(one: Concession) -> ConcessionView:
    promise = one.promise
    if promise is None:
        return ConcessionView(one.pk, one.what, one.amount, one.by.name, one.at)
    pod, performer = promise.performer_pod, promise.performer_person
    return ConcessionView(
        one.pk,
        one.what,
        one.amount,
        one.by.name,
        one.at,
        state="asked" if promise.state == REQUESTED else GRANTED.get(promise.state, "declined"),
        pod=pod.name if pod is not None else "",
        granted_by=performer.name if performer is not None else "",
    )


def checked_grant(what: str, amount: Decimal | None) -> Decimal:
    """Return the amount of a concession. Raise Invalid for an unknown kind, or no amount."""
    if clean_code(what) not in RightKind.values:
        raise wrong("what", "unknown_right", _("Choose discount or free days."))
    asked = checked_amount(amount, "amount")
    if asked <= 0:
        raise wrong("amount", "invalid", _("Enter an amount above 0."))
    return asked


def grant(
    *, deal_id: UUID, by: Person, what: str, amount: Decimal | None, seen: Decimal | None = None
) -> None:
    """Grant an amount within the right of the deal's pod, with one journal line.

    `seen` is the right that the page showed. Raise Conflict `right_lowered`, `above_right` or
    `granted_before`, and Forbidden for those who are not in the pod. Then nothing is granted.
    """
    asked, code = checked_grant(what, amount), clean_code(what)

    def verb(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        if not pod_queries.is_member(context.by, context.deal.pod):
            raise Forbidden(_("Only members of the deal’s pod can grant a concession."))
        right = pod_services.lock_rights([context.deal.pod_id]).get((context.deal.pod_id, code))
        up_to = right.up_to if right is not None else Decimal(0)
        before = concession_services.granted_before(deal_id, code)
        verdict = judge(asked, up_to, granted_before=before)
        if verdict == RightVerdict.ABOVE and seen is not None and seen > up_to:
            said = _("Your pod may now grant only {up_to}. Nothing was granted.")
            raise Conflict(said.format(up_to=up_to.normalize()), code="right_lowered")
        if right is None or verdict != RightVerdict.WITHIN:
            said = str(REFUSED[verdict]).format(up_to=f"{up_to.normalize():f}")
            raise Conflict(said, code=CODES[verdict])
        concession_services.grant_by_right(
            context.deal, right=right, amount=asked, by=context.by.pk, now=context.now
        )

    perform(ActRequest(deal_id, by), verb)
