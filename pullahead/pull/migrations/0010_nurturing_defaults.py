"""Add the default nurturing plan and its dispositions to an installation of version 0.1.0."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

DAYS = (2, 5, 10, 20, 40, 70, 100)
DISPOSITIONS = (
    ("quote_sent", "Interested: quote sent", False),
    ("thinking", "Thinking it over", False),
    ("later", "Later (date)", True),
)


def add_defaults(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is missing; a fresh database gets its defaults from `lay_defaults`."""
    disposition = apps.get_model("pull", "DispositionRow")
    if not disposition.objects.exists():
        return
    last = max(disposition.objects.values_list("position", flat=True))
    for n, (code, label, dated) in enumerate(DISPOSITIONS, start=1):
        disposition.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "kind": "nurture",
                "tried": True,
                "reached": True,
                "dated": dated,
                "position": min(last + n, 32_767),
            },
        )
    plan = apps.get_model("pull", "NurturePlanRow")
    plan.objects.create(offsets=[days * 24 * 60 for days in DAYS])


class Migration(migrations.Migration):
    """Data only: PostgreSQL alters no table in the transaction that changed its rows."""

    dependencies = [("pull", "0009_nurturing")]
    operations = [migrations.RunPython(add_defaults, migrations.RunPython.noop)]
