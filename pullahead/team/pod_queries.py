"""Reads of pods, their members and rights."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet, Sum

from pullahead.team.models import DecisionRight, Person, Pod, PodMember


def pods(*, team_id: int | None = None) -> QuerySet[Pod]:
    """Return the pods of a team, or of all: own ones first, the default pod first of them."""
    rows = Pod.objects.select_related("team")
    if team_id is not None:
        rows = rows.filter(team_id=team_id)
    return rows.order_by("team__name", "kind", "-is_default", "name", "pk")


def pods_of_person(person: Person) -> QuerySet[Pod]:
    """Return the pods that a person works in: with a share, or the default pod of their team."""
    mine = Q(members__person=person)
    if person.works_leads:
        mine |= Q(team_id=person.team_id, is_default=True)
    return pods().filter(mine).distinct()


def pod(pod_id: int) -> Pod | None:
    """Return a pod with its team."""
    return Pod.objects.select_related("team").filter(pk=pod_id).first()


def members(pod_ids: Collection[int]) -> QuerySet[PodMember]:
    """Return the members of pods, by name; disabled people are left out."""
    rows = PodMember.objects.filter(pod_id__in=pod_ids, person__is_active=True)
    return rows.select_related("person").order_by("person__name", "pk")


def rights(pod_ids: Collection[int]) -> QuerySet[DecisionRight]:
    """Return the rights of pods that are above 0."""
    return DecisionRight.objects.filter(pod_id__in=pod_ids, up_to__gt=0).order_by("what")


def shared_pods() -> QuerySet[Pod]:
    """Return the pods that all others may ask, such as pricing."""
    return pods().filter(kind="shared")


def share_elsewhere(person_id: int, pod_id: int) -> int:
    """Return the sum of a person's shares in other pods."""
    rows = PodMember.objects.filter(person_id=person_id).exclude(pod_id=pod_id)
    return int(rows.aggregate(total=Sum("share"))["total"] or 0)


def is_member(person: Person, pod: Pod) -> bool:
    """Return whether a person speaks for a pod.

    In a default pod without shares, everyone of the team who works deals does.
    """
    ids = set(PodMember.objects.filter(pod=pod).values_list("person_id", flat=True))
    if person.pk in ids:
        return True
    return not ids and pod.is_default and pod.team_id == person.team_id and person.works_leads
