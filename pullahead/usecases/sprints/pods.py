"""Settings of pods: vision, members with shares, rights, stand-up days, limit, cost of an hour."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.pipeline import locks, publish
from pullahead.pipeline import queries as deal_queries
from pullahead.team import pod_queries, pod_services
from pullahead.team import queries as team_queries
from pullahead.team.models import Person, Pod, Team
from pullahead.team.pod_models import PodKind, RightKind
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_code, clean_input

WEEK = "12345"
NAME, TEXT = 100, 300
HOUR_COST_BELOW = Decimal(100_000)
LIMIT_AT_MOST = 10_000
FREE_DAYS_AT_MOST = 366


@dataclass(frozen=True, slots=True)
class PodInput:
    """Fields of a pod as a person typed them."""

    name: str
    vision: str = ""
    goal: str = ""
    kind: str = PodKind.OWN
    stand_up_days: tuple[str, ...] = tuple(WEEK)
    hour_cost: Decimal | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class PodMemberView:
    """Member of a pod."""

    person_id: int
    name: str
    role: str
    share: int


@dataclass(frozen=True, slots=True)
class PodSettings:
    """A pod with all that its settings show."""

    id: int
    name: str
    team_id: int
    team: str
    kind: str
    is_default: bool
    vision: str
    goal: str
    stand_up_days: str
    hour_cost: Decimal | None
    limit: int | None
    held: int
    members: tuple[PodMemberView, ...]
    rights: dict[str, Decimal]


def pods_of(*, viewer: Person) -> tuple[PodSettings, ...]:
    """Return the pods that a team lead or admin may change. Raise NotFound for others."""
    _leaders_only(viewer)
    rows = list(pod_queries.pods(team_id=None if viewer.is_admin else viewer.team_id))
    return described(rows)


def pod_settings(*, pod_id: int, viewer: Person) -> PodSettings:
    """Return one pod that the viewer may change. Raise NotFound."""
    return described([_pod(pod_id, viewer)])[0]


def described(rows: list[Pod]) -> tuple[PodSettings, ...]:
    """Return pods with members, rights and limits, in three reads."""
    ids = [one.pk for one in rows]
    limits = {one.pod_id: one for one in deal_queries.pod_limits(ids)}
    members: dict[int, list[PodMemberView]] = {}
    for one in pod_queries.members(ids):
        role = str(Person.Role(one.person.role).label)
        view = PodMemberView(one.person_id, one.person.name, role, one.share)
        members.setdefault(one.pod_id, []).append(view)
    rights: dict[int, dict[str, Decimal]] = {}
    for right in pod_queries.rights(ids):
        rights.setdefault(right.pod_id, {})[right.what] = right.up_to
    return tuple(
        PodSettings(
            id=one.pk,
            name=one.name,
            team_id=one.team_id,
            team=one.team.name,
            kind=one.kind,
            is_default=one.is_default,
            vision=one.vision,
            goal=one.goal,
            stand_up_days=one.stand_up_days,
            hour_cost=one.hour_cost,
            limit=limits[one.pk].size if one.pk in limits else None,
            held=limits[one.pk].held if one.pk in limits else 0,
            members=tuple(members.get(one.pk, ())),
            rights=rights.get(one.pk, {}),
        )
        for one in rows
    )


def teams_for(*, viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the teams that a new pod may belong to."""
    _leaders_only(viewer)
    rows = Team.objects.order_by("name")
    if not viewer.is_admin:
        rows = rows.filter(pk=viewer.team_id)
    return tuple((one.pk, one.name) for one in rows)


def people_for(*, pod: PodSettings) -> tuple[tuple[int, str], ...]:
    """Return the active people who may get a share of a pod: all but marketing.

    The team's own people come first. A specialist of another team may serve the pod too.
    """
    rows = team_queries.people().filter(is_active=True).exclude(role=Person.Role.MARKETER)
    ordered = sorted(rows, key=lambda one: (one.team_id != pod.team_id, one.name))
    return tuple((one.pk, one.name) for one in ordered)


@retried
def add_pod(*, typed: PodInput, team_id: int, by: Person) -> int:
    """Add a pod to a team and return its id. Raise Invalid."""
    if team_id not in dict(teams_for(viewer=by)):
        raise wrong("team", "unknown_team", _("Choose a team."))
    fields = _fields(typed, default=False) | {"kind": _kind(typed.kind)}
    limit = _limit(typed.limit)
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)) as now:
        _free_name(fields["name"], team_id)
        team = Team.objects.get(pk=team_id)
        pod = pod_services.add_pod(team=team, by=by.pk, now=now, **fields)
        if limit is not None:
            publish.set_pod_limit(pod_id=pod.pk, size=limit, now=now, actor=by.pk)
    return pod.pk


