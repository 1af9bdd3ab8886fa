"""Pods and items that a person may see, the locks of an act, and the refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Forbidden, NotFound
from pullahead.base.transaction import retried, write_transaction
from pullahead.conversations import locks as promise_locks
from pullahead.conversations import queries as promise_queries
from pullahead.conversations.models import Promise
from pullahead.pipeline import locks
from pullahead.pipeline.models import Deal
from pullahead.sprints import item_queries, item_services
from pullahead.sprints.models import Item
from pullahead.sprints.rules import BACKLOG, IN_SPRINT
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.team.models import Person, Pod


def visible_pod(pod_id: int, viewer: Person) -> Pod:
    """Return a pod of the viewer's team, or one that they are a member of. Raise NotFound.

    An administrator sees all. A contributor sees the pods that they are a member of.
    """
    pod = item_queries.pod(pod_id)
    absent = NotFound(_("Pod not found. Reload the page."))
    if pod is None or viewer.is_marketer:
        raise absent
    if viewer.is_admin or (viewer.works_leads and pod.team_id == viewer.team_id):
        return pod
    if viewer.pk not in item_queries.shares(pod):
        raise absent
    return pod


def pods_of(viewer: Person) -> tuple[Pod, ...]:
    """Return the pods whose pages the viewer may open and that have an item, own ones first."""
    if viewer.is_marketer:
        return ()
    return item_queries.pods_with_items(viewer)


def has_pods(viewer: Person) -> bool:
    """Return whether the viewer may open the page of a pod that has an item."""
    return not viewer.is_marketer and item_queries.has_pods_with_items(viewer)


def sees_value(viewer: Person, deal_team: int) -> bool:
    """Return whether the viewer may see the value of a team's deals."""
    return viewer.works_leads and (viewer.is_admin or viewer.team_id == deal_team)


DEAL_PAGE, PROMISED_DEAL_PAGE = "deal", "promised-deal"


@dataclass(frozen=True, slots=True)
class DealPages:
    """Pages of deals that a person may open: all of a team, or those of promises without money."""

    viewer: Person
    promised: frozenset[UUID]

    def of(self, deal: Deal) -> str:
        """Return the name of the page of a deal; blank where the person may open none."""
        if sees_value(self.viewer, deal.team_id):
            return DEAL_PAGE
        return PROMISED_DEAL_PAGE if deal.pk in self.promised else ""


def deal_pages(viewer: Person, pod: Pod) -> DealPages:
    """Return the pages of deals for a person; promises are read only for those of other teams."""
    if sees_value(viewer, pod.team_id):
        return DealPages(viewer, frozenset())
    return DealPages(viewer, frozenset(promise_queries.deals_of_performer(viewer.pk)))


@dataclass(slots=True)
class ItemContext:
    """Facts of an act behind its locks."""

    by: Person
    people: Mapping[int, Person]
    items: Mapping[UUID, Item]
    deals: Mapping[UUID, Deal]
    promises: Mapping[UUID, Promise]
    calendar: Calendar
    shares: Mapping[int, int]
    # read behind the locks
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    first: UUID = field(default_factory=lambda: UUID(int=0))

    @property
    def item(self) -> Item:
        """Return the item of the act."""
        return self.items[self.first]

    @property
    def deal(self) -> Deal:
        """Return the item's deal."""
        return self.deals[self.item.deal_id]

    @property
    def today(self) -> date:
        """Return the date by the team's calendar."""
        return self.calendar.local_day(self.now)

    def promise_of(self, item: Item) -> Promise | None:
        """Return the locked promise of an item."""
        return self.promises[item.promise_id] if item.promise_id is not None else None

    @property
    def leads(self) -> bool:
        """Return whether the actor is a team lead of the pod's team, or an administrator."""
        return self.by.is_admin or (self.by.is_leader and self.by.team_id == self.item.pod.team_id)

    def need_member(self) -> None:
        """Raise Forbidden unless the actor works in the pod, or leads its team."""
        if self.by.pk not in self.shares and not self.leads:
            raise Forbidden(_("Only members of this pod can do this. Nothing was changed."))

    def need_live(self, item: Item | None = None) -> None:
        """Raise Conflict if the item is done or dropped."""
        if (item or self.item).state not in (BACKLOG, IN_SPRINT):
            raise Conflict(_("This item is done or dropped. Reload the page."), code="item_closed")

    def need_backlog(self, item: Item | None = None) -> None:
        """Raise Conflict unless the item is in the backlog."""
        item = item or self.item
        self.need_live(item)
        if item.state == IN_SPRINT:
            name = item.performer.name if item.performer is not None else _("A partner")
            said = _("{name} has taken this item. Nothing was changed.").format(name=name)
            raise Conflict(said, code="item_taken")


@dataclass(frozen=True, slots=True)
class ItemRequest:
    """Request of an act: its item, its person, further people and items to lock."""

    item_id: UUID
    by: Person
    people: tuple[int, ...] = ()
    others: tuple[UUID, ...] = ()

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Return the ids of all items of the act."""
        return (self.item_id, *self.others)

    def __post_init__(self) -> None:
        for one in self.ids:
            visible_item(one, self.by)


def visible_item(item_id: UUID, viewer: Person) -> Item:
    """Return an item of a pod that the viewer may see. Raise NotFound."""
    item = item_queries.item(item_id)
    absent = NotFound(_("Item not found. Reload the page."))
    if item is None:
        raise absent
    try:
        visible_pod(item.pod_id, viewer)
    except NotFound as error:
        raise absent from error
    return item


def perform_item(asked: ItemRequest, verb: Callable[[ItemContext], None]) -> None:
    """Take the locks in order, and run the act in one transaction.

    Raise Conflict, Invalid, Forbidden or NotFound; then nothing is saved.
    """
    _perform(asked, verb)


@retried
def _perform(asked: ItemRequest, verb: Callable[[ItemContext], None]) -> None:
    held: dict[str, ItemContext] = {}

    def lock() -> None:
        held["act"] = _locked(asked)

    with write_transaction(lock=lock) as now:
        context = held["act"]
        context.now = now
        verb(context)


def _locked(asked: ItemRequest) -> ItemContext:
    """Lock people, deals, items and promises, each by id."""
    people = locks.lock_people({asked.by.pk, *asked.people})
    by = people.get(asked.by.pk)
    if by is None or not by.is_active:
        raise NotFound(_("Item not found. Reload the page."))
    rows = item_queries.keys_of(asked.ids)
    deals = locks.lock_deals({one.deal_id for one in rows})
    items = item_services.lock_items(asked.ids)
    promise_ids = {one.promise_id for one in items.values() if one.promise_id is not None}
    promises = promise_locks.lock_promises(promise_ids)
    if len(items) < len(set(asked.ids)):
        raise NotFound(_("Item not found. Reload the page."))
    pod = items[asked.item_id].pod
    return ItemContext(
        by=by,
        people=people,
        items=items,
        deals=deals,
        promises=promises,
        calendar=team_queries.calendar(pod.team_id),
        shares=item_queries.shares(pod),
        first=asked.item_id,
    )
