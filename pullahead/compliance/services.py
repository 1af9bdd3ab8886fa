"""Write rule packs and calling windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from pullahead.base.transaction import require_transaction
from pullahead.compliance import models, packs
from pullahead.compliance.calling_hours import Window
from pullahead.compliance.defaults.packs import SHIPPED_FROM, SHIPPED_PACKS
from pullahead.compliance.defaults.us import SHIPPED_WINDOWS
from pullahead.compliance.defaults.zones import DEFAULT_OVERRIDES


def lay_defaults() -> None:
    """Write the shipped windows, overrides and packs where there are none."""
    require_transaction()
    if not models.CallingWindow.objects.exists():
        set_windows(windows=SHIPPED_WINDOWS)
    if not models.ZoneOverride.objects.exists():
        models.ZoneOverride.objects.bulk_create(
            models.ZoneOverride(
                prefix=o.prefix,
                zones=list(o.zones),
                jurisdiction=o.jurisdiction,
                toll_free=o.toll_free,
            )
            for o in DEFAULT_OVERRIDES
        )
    if not models.RulePack.objects.exists():
        _lay_packs()


def _lay_packs() -> None:
    models.RulePack.objects.bulk_create(
        models.RulePack(
            name=one.name,
            version=1,
            jurisdiction=one.jurisdiction,
            valid_from=SHIPPED_FROM,
            rules=one.rules,
            note=one.note,
            made_at=datetime.combine(SHIPPED_FROM, time(), UTC),
        )
        for one in SHIPPED_PACKS
    )


def add_pack(
    *,
    name: str,
    jurisdiction: str,
    valid_from: date,
    rules: Mapping[str, Any],
    note: str,
    made_by: int | None,
    now: datetime,
) -> models.RulePack:
    """Add a version of a pack, or the first of a new one; no version ever changes.

    Raises packs.BadPack for rules out of shape. Of two at once, the constraint refuses one.
    """
    require_transaction()
    of_name = models.RulePack.objects.filter(name=name).order_by("-version")
    version = (of_name.values_list("version", flat=True).first() or 0) + 1
    pack = packs.read_pack(name, version, jurisdiction, rules)
    return models.RulePack.objects.create(
        name=name,
        version=version,
        jurisdiction=jurisdiction,
        valid_from=valid_from,
        rules=packs.kept_as(pack),
        note=note,
        made_by_id=made_by,
        made_at=now,
    )


def set_windows(*, windows: Sequence[Window]) -> None:
    """Replace all calling windows by these."""
    require_transaction()
    models.CallingWindow.objects.all().delete()
    models.CallingWindow.objects.bulk_create(
        models.CallingWindow(
            jurisdiction=w.jurisdiction, weekday=w.weekday, opens=w.opens, closes=w.closes
        )
        for w in windows
    )
