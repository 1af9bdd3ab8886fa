from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_return_days")]

    operations = [
        migrations.CreateModel(
            name="BuyingCap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("cap_day", models.PositiveIntegerField()),
                ("was", models.PositiveIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buying_caps",
                        to="leads.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["batch", "source"], name="buying_cap_once"),
                ],
                "indexes": [models.Index(fields=["-at"], name="buying_cap_latest")],
            },
        ),
        migrations.CreateModel(
            name="PublishedPlan",
            fields=[
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="published_plan",
                        serialize=False,
                        to="leads.source",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("leads_a_day", models.PositiveIntegerField()),
                ("highest_price", models.DecimalField(decimal_places=2, max_digits=14)),
                ("advice", models.CharField(max_length=8)),
                ("reason", models.CharField(max_length=12)),
            ],
        ),
    ]
