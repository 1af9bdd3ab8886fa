"""Move the closings of team leads out of the claims: 0.1.0 stores them as claims of round 0."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def move_closings(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Copy each claim of round 0 to a closing, with the reasons of its corrections; delete it."""
    claim, closing = apps.get_model("pull", "ClaimRow"), apps.get_model("pull", "ClosingRow")
    for row in claim.objects.filter(round=0).order_by("started_at", "token").iterator():
        reasons = row.corrections.order_by("id").values_list("reason", flat=True)
        closing.objects.create(
            lead_id=row.lead_id,
            by_id=row.agent_id,
            at=row.ended_at or row.started_at,
            disposition=row.disposition,
            note="\n\n".join([row.note, *reasons]),
        )
    for model in ("SettleCorrection", "SettleEffect", "ScriptAnswer"):
        apps.get_model("pull", model).objects.filter(claim__round=0).delete()
    apps.get_model("pull", "Attempt").objects.filter(claim__round=0).update(claim=None)
    claim.objects.filter(round=0).delete()


class Migration(migrations.Migration):
    """Data only: PostgreSQL alters no table in the transaction that changed its rows."""

    dependencies = [("pull", "0003_closings")]
    operations = [migrations.RunPython(move_closings, migrations.RunPython.noop)]
