"""Page of one pod: vision, limit, members, rights, return by quarter."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound
from pullahead.pipeline import queries as deal_queries
from pullahead.sprints import measure_queries
from pullahead.sprints.right_rules import PodReturn, returns
from pullahead.team import pod_queries
from pullahead.team import queries as team_queries
from pullahead.team.models import Person, Pod
from pullahead.usecases.sprints.pods import PodSettings, described
from pullahead.usecases.sprints.requests import AskedConcession, asked_of

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class PodPage:
    """A pod for its members; `returns` is empty for those who see no money."""

    pod: PodSettings
    open_deals: int
    returns: tuple[PodReturn, ...]
    requests: tuple[AskedConcession, ...]
    answers: bool  # whether the viewer may answer them
    sees_money: bool
    may_change: bool


def pods_seen(*, viewer: Person) -> tuple[PodSettings, ...]:
    """Return the pods that the viewer works in or leads."""
    if viewer.is_marketer:
        raise NotFound(_("Pod not found. Reload the page."))
    if viewer.is_admin:
        return described(list(pod_queries.pods()))
    if viewer.is_leader:
        mine = {one.pk: one for one in pod_queries.pods(team_id=viewer.team_id)}
        mine |= {one.pk: one for one in pod_queries.pods_of_person(viewer)}
        return described(list(mine.values()))
    return described(list(pod_queries.pods_of_person(viewer)))


def visible_pod(pod_id: int, viewer: Person) -> Pod:
    """Return a pod that the viewer works in, or leads. Raise NotFound."""
    found = pod_queries.pod(pod_id)
    if found is None or viewer.is_marketer:
        raise NotFound(_("Pod not found. Reload the page."))
    own_team = found.team_id == viewer.team_id and viewer.works_leads
    if viewer.is_admin or own_team or pod_queries.is_member(viewer, found):
        return found
    raise NotFound(_("Pod not found. Reload the page."))


def pod_page(*, pod_id: int, viewer: Person) -> PodPage:
    """Return a pod for its page. Raise NotFound for other pods."""
    found = visible_pod(pod_id, viewer)
    [pod] = described([found])
    money = viewer.works_leads and (viewer.is_admin or viewer.team_id == found.team_id)
    return PodPage(
        pod=pod,
        open_deals=deal_queries.open_deals_of_pod(found.pk),
        returns=_returns(found) if money else (),
        requests=asked_of(pod_id=found.pk),
        answers=pod_queries.is_member(viewer, found),
        sees_money=money,
        may_change=viewer.is_admin or (viewer.is_leader and viewer.team_id == found.team_id),
    )


def _returns(pod: Pod) -> tuple[PodReturn, ...]:
    zone = ZoneInfo(team_queries.calendar(pod.team_id).zone)
    won = [
        (closed_at.astimezone(zone).date(), value)
        for closed_at, value in deal_queries.won_of_pod(pod.pk)
    ]
    hours = measure_queries.hours_by_day(pod.pk, zone)
    return returns(won, hours, pod.hour_cost)[:QUARTERS]
