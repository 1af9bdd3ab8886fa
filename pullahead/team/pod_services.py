"""Writes of pods: the pod itself, shares of people, rights to decide."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.team.models import DecisionRight, Pod, PodMember, Team


def add_pod(*, team: Team, by: int, now: datetime, **fields: Any) -> Pod:
    """Add a pod to a team."""
    require_transaction()
    pod = Pod.objects.create(team=team, **fields)
    note_pod(pod.pk, ["added"], by=by, now=now)
    return pod


def change_pod(pod: Pod, *, by: int, now: datetime, **fields: Any) -> None:
    """Change name, vision, goal, stand-up days and hour cost; names what changed."""
    require_transaction()
    changed = sorted(name for name, value in fields.items() if getattr(pod, name) != value)
    if changed:
        Pod.objects.filter(pk=pod.pk).update(**{name: fields[name] for name in changed})
        note_pod(pod.pk, changed, by=by, now=now)


def set_share(*, pod_id: int, person_id: int, share: int, by: int, now: datetime) -> None:
    """Set the share of a person in a pod; 0 takes the person out. The caller has the person."""
    require_transaction()
    if share:
        PodMember.objects.update_or_create(
            pod_id=pod_id, person_id=person_id, defaults={"share": share}
        )
    else:
        PodMember.objects.filter(pod_id=pod_id, person_id=person_id).delete()
    data = {"pod": pod_id, "fields": ["members"], "person": person_id, "share": share}
    record(JournalEvent.POD_CHANGED, now=now, actor_id=by, data=data)


def set_right(*, pod_id: int, what: str, up_to: Decimal, by: int, now: datetime) -> None:
    """Set up to what a pod grants without asking; 0 ends the right."""
    require_transaction()
    lock_rights([pod_id])
    DecisionRight.objects.update_or_create(pod_id=pod_id, what=what, defaults={"up_to": up_to})
    data = {"pod": pod_id, "fields": ["rights"], "what": what, "up_to": str(up_to)}
    record(JournalEvent.POD_CHANGED, now=now, actor_id=by, data=data)


def lock_rights(pod_ids: list[int]) -> dict[tuple[int, str], DecisionRight]:
    """Lock the rights of pods by id, after deals, and before limits."""
    require_transaction()
    rows = DecisionRight.objects.select_for_update(no_key=True).filter(pod_id__in=pod_ids)
    return {(one.pod_id, one.what): one for one in rows.order_by("pk")}


def note_pod(pod_id: int, fields: list[str], *, by: int, now: datetime) -> None:
    """Write the journal line of a changed pod."""
    data = {"pod": pod_id, "fields": fields}
    record(JournalEvent.POD_CHANGED, now=now, actor_id=by, data=data)
