"""Writes and reads of comparisons of call scripts and of message templates."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Q
from django.db.models.query import QuerySet

from pullahead.base.db.planned_queries import planned
from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Lead
from pullahead.pull.call_scripts import CallScript
from pullahead.pull.experiment_rules import ExperimentState
from pullahead.pull.models import (
    CallScriptRow,
    ClaimRow,
    MessageTemplate,
    ScriptComparisonRow,
    ScriptDrawRow,
)
from pullahead.pull.plan_queries import message_for
from pullahead.pull.script_comparison_rules import (
    ComparedKind,
    ComparedMessage,
    ScriptArm,
    draw,
    script_in,
    stored,
)
from pullahead.pull.services import delete_message, set_message

OPEN = (ExperimentState.PLANNED, ExperimentState.RUNNING)


def comparisons(team_id: int | None) -> QuerySet[ScriptComparisonRow]:
    """Return the comparisons of a team's sources, of all sources without one, newest first."""
    rows = ScriptComparisonRow.objects.select_related("source", "planned_by", "stopped_by")
    return (rows if team_id is None else rows.filter(source__route__team=team_id)).order_by("-pk")


def drawn_counts(comparison_id: int) -> dict[str, int]:
    """Return how many leads were drawn for each script."""
    rows = ScriptDrawRow.objects.filter(comparison=comparison_id)
    return dict(rows.values_list("arm").annotate(n=Count("pk")))


def locked(comparison_id: int) -> ScriptComparisonRow | None:
    """Return a comparison, with all open ones of its source locked by id."""
    require_transaction()
    found = ScriptComparisonRow.objects.filter(pk=comparison_id).first()
    if found is None:
        return None
    same = Q(source=found.source_id, state__in=OPEN) | Q(pk=comparison_id)
    rows = ScriptComparisonRow.objects.filter(same).order_by("pk")
    return {one.pk: one for one in rows.select_for_update(no_key=True)}.get(comparison_id)


def add(*, by_id: int, now: datetime, **facts: Any) -> ScriptComparisonRow:
    """Store a planned comparison."""
    require_transaction()
    return ScriptComparisonRow.objects.create(planned_by_id=by_id, planned_at=now, **facts)


def running(source_id: int, now: datetime) -> ScriptComparisonRow | None:
    """Return the comparison of a source that runs; those past their end are over."""
    require_transaction()
    rows = ScriptComparisonRow.objects.filter(source=source_id, state=ExperimentState.RUNNING)
    rows.filter(ends_at__lte=now).update(state=ExperimentState.OVER)
    return rows.first()


def start(
    comparison: ScriptComparisonRow,
    *,
    seed: int,
    usual: CallScript | ComparedMessage,
    now: datetime,
) -> None:
    """Draw leads from now on; `usual` is A."""
    require_transaction()
    draws_until = now + timedelta(weeks=comparison.weeks)
    ScriptComparisonRow.objects.filter(pk=comparison.pk).update(
        state=ExperimentState.RUNNING,
        seed=seed,
        script_a=stored(usual),
        starts_at=now,
        draws_until=draws_until,
        ends_at=draws_until + timedelta(days=comparison.days),
    )


def undo_stop(comparison: ScriptComparisonRow) -> None:
    """Let a stopped comparison go on."""
    require_transaction()
    ScriptComparisonRow.objects.filter(pk=comparison.pk).update(
        state=ExperimentState.RUNNING, stopped_at=None, stopped_by=None
    )


def stop(comparison: ScriptComparisonRow, *, by_id: int, now: datetime) -> None:
    """End a comparison now: all leads have the usual script again."""
    require_transaction()
    ScriptComparisonRow.objects.filter(pk=comparison.pk).update(
        state=ExperimentState.STOPPED, stopped_at=now, stopped_by=by_id
    )


def remove(comparison: ScriptComparisonRow) -> None:
    """Remove a planned comparison."""
    require_transaction()
    comparison.delete()


