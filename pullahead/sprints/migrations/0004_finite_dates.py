"""Require finite dates in the tables of the buyer's plan and of sprints."""

from django.db import migrations

from pullahead.sprints.schema import require_finite_dates


class Migration(migrations.Migration):

    dependencies = [
        ("sprints", "0001_squashed"),
    ]

    operations = [
        migrations.RunPython(require_finite_dates, migrations.RunPython.noop),
    ]
