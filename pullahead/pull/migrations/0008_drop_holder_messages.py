"""Drop the messages that claims stored as JSON."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pull", "0007_move_holder_messages")]

    operations = [migrations.RemoveField(model_name="claimrow", name="holder_messages")]