def own_text(source_id: int, like: CallScript | ComparedMessage) -> dict[str, Any] | None:
    """Return the source's own script, or its template in the place of `like`, as stored."""
    if isinstance(like, ComparedMessage):
        row = _own_template(source_id, like).first()
        return None if row is None else stored(replace(like, subject=row.subject, body=row.body))
    script = CallScriptRow.objects.filter(source=source_id).first()
    if script is None:
        return None
    return {
        "steps": script.steps,
        "objections": script.objections,
        "questions": script.questions,
    }


def usual_message(source_id: int, like: ComparedMessage) -> ComparedMessage:
    """Return the template that leads of a source get in the place of `like`; no body for none."""
    found = message_for(like.channel, source_id, like.language, like.touch)
    here = found is not None and (found.language, found.touch) == (like.language, like.touch)
    if found is None or not here:
        return replace(like, subject="", body="")
    return replace(like, subject=found.subject, body=found.body)


def set_own_message(source_id: int, text: ComparedMessage) -> None:
    """Make a text the source's own template; without a body, delete the template."""
    row = _own_template(source_id, text).first()
    if not text.body:
        if row is not None:
            delete_message(message_id=row.pk)
        return
    facts = asdict(text)
    set_message(message_id=row.pk if row else None, source_id=source_id, **facts)


def _own_template(source_id: int, like: ComparedMessage) -> QuerySet[MessageTemplate]:
    return MessageTemplate.objects.filter(
        source=source_id, channel=like.channel, language=like.language, touch=like.touch
    )


def mark_used(
    comparison: ScriptComparisonRow, *, at: datetime | None, replaced: dict[str, Any] | None
) -> None:
    """Record that script B became the source's, and what it replaced; no moment: undone."""
    require_transaction()
    ScriptComparisonRow.objects.filter(pk=comparison.pk).update(used_at=at, replaced=replaced)


# ---- draws


def draw_for(lead_id: UUID, *, claim: UUID, now: datetime) -> None:
    """Draw the script of a lead at its first pull, if its source compares two.

    A lead with an earlier claim was seen under the usual script, so it is left out.
    """
    require_transaction()
    source = Lead.objects.filter(pk=lead_id).values("source_id")
    earlier = ClaimRow.objects.filter(lead=lead_id).exclude(pk=claim)
    rows = ScriptComparisonRow.objects.filter(
        ~Exists(earlier),
        state=ExperimentState.RUNNING,
        draws_until__gt=now,
        source_id__in=source,
    )
    found = rows.first()
    if found is None or found.seed is None:
        return
    drawn = draw(seed=found.seed, lead=lead_id, share_b=found.share_b)
    ScriptDrawRow.objects.create(
        lead_id=lead_id,
        comparison=found,
        arm=drawn.arm,
        probability=drawn.probability,
        drawn_at=now,
    )


def script_of(lead_id: UUID, now: datetime) -> CallScript | None:
    """Return the drawn script of a lead while its comparison runs; None for the usual one."""
    found = _drawn_text(lead_id, ComparedKind.SCRIPT, now)
    return None if found is None else script_in(found)


def message_of(lead_id: UUID, now: datetime) -> ComparedMessage | None:
    """Return the drawn message of a lead while its comparison runs; None for the usual one."""
    found = _drawn_text(lead_id, ComparedKind.MESSAGE, now)
    return None if found is None else ComparedMessage(**found)


def _drawn_text(lead_id: UUID, kind: ComparedKind, now: datetime) -> dict[str, Any] | None:
    row = next(iter(_drawn(lead_id, kind.value, now)), None)
    if row is None:
        return None
    both = row.comparison
    found: dict[str, Any] | None = both.script_b if row.arm == ScriptArm.B else both.script_a
    return found


@planned
def _drawn(lead_id: UUID, kind: str, now: datetime) -> QuerySet[ScriptDrawRow, ScriptDrawRow]:
    rows = ScriptDrawRow.objects.select_related("comparison")
    running = {"comparison__state": ExperimentState.RUNNING, "comparison__ends_at__gt": now}
    return rows.filter(pk=lead_id, comparison__kind=kind, **running)
