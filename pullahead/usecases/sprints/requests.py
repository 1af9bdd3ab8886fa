"""Ask a shared pod for a concession above a right; its members grant or decline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.conversations import locks as promise_locks
from pullahead.conversations import services as promises
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import REQUESTED, Move
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.pipeline import locks
from pullahead.sprints import concession_services
from pullahead.sprints.models import Concession
from pullahead.team import pod_queries
from pullahead.team import queries as team_queries
from pullahead.team.models import Person, Pod
from pullahead.team.pod_models import PodKind, RightKind
from pullahead.usecases.common.sanitize import clean_code, clean_input
from pullahead.usecases.deals.access import ActContext
from pullahead.usecases.sprints.concessions import checked_grant
from pullahead.usecases.sprints.plan_acts import on_open_deal

WHAT = {RightKind.DISCOUNT: "{n} % discount", RightKind.FREE_DAYS: "{n} days free"}


@dataclass(frozen=True, slots=True)
class AskedConcession:
    """A concession that a shared pod is asked for; it has no money."""

    promise_id: UUID
    n: int
    title: str
    company: str
    what: str
    amount: Decimal
    by: str
    at: datetime
    why: str


def shared_pods(*, viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the pods that a concession can be asked of."""
    return tuple((one.pk, one.name) for one in pod_queries.shared_pods() if viewer.works_leads)


def asked_of(*, pod_id: int) -> tuple[AskedConcession, ...]:
    """Return the open requests to a pod that the viewer may see, oldest first."""
    return tuple(
        AskedConcession(
            promise_id=one.promise.pk,
            n=one.promise.n,
            title=one.deal.title,
            company=one.deal.company,
            what=one.what,
            amount=one.amount,
            by=one.by.name,
            at=one.at,
            why=one.promise.conditions,
        )
        for one in concession_services.asked_of(pod_id)
        if one.promise is not None
    )


def ask(
    *, deal_id: UUID, by: Person, what: str, amount: Decimal | None, pod_id: int, why: str = ""
) -> None:
    """Ask a shared pod for a concession: a promise requested of the pod."""
    asked, code = checked_grant(what, amount), clean_code(what)
    pod = pod_queries.pod(pod_id)
    if pod is None or pod.kind != PodKind.SHARED:
        raise wrong("pod", "unknown_pod", _("Choose a shared pod."))

    def verb(context: ActContext) -> None:
        text = WHAT[RightKind(code)].format(n=f"{asked.normalize():f}")
        new = NewPromise(
            move=Move.REQUEST,
            what=text,
            requester=Party(person=context.by.pk),
            performer=Party(pod=pod.pk),
            conditions=clean_input(why)[:300],
            visible_to_buyer=False,
        )
        act = PromiseAct(Move.REQUEST, by=context.by.pk)
        made = promises.add_promise(context.deal, new, act, now=context.now)
        concession_services.ask(
            context.deal,
            what=code,
            amount=asked,
            promise_id=made.pk,
            by=context.by.pk,
            now=context.now,
        )

    on_open_deal(deal_id, by, verb)


def grant(*, promise_id: UUID, by: Person, n: int | None = None) -> None:
    """Grant what a pod is asked for: a member takes the request and reports it at once.

    Raise Conflict `moved_on` if another member was first.
    """

    def verb(promise: Promise, found: Concession, pod: Pod, now: datetime) -> None:
        due = team_queries.calendar(pod.team_id).end_of_working_day(now, 1)
        act = PromiseAct(Move.PROMISE, by=by.pk, due_at=due, performer=Party(person=by.pk))
        promises.move_locked(promise, act, now=now)
        promises.move_locked(promise, PromiseAct(Move.REPORT, by=by.pk), now=now)
        concession_services.note_granted(found, pod_id=pod.pk, by=by.pk, now=now)

    _answer(promise_id, by, n, verb)


def decline(*, promise_id: UUID, by: Person, n: int | None = None, words: str = "") -> None:
    """Decline what a pod is asked for."""

    def verb(promise: Promise, found: Concession, pod: Pod, now: datetime) -> None:
        act = PromiseAct(Move.DECLINE, by=by.pk, words=clean_input(words)[:300])
        promises.move_locked(promise, act, now=now)

    _answer(promise_id, by, n, verb)


@retried
def _answer(
    promise_id: UUID,
    by: Person,
    n: int | None,
    verb: Callable[[Promise, Concession, Pod, datetime], None],
) -> None:
    """Run an answer of a member of the asked pod, behind the locks."""
    seen = concession_services.by_promise(promise_id)
    absent = NotFound(_("Request not found. Reload the page."))
    if seen is None or seen.promise is None:
        raise absent
    pods = {one.pk: one for one in pod_queries.pods_of_person(by)}
    pod = pods.get(seen.promise.performer_pod_id or 0)

    def lock() -> None:
        locks.lock_people({by.pk})
        locks.lock_deals([seen.deal_id])

    with write_transaction(lock=lock) as now:
        promise = promise_locks.lock_promise(promise_id)
        if (n is not None and n != promise.n) or promise.state != REQUESTED:
            if pod is None and promise.performer_person_id is None:
                raise absent
            raise promises.moved_on()
        if pod is None:
            raise absent
        if promise.requester_person_id == by.pk:
            said = _("You made this request. Another member of the pod must answer it.")
            raise Conflict(said, code="own_request")
        verb(promise, seen, pod, now)
