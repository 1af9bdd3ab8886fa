"""Add the table of messages to the holders of leads."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pull", "0005_claim_round"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HolderMessageRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_name", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                ("text", models.CharField(max_length=500)),
                ("by", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("claim", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="pull.claimrow")),
            ],
            options={"db_table": "pull_holdermessage"},
        ),
    ]
