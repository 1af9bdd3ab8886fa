"""Name the mark of a pod's first item as the pages do: *urgent*.

The column is renamed in place, so that SQLite keeps the triggers of items. The index of the mark
names its column, so it is made anew.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("sprints", "0004_finite_dates"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="item", name="item_expedite_once"),
        migrations.RenameField(model_name="item", old_name="expedite", new_name="urgent"),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=Q(urgent=True, state__in=("backlog", "sprint")),
                fields=("pod",),
                name="item_urgent_once",
            ),
        ),
    ]
