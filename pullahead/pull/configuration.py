"""Write dispositions, cadences and routes, as administrators change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pullahead.base import clock
from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Source
from pullahead.pull import boosts
from pullahead.pull.models import (
    CadenceRow,
    DispositionKindChoices,
    DispositionRow,
    NurturePlanRow,
    Route,
)


def add_disposition(
    *,
    code: str,
    label: str,
    kind: str,
    tried: bool,
    reached: bool,
    bad_number: bool,
    opt_out: bool,
) -> None:
    """Add a disposition at the end of the order."""
    require_transaction()
    last = DispositionRow.objects.order_by("-position").values_list("position", flat=True).first()
    DispositionRow.objects.create(
        code=code,
        label=label,
        kind=kind,
        tried=tried,
        reached=reached,
        bad_number=bad_number,
        opt_out=opt_out,
        position=max(last or 0, 0) + 1,
    )


def ensure_final_disposition(*, code: str, label: str) -> None:
    """Create a final disposition if it is missing, disabled: agents are not offered it."""
    require_transaction()
    DispositionRow.objects.get_or_create(
        code=code,
        defaults={
            "label": label,
            "kind": DispositionKindChoices.FINAL,
            "tried": False,
            "active": False,
        },
    )


def label_disposition(*, code: str, label: str) -> None:
    """Rename a disposition; claims settled with it show the new label too."""
    require_transaction()
    DispositionRow.objects.filter(pk=code).update(label=label)


def enable_disposition(*, code: str, active: bool) -> None:
    """Offer a disposition to agents, or stop offering it."""
    require_transaction()
    DispositionRow.objects.filter(pk=code).update(active=active)


def order_dispositions(*, codes: Sequence[str]) -> None:
    """Set the order in which agents see the dispositions."""
    require_transaction()
    rows = [DispositionRow(pk=code, position=n) for n, code in enumerate(codes, start=1)]
    DispositionRow.objects.bulk_update(rows, ["position"])


def set_offsets(*, cadence_id: int, offsets: Sequence[int]) -> bool:
    """Set the minutes of a cadence's attempts. Return False where there is no such cadence."""
    require_transaction()
    return CadenceRow.objects.filter(pk=cadence_id).update(offsets=list(offsets)) == 1


def set_nurture_plan(*, plan_id: int, offsets: Sequence[int]) -> bool:
    """Set the minutes of a plan's touches. Return False where there is no such plan."""
    require_transaction()
    return NurturePlanRow.objects.filter(pk=plan_id).update(offsets=list(offsets)) == 1


def add_nurture_plan(
    *, source_id: int | None, code: str | None, offsets: Sequence[int]
) -> int | None:
    """Add a plan of a source and a disposition; return its id, or None where there is one."""
    require_transaction()
    there = {(row.source_id, row.disposition_id) for row in NurturePlanRow.objects.all()}
    if (source_id, code) in there:
        return None
    row = NurturePlanRow.objects.create(
        source_id=source_id, disposition_id=code, offsets=list(offsets)
    )
    return row.pk


def remove_nurture_plan(*, plan_id: int) -> bool:
    """Remove a plan, but never the one for all leads. Return whether it was removed."""
    require_transaction()
    special = NurturePlanRow.objects.exclude(source=None, disposition=None)
    return special.filter(pk=plan_id).delete()[0] > 0


def set_route(*, source: Source, values: Mapping[str, Any]) -> None:
    """Set fields of a source's existing route, for leads that come from now on."""
    require_transaction()
    Route.objects.filter(source=source).update(**values)
    if "team_id" in values:
        boosts.publish_one(source_id=source.pk, now=clock.now())
