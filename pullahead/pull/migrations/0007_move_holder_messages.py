"""Move the messages to holders out of the claims: 0.1.0 stores them as JSON."""

from __future__ import annotations

from datetime import datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LIMIT = 500


def move_messages(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make a row of each message; find its author by the name that was stored."""
    claim, message = apps.get_model("pull", "ClaimRow"), apps.get_model("pull", "HolderMessageRow")
    people = dict(apps.get_model("team", "Person").objects.values_list("name", "id"))
    for row in claim.objects.exclude(holder_messages=[]).order_by("token").iterator():
        for one in row.holder_messages:
            author = people.get(one["by"])
            message.objects.create(
                claim_id=row.pk,
                by_id=author,
                by_name="" if author else one["by"],
                at=datetime.fromisoformat(one["at"]),
                text=one["text"][:LIMIT],
            )


class Migration(migrations.Migration):
    """Data only: PostgreSQL alters no table in the transaction that changed its rows."""

    dependencies = [("pull", "0006_holder_messages")]
    operations = [migrations.RunPython(move_messages, migrations.RunPython.noop)]
