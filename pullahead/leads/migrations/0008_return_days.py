from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0007_contact")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="return_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
