"""Add the outcome of a lead without a number: written to, no answer yet."""

from django.db import migrations
from django.db.models import Max


def add_emailed(apps, schema_editor):
    rows = apps.get_model("pull", "DispositionRow").objects
    # a fresh install gets its list with the other defaults
    if not rows.exists() or rows.filter(code="emailed").exists():
        return
    last = rows.aggregate(last=Max("position"))["last"] or 0
    rows.create(
        code="emailed", label="Emailed, waiting", kind="next", tried=True, reached=False,
        bad_number=False, opt_out=False, for_one=False, position=last + 1,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("pull", "0010_nurturing_defaults")]

    operations = [migrations.RunPython(add_emailed, migrations.RunPython.noop)]
