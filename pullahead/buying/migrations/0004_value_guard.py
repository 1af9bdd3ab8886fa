"""Guard the roles and deliverables of a value network: all are of one deal."""

from django.db import migrations

from pullahead.buying.schema import add_value_triggers


class Migration(migrations.Migration):

    dependencies = [("buying", "0003_value")]

    operations = [migrations.RunPython(add_value_triggers, migrations.RunPython.noop)]
