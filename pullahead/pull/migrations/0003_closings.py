"""Add the table of leads that team leads closed."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0001_initial"),
        ("pull", "0002_attempt_checked_and_dispute"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("disposition", models.CharField(max_length=40)),
                ("note", models.TextField()),
                ("undo", models.JSONField(null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="closings", to=settings.AUTH_USER_MODEL)),
                ("lead", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="closings", to="leads.lead")),
            ],
            options={
                "db_table": "pull_closing",
                "indexes": [models.Index(fields=["lead", "at"], name="closing_lead")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(models.Q(("disposition", ""), _negated=True), models.Q(("note", ""), _negated=True)), name="closing_explained"),
                ],
            },
        ),
    ]
