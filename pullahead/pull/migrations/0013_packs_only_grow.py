"""Rule packs can only be added: an edit is a new version, and no version is ever changed."""

from django.db import migrations

from pullahead.base.guards import rule_pack_append_only


class Migration(migrations.Migration):
    dependencies = [("pull", "0012_mix")]
    operations = [migrations.RunPython(rule_pack_append_only, migrations.RunPython.noop)]
