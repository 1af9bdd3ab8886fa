"""Refuse claims of round 0: a closing by a team lead has a table of its own."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pull", "0004_move_closings")]

    operations = [
        migrations.AddConstraint(
            model_name="claimrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gte", 1)), name="claim_round"
            ),
        ),
    ]
