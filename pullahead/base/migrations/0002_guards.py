"""The journal can only grow."""

from django.db import migrations

from pullahead.base.guards import journal_append_only


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(journal_append_only, migrations.RunPython.noop)]