@retried
def change_pod(*, pod_id: int, typed: PodInput, by: Person) -> None:
    """Change a pod and its limit. The kind stays. Raise Invalid and NotFound."""
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)) as now:
        pod = _pod(pod_id, by)
        fields = _fields(typed, default=pod.is_default)
        limit = _limit(typed.limit)
        _free_name(fields["name"], pod.team_id, pod.pk)
        pod_services.change_pod(pod, by=by.pk, now=now, **fields)
        publish.set_pod_limit(pod_id=pod.pk, size=limit, now=now, actor=by.pk)


@retried
def set_member(*, pod_id: int, person_id: int, share: int, by: Person) -> None:
    """Set the share of a person in a pod, 1 to 100 %; 0 takes the person out.

    Raise Invalid `share_over_100` if the person's shares in all pods would exceed 100 %.
    """
    pod = _pod(pod_id, by)
    if not 0 <= share <= 100:
        raise wrong(
            "share", "invalid", _("Enter a share of 1 to 100 percent; 0 removes the member.")
        )
    if person_id not in dict(people_for(pod=described([pod])[0])) and share:
        raise wrong("person", "unknown_person", _("Choose an active colleague."))
    lock = team_queries.PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        free = 100 - pod_queries.share_elsewhere(person_id, pod_id)
        if share > free:
            said = _(
                "Other pods already use part of the time of {name}; {free} % is left. Enter "
                "{free} or less."
            )
            said = said.format(name=lock.person.name, free=free)
            raise wrong("share", "share_over_100", said)
        pod_services.set_share(pod_id=pod_id, person_id=person_id, share=share, by=by.pk, now=now)


@retried
def set_right(*, pod_id: int, what: str, up_to: Decimal, by: Person) -> None:
    """Set up to what a pod grants without asking; 0 ends the right. Raise Invalid."""
    _pod(pod_id, by)
    code = clean_code(what)
    if code not in RightKind.values:
        raise wrong("what", "unknown_right", _("Choose discount or free days."))
    most = Decimal(100) if code == RightKind.DISCOUNT else Decimal(FREE_DAYS_AT_MOST)
    amount = checked_amount(up_to, "up_to")
    if amount > most:
        raise wrong("up_to", "invalid", _("Enter at most {most}.").format(most=most))
    with write_transaction() as now:
        pod_services.set_right(pod_id=pod_id, what=code, up_to=amount, by=by.pk, now=now)


def checked_amount(amount: Decimal | None, field: str) -> Decimal:
    """Return an amount with two digits. Raise Invalid for none, a negative or an odd one."""
    if amount is None or not amount.is_finite() or not 0 <= amount < 1000:
        raise wrong(field, "invalid", _("Enter a number of 0 or more, such as 5."))
    if amount != round(amount, 2):
        raise wrong(field, "invalid", _("Enter a number with at most 2 decimals."))
    return round(amount, 2)


def _leaders_only(viewer: Person) -> None:
    if not viewer.is_leader:
        raise NotFound(str(PAGE_NOT_FOUND))


def _pod(pod_id: int, viewer: Person) -> Pod:
    _leaders_only(viewer)
    found = pod_queries.pod(pod_id)
    if found is None or not (viewer.is_admin or found.team_id == viewer.team_id):
        raise NotFound(_("Pod not found. Reload the page."))
    return found


def _fields(typed: PodInput, *, default: bool) -> dict[str, object]:
    name, vision = clean_input(typed.name), clean_input(typed.vision)
    if not name or len(name) > NAME:
        raise wrong("name", "invalid", _("Enter a name of 1 to 100 characters."))
    if not vision and not default:
        raise wrong("vision", "vision_required", _("Enter what this pod is for, in a sentence."))
    days = "".join(day for day in WEEK if day in typed.stand_up_days)
    if not days:
        raise wrong("stand_up_days", "invalid", _("Choose at least one day."))
    cost = typed.hour_cost
    if cost is not None and not (cost.is_finite() and 0 <= cost < HOUR_COST_BELOW):
        raise wrong("hour_cost", "invalid", _("Enter the cost of an hour, such as 60."))
    return {
        "name": name,
        "vision": vision[:TEXT],
        "goal": clean_input(typed.goal)[:TEXT],
        "stand_up_days": days,
        "hour_cost": round(cost, 2) if cost is not None else None,
    }


def _kind(kind: str) -> str:
    if kind not in PodKind.values:
        raise wrong("kind", "invalid", _("Choose own or shared."))
    return kind


def _limit(size: int | None) -> int | None:
    if size is not None and not 1 <= size <= LIMIT_AT_MOST:
        raise wrong("limit", "invalid", _("Enter a limit of 1 or more, or leave it blank."))
    return size


def _free_name(name: object, team_id: int, but: int = 0) -> None:
    if pod_queries.pods(team_id=team_id).filter(name=name).exclude(pk=but).exists():
        raise wrong("name", "name_taken", _("This team already has a pod with this name."))
